"""What an invited person sees behind the link of her letter. Opening it changes nothing, however often (INV-30)."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from forumapp import clock
from forumapp.invitations import actions, calendar, facts, queries
from forumapp.invitations.forms import ReplyForm
from forumapp.invitations.models import Invitation, InvitationState
from forumapp.invitations.views.blueprint import blueprint
from forumapp.refusals import Refused
from forumapp.web import errors
from forumapp.web.access import link_holder
from forumapp.web.downloads import download
from forumapp.web.forms import submitted

Answer = str | BaseResponse | tuple[str, int]


@blueprint.route("/<lang:lang>/i/<token:token>", methods=["GET", "POST"])
@link_holder
def reply(token: str) -> Answer:
    invitation = queries.by_link(token, to_change=submitted())
    if invitation is None:
        return errors.page(410)
    form = ReplyForm(invitation)
    if form.validate_on_submit():
        try:
            _take(form, invitation)
            return redirect(url_for(".reply", token=token), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("invitations/reply.html", **_shown(invitation), form=form, token=token), form.status


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
    if form.state == InvitationState.ACCEPTED:
        actions.accept(invitation, message, form.name_shown)
    else:
        actions.decline(invitation, message)


def _shown(invitation: Invitation) -> dict[str, Any]:
    edition = invitation.edition
    announced = edition.is_announced
    return {
        "asked": facts.of(invitation),
        "invitation": invitation,
        "is_answerable": invitation.is_answerable(clock.now()),
        "brand": {
            "words": edition.short_name,
            "url": url_for("agenda.edition", slug=edition.slug) if announced else request.path,
        },
        "accent_url": url_for("brand.accent", series_code=edition.series.code),
    }
