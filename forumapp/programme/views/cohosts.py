"""Which sessions a co-host invites to."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp.accounts.models import RoleGrant
from forumapp.forums import team
from forumapp.forums.models import Edition
from forumapp.programme import cohosts, queries
from forumapp.programme.cohosts_form import CohostedForm
from forumapp.programme.views.blueprint import Answer, blueprint
from forumapp.rights import Permission, Role
from forumapp.web.access import requires


@blueprint.route("/manage/<edition:edition>/team/<id:member_id>/sessions", methods=["GET", "POST"])
@requires(Permission.MANAGE_TEAM)
def cohosted(edition: Edition, member_id: str) -> Answer:
    given = _cohost(edition, member_id)
    sessions = [one for one in queries.sessions_of(edition) if not one.is_cancelled and not one.is_quiet]
    form = CohostedForm(sessions=sessions, present=cohosts.codes(given))
    if form.validate_on_submit():
        chosen = set(form.sessions.data or ())
        cohosts.set_sessions(edition, given, [one for one in sessions if one.code in chosen])
        flash(_("Saved."))
        return redirect(url_for("forums.team", edition=edition), code=303)
    return render_template(
        "programme/cohosted.html", edition=edition, form=form, cohost=given.member, sessions=sessions
    ), form.status


def _cohost(edition: Edition, member_id: str) -> RoleGrant:
    """Others of the team invite to every session, or to none."""
    given = team.grant_of(edition, member_id)
    return given if given and given.role == Role.COHOST else abort(404)
