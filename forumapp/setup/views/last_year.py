"""A new forum like an earlier one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp import formatting
from forumapp.accounts.models import Member
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.rights import Permission
from forumapp.setup import last_year
from forumapp.setup.last_year_form import LastYearForm
from forumapp.setup.views.blueprint import Answer, blueprint
from forumapp.web.access import member, requires
from forumapp.words import language_at_hand


@blueprint.route("/manage/<edition:edition>/another", methods=["GET", "POST"])
@requires(Permission.CREATE_FORUM)
def another(edition: Edition) -> Answer:
    form = LastYearForm(earlier=edition)
    if form.validate_on_submit():
        made = last_year.create(form.plan, owner=db.session.get_one(Member, member().id))
        _tell(form.plan, made)
        return redirect(url_for("programme.index", edition=made.edition), code=303)
    return render_template("setup/another.html", edition=edition, form=form), form.status


def _tell(plan: last_year.Plan, made: last_year.Made) -> None:
    flash(_("The forum is set up as a draft. Nothing was sent, and nobody but you is in it."))
    before, after = (
        formatting.day(day, language_at_hand(), year=False) for day in (plan.earlier.starts_on, plan.starts_on)
    )
    if plan.keeps_weekdays:
        flash(_("Every day keeps its weekday: %(before)s became %(after)s.", before=before, after=after), "note")
    else:
        flash(_("The weekdays are others now: %(before)s became %(after)s.", before=before, after=after), "waiting")
    if made.without_time:
        words = ngettext(
            "One session has no time: the clocks skip it on its new day.",
            "%(num)s sessions have no time: the clocks skip it on their new day.",
            made.without_time,
        )
        flash(words, "waiting")
