"""What an invited person sees behind the link of her letter. Opening it changes nothing, however often (INV-30)."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forumapp import clock, formatting
from forumapp.invitations import actions, calendar, deadlines, endings, facts, queries
from forumapp.invitations.facts import Asked
from forumapp.invitations.forms import ReplyForm, WithdrawForm
from forumapp.invitations.models import Answer, Invitation, InvitationState
from forumapp.invitations.views.blueprint import blueprint
from forumapp.refusals import Refused
from forumapp.web import errors
from forumapp.web.access import link_holder
from forumapp.web.downloads import download
from forumapp.web.forms import submitted
from forumapp.words import language_at_hand

Page = str | BaseResponse | tuple[str, int]


@blueprint.route("/<lang:lang>/i/<token:token>", methods=["GET", "POST"])
@link_holder
def reply(token: str) -> Page:
    invitation = queries.by_link(token, to_change=submitted())
    if invitation is None:
        return errors.page(410)
    asked = facts.of(invitation)
    form = ReplyForm(asked)
    if form.validate_on_submit():
        try:
            _take(form, invitation)
            return redirect(url_for(".reply", token=token), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("invitations/reply.html", **_shown(asked), form=form, token=token), form.status


@blueprint.route("/<lang:lang>/i/<token:token>/withdraw", methods=["GET", "POST"])
@link_holder
def withdraw(token: str) -> Page:
    """*I cannot come after all*: what ends is said before it ends (INV-53)."""
    invitation = queries.by_link(token, to_change=submitted())
    if invitation is None:
        return errors.page(410)
    if invitation.state != InvitationState.ACCEPTED or invitation.is_called_off:
        return redirect(url_for(".reply", token=token), code=303)
    ending = endings.of(invitation)
    form = WithdrawForm(registered=ending.ends_registration)
    if form.validate_on_submit():
        try:
            actions.withdraw(invitation, form.message.data or "", stays=form.stays)
            return redirect(url_for(".reply", token=token), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    shown = _shown(facts.of(invitation))
    return render_template("invitations/withdraw.html", **shown, form=form, token=token, ending=ending), form.status


@blueprint.get("/<lang:lang>/i/<token:token>.ics")
@link_holder
def calendar_file(token: str) -> Response:
    invitation = queries.by_link(token)
    if invitation is None:
        return errors.page(410)
    content = calendar.file(invitation) if invitation.state == InvitationState.ACCEPTED else None
    if content is None:
        abort(404)
    return download(calendar.filename(invitation), content.encode(), "text/calendar; charset=utf-8")


def _take(form: ReplyForm, invitation: Invitation) -> None:
    message = form.message.data or ""
    match Answer(form.answer.data):
        case Answer.ACCEPT:
            actions.accept(invitation, message, form.name_shown, days=form.days_chosen)
        case Answer.ACCEPT_ONLINE:
            actions.accept(invitation, message, form.name_shown, online=True, days=form.days_chosen)
        case Answer.REPRESENT:
            actions.nominate(invitation, form.nominee, message)
        case Answer.UNDECIDED:
            actions.hesitate(invitation, message)
        case Answer.DECLINE:
            actions.decline(invitation, message, form.suggestion)


def _shown(asked: Asked) -> dict[str, Any]:
    invitation, edition = asked.invitation, asked.edition
    announced = edition.is_announced
    return {
        "asked": asked,
        "invitation": invitation,
        "is_answerable": invitation.is_answerable(clock.now()),
        "answer_hints": _hints(asked),
        "remind_on": deadlines.reminder_day(invitation, clock.now()),
        "brand": {
            "words": edition.short_name,
            "url": url_for("agenda.edition", slug=edition.slug) if announced else request.path,
        },
        "accent_url": url_for("brand.accent", series_code=edition.series.code),
    }


def _hints(asked: Asked) -> dict[str, str]:
    """What follows from an answer, under it."""
    hints = {
        Answer.REPRESENT: _("Name the person below; the hosts decide, and then invite her or him."),
        Answer.DECLINE: _("You may suggest somebody."),
    }
    if (on := deadlines.reminder_day(asked.invitation, clock.now())) is not None:
        day = formatting.day(on, language_at_hand(), year=False)
        hints[Answer.UNDECIDED] = _("We ask you once more, on %(day)s.", day=day)
    else:
        hints[Answer.UNDECIDED] = _("The hosts are told that you are thinking about it.")
    return {str(answer): words for answer, words in hints.items()}
