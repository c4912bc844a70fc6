"""Who would be told that a session moved, what of it, and the one button that tells them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.invitations import calendar_updates as updates
from forumapp.invitations import facts
from forumapp.invitations.sending_forms import CalendarForm
from forumapp.invitations.views.blueprint import blueprint
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.forms import submitted


@blueprint.route("/manage/<edition:edition>/invitations/calendar", methods=["GET", "POST"])
@requires(Permission.INVITE)
def calendar_updates(edition: Edition) -> str | Response | tuple[str, int]:
    session = _session(edition)
    due = updates.due(edition, session, to_change=submitted())
    form = CalendarForm(len(due), updates.fingerprint(due))
    if form.validate_on_submit():
        try:
            _say(updates.send_seen(due, form.seen.data or ""))
            return redirect(url_for(".index", edition=edition), code=303)
        except Refused as refusal:
            form.refuse(refusal)
            form.show_anew()
    return render_template(
        "invitations/calendar_updates.html",
        edition=edition,
        session=session,
        form=form,
        updates=[(update, facts.of(update.invitation)) for update in due],
    ), form.status


def _session(edition: Edition) -> ForumSession | None:
    """The one that the address names; none: all of the forum."""
    code = request.args.get("session")
    return (programme.by_code(edition, code) or abort(404)) if code else None


def _say(count: int) -> None:
    if count:
        flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", count))
    else:
        flash(_("These letters were sent already; nothing was sent twice."), "note")
