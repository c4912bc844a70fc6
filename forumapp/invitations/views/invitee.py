"""What an invited person sees behind the link of her letter. Opening it changes nothing, however often (INV-30)."""

from dataclasses import replace
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forumapp import clock, formatting
from forumapp.invitations import (
    afterwards,
    answering,
    calendar,
    deadlines,
    ended,
    endings,
    facts,
    holders,
    on_paper,
    queries,
    wording,
)
from forumapp.invitations.facts import Asked
from forumapp.invitations.forms import NewTimesForm, ReplyForm, WithdrawForm
from forumapp.invitations.holders import Holder
from forumapp.invitations.models import Invitation
from forumapp.invitations.views.blueprint import blueprint
from forumapp.invitations.vocabulary import Answer, InvitationState
from forumapp.programme import online
from forumapp.refusals import Refused
from forumapp.web import errors, passes
from forumapp.web.access import link_holder
from forumapp.web.downloads import download
from forumapp.web.forms import submitted
from forumapp.web.passes import Pass
from forumapp.words import language_at_hand

Page = str | BaseResponse | tuple[str, int]


@blueprint.route("/<lang:lang>/i/<token:token>", methods=["GET", "POST"])
@link_holder
def reply(token: str) -> Page:
    holder = holders.of(token, to_change=submitted())
    if holder is None:
        return errors.page(410, offer=ended.offer(token))
    invitation, asked = holder.invitation, facts.of(holder.invitation)
    form = ReplyForm(asked, by=holder.by)
    if submitted() and not holder.may_answer:
        return redirect(url_for(".reply", token=token), code=303)
    if form.validate_on_submit():
        try:
            rounds = invitation.answer_count
            _take(form, holder)
            if invitation.answer_count > rounds:
                _know_again(holder, rounds)
            return redirect(url_for(".reply", token=token), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("invitations/reply.html", **_shown(asked, holder), form=form, token=token), form.status


@blueprint.route("/<lang:lang>/i/<token:token>/withdraw", methods=["GET", "POST"])
@link_holder
def withdraw(token: str) -> Page:
    """*I cannot come after all*: what ends is said before it ends (INV-53)."""
    holder = holders.of(token, to_change=submitted())
    if holder is None:
        return errors.page(410, offer=ended.offer(token))
    invitation = holder.invitation
    if invitation.state != InvitationState.ACCEPTED or invitation.is_called_off or not holder.may_answer:
        return redirect(url_for(".reply", token=token), code=303)
    ending = endings.of(invitation)
    form = WithdrawForm(registered=ending.ends_registration and not invitation.is_guest)
    if form.validate_on_submit():
        try:
            answering.withdraw(invitation, form.message.data or "", stays=form.stays, by=holder.by)
            return redirect(url_for(".reply", token=token), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    shown = _shown(facts.of(invitation), holder)
    return render_template("invitations/withdraw.html", **shown, form=form, token=token, ending=ending), form.status


@blueprint.route("/<lang:lang>/i/<token:token>/new-time", methods=["GET", "POST"])
@link_holder
def new_time(token: str) -> Page:
    """Whether the new time of each of her sessions suits her; *no* gives the part back."""
    holder = holders.of(token, to_change=submitted())
    if holder is None:
        return errors.page(410, offer=ended.offer(token))
    invitation = holder.invitation
    waiting = queries.to_reconfirm(invitation, to_change=submitted())
    if not waiting or not holder.may_answer:
        return redirect(url_for(".reply", token=token), code=303)
    form = NewTimesForm(waiting)
    if form.validate_on_submit():
        try:
            for one in waiting:
                _take_new_time(one, form, holder)
            return redirect(url_for(".reply", token=token), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    shown = _shown(facts.of(invitation), holder)
    parts = [facts.of(one) for one in waiting]
    return render_template("invitations/new_time.html", **shown, form=form, token=token, parts=parts), form.status


@blueprint.get("/<lang:lang>/i/<token:token>.ics")
@link_holder
def calendar_file(token: str) -> Response:
    holder = holders.of(token)
    if holder is None:
        return errors.page(410, offer=ended.offer(token))
    invitation = holder.invitation
    content = calendar.file(invitation) if invitation.state == InvitationState.ACCEPTED else None
    if content is None:
        abort(404)
    return download(calendar.filename(invitation), content.encode(), "text/calendar; charset=utf-8")


@blueprint.get("/<lang:lang>/i/<token:token>/letter.pdf")
@link_holder
def letter_on_paper(token: str) -> Response:
    """For whoever has to show a letter; to a link that may have been passed on no more than its page says."""
    holder = holders.of(token)
    if holder is None:
        return errors.page(410, offer=ended.offer(token))
    invitation = holder.invitation
    if not invitation.has_letter:
        abort(404)
    held = passes.of(invitation.public_id)
    is_hers = held is not None and held.proven and held.link == holder.link.id
    content = on_paper.pdf(invitation, whole_address=is_hers)
    return download(on_paper.filename(invitation), content, "application/pdf")


def _know_again(holder: Holder, rounds_before: int) -> None:
    """The browser that answered may do for some hours what follows from the answer; what it had proved, it has."""
    invitation, link = holder.invitation, holder.link
    held = passes.of(invitation.public_id)
    if held and held.proven and (held.link, held.round) == (link.id, rounds_before):
        passes.give(invitation.public_id, replace(held, round=invitation.answer_count))
    else:
        passes.give(invitation.public_id, Pass(link.id, invitation.answer_count, clock.now(), proven=False))


def _take(form: ReplyForm, holder: Holder) -> None:
    invitation, message, by = holder.invitation, form.message.data or "", holder.by
    match Answer(form.answer.data):
        case Answer.ACCEPT:
            answering.accept(invitation, message, form.name_shown, days=form.days_chosen, by=by)
        case Answer.ACCEPT_ONLINE:
            answering.accept(invitation, message, form.name_shown, online=True, days=form.days_chosen, by=by)
        case Answer.REPRESENT:
            answering.nominate(invitation, form.nominee, message, by=by)
        case Answer.UNDECIDED:
            answering.hesitate(invitation, message, by=by)
        case Answer.DECLINE:
            answering.decline(invitation, message, form.suggestion, by=by)


def _take_new_time(invitation: Invitation, form: NewTimesForm, holder: Holder) -> None:
    if form.words[invitation.public_id] == "suits":
        answering.reconfirm(invitation, by=holder.by)
    else:
        answering.withdraw(invitation, form.message.data or "", by=holder.by)


def _shown(asked: Asked, holder: Holder) -> dict[str, Any]:
    invitation, edition = asked.invitation, asked.edition
    announced = edition.is_announced
    return {
        "asked": asked,
        "invitation": invitation,
        "holder": holder,
        "is_answerable": invitation.is_answerable(clock.now()) and holder.may_answer,
        "answer": wording.answer(invitation),
        "answer_hints": _hints(asked),
        "afterwards": afterwards.all_of(),
        "has_calendar": invitation.state == InvitationState.ACCEPTED and calendar.file(invitation) is not None,
        "doors": online.doors([asked.session]) if holder.joins and asked.session else [],
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
