"""What holds for every forum of a series."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp.forums import actions, queries
from forumapp.forums.forms import SeriesAsTyped, SeriesForm
from forumapp.forums.views.blueprint import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import requires


@blueprint.route("/manage/-/series/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SERIES)
def series(code: str) -> Answer:
    found = queries.series_by_code(code) or abort(404)
    stored = SeriesAsTyped(found)
    form = SeriesForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored):
        actions.set_late_yes(found, form.late_yes.data)
        flash(_("Saved."))
        return redirect(url_for("forums.series", code=found.code), code=303)
    return render_template("forums/series.html", form=form, series=found), form.status
