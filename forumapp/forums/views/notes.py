"""What everybody should know who comes."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp.forums import actions
from forumapp.forums.models import Edition
from forumapp.forums.notes_form import NotesForm
from forumapp.forums.views.blueprint import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import requires


@blueprint.route("/manage/<edition:edition>/notes", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def notes(edition: Edition) -> Answer:
    form = NotesForm(obj=edition)
    if form.validate_on_submit() and not form.overtaken_by(edition):
        actions.change(edition, **form.values())
        flash(_("Saved. Released pages show it from the next release on."))
        return redirect(url_for("forums.notes", edition=edition), code=303)
    return render_template("forums/notes.html", form=form), form.status
