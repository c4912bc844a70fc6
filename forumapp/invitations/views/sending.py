"""Check and send: every letter is seen before the first one leaves."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.forums.models import Edition
from forumapp.invitations import actions, deadlines, emails, queries
from forumapp.invitations.forms import SendForm
from forumapp.invitations.models import Invitation
from forumapp.invitations.views.blueprint import blueprint
from forumapp.notifications.rendering import Written
from forumapp.programme import queries as programme
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.forms import submitted

Answer = str | Response | tuple[str, int]


@blueprint.route("/manage/<edition:edition>/invitations/send", methods=["GET", "POST"])
@requires(Permission.INVITE)
def check(edition: Edition) -> Answer:
    drafts = queries.drafts(edition, to_change=submitted())
    sendable = [one for one in drafts if one.person.email]
    form = SendForm(edition, deadlines.suggested(edition, clock.now()), [one.public_id for one in sendable])
    if form.validate_on_submit():
        try:
            return _send(edition, form, sendable, form.instant)
        except Refused as refusal:
            form.refuse(refusal, form.respond_on)
    return render_template(
        "invitations/check.html",
        edition=edition,
        form=form,
        sendable=sendable,
        unwritable=[one for one in drafts if not one.person.email],
        previews=_previews(sendable, form),
        not_asked=len(queries.roles_not_asked(edition)),
    ), form.status


def _send(edition: Edition, form: SendForm, sendable: Sequence[Invitation], respond_by: datetime) -> Response:
    count = actions.send([one for one in sendable if one.public_id in form.chosen], respond_by, form.terms)
    if count:
        flash(ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", count))
    else:
        flash(_("These invitations were sent already; nothing was sent twice."), "note")
    return redirect(url_for(_next_page(edition), edition=edition), code=303)


def _next_page(edition: Edition) -> str:
    """A forum of one session goes on to its release; where there are more, one looks at who was asked."""
    return "agenda.manage" if len(programme.codes_of(edition)) == 1 else ".index"


def _previews(sendable: Sequence[Invitation], form: SendForm) -> dict[str, tuple[Invitation, Written]]:
    """One real letter for each language that will be written."""
    first_of: dict[str, Invitation] = {}
    for one in sendable:
        first_of.setdefault(one.person.language, one)
    respond_by, terms = form.instant_or_now, form.terms
    return {
        language: (one, emails.preview(one, respond_by, terms.costs, terms.with_words))
        for language, one in first_of.items()
    }
