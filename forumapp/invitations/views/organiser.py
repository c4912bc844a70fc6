"""Who was asked for what, and what came of it."""

from collections.abc import Callable

from flask import Response as WholeResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import (
    actions,
    answering,
    calendar_updates,
    deadlines,
    endings,
    facts,
    on_paper,
    queries,
    whose,
    wording,
)
from forumapp.invitations.forms import ClearForm, DeadlineForm, RecordForm, RevokeForm
from forumapp.invitations.models import Invitation
from forumapp.invitations.views.blueprint import blueprint
from forumapp.invitations.vocabulary import HOW_WORDS, WORDS, Word
from forumapp.outbox import kinds, standing
from forumapp.outbox import queries as outbox
from forumapp.people import bringing, post
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import member, requires
from forumapp.web.downloads import csv_download, download
from forumapp.web.forms import BaseForm
from forumapp.web.pagination import paginate

Answer = str | Response | tuple[str, int]

COLUMNS = ("name", "email", "purpose", "session", "state", "sent_at", "answered_at", "part", "reply_by")


@blueprint.get("/manage/<edition:edition>/invitations")
@requires(Permission.BRING_PEOPLE)
def index(edition: Edition) -> str:
    """Every invitation, or those of a co-host; the totals are for both (S16)."""
    search, wanted = request.args.get("q", "")[:200], request.args.get("answer", "")
    word = Word(wanted) if wanted in set(Word) else None
    seen, may_invite = whose.seen_by(member(), edition), member().may(Permission.INVITE, edition)
    page = paginate(queries.of_edition(edition, search, word, *seen))
    return render_template(
        "invitations/index.html",
        edition=edition,
        page=page,
        search=search,
        word=word,
        word_choices=WORDS,
        counts=queries.counts_by_word(edition),
        is_whole=not seen,
        not_asked=len(queries.roles_not_asked(edition)) if may_invite else 0,
        entries_behind=len(calendar_updates.due(edition)) if may_invite else 0,
        letters=queries.last_letters(page.rows),
        answer_of=wording.answer,
        standing=standing,
        is_reachable=post.is_reachable,
    )


@blueprint.post("/manage/<edition:edition>/invitations/draft")
@requires(Permission.INVITE)
def draft_missing(edition: Edition) -> Response:
    count = actions.draft_missing(edition)
    flash(ngettext("%(num)s invitation is drafted.", "%(num)s invitations are drafted.", count))
    return redirect(url_for(".check", edition=edition), code=303)


@blueprint.get("/manage/<edition:edition>/invitations/<id:invitation_id>")
@requires(Permission.BRING_PEOPLE)
def show(edition: Edition, invitation_id: str) -> str:
    invitation = _of(edition, invitation_id)
    return render_template(
        "invitations/show.html",
        edition=edition,
        invitation=invitation,
        asked=facts.of(invitation),
        addresses=_addresses(invitation),
        answer=wording.answer(invitation),
        how_words=HOW_WORDS,
        letters=queries.letters_about(invitation),
        kind_words=kinds.words,
        key_of=outbox.key_of,
        standing=standing,
        may_read=_may_read(invitation),
    )


@blueprint.get("/manage/<edition:edition>/invitations/<id:invitation_id>/letter.pdf")
@requires(Permission.BRING_PEOPLE)
def letter_of(edition: Edition, invitation_id: str) -> WholeResponse:
    """The invitation on paper, to sign or to send by post; a draft, too."""
    invitation = _of(edition, invitation_id)
    return download(on_paper.filename(invitation), on_paper.pdf(invitation, whole_address=True), "application/pdf")


@blueprint.route("/manage/<edition:edition>/invitations/<id:invitation_id>/record", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def record(edition: Edition, invitation_id: str) -> Answer:
    """Write down an answer given by telephone, by letter or in person (decision 21)."""
    invitation = _of(edition, invitation_id)
    form = RecordForm(invitation)

    def act() -> None:
        answering.record_answer(
            invitation, form.state, form.how.data, form.message.data or "", form.wants_receipt, form.name_shown
        )

    return _acted(form, act, _("The answer is recorded."), invitation) or _page("record", edition, invitation, form)


@blueprint.route("/manage/<edition:edition>/invitations/<id:invitation_id>/send-again", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def send_again(edition: Edition, invitation_id: str) -> Answer:
    invitation = _of(edition, invitation_id)
    form = DeadlineForm(edition, deadlines.suggested(edition, clock.now()))

    def act() -> None:
        actions.send_again(invitation, form.instant)

    done = _("The invitation is on its way once more; earlier links no longer work.")
    return _acted(form, act, done, invitation) or _page("send_again", edition, invitation, form)


@blueprint.route("/manage/<edition:edition>/invitations/<id:invitation_id>/new-link", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def reissue(edition: Edition, invitation_id: str) -> Answer:
    """A link that came into wrong hands is ended; what she answered stays."""
    invitation = _of(edition, invitation_id)
    form = BaseForm()
    done = _("A new link is on its way; earlier links no longer work.")
    answered = _acted(form, lambda: actions.reissue(invitation), done, invitation)
    return answered or _page("reissue", edition, invitation, form)


@blueprint.route("/manage/<edition:edition>/invitations/<id:invitation_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def revoke(edition: Edition, invitation_id: str) -> Answer:
    invitation = _of(edition, invitation_id)
    form = RevokeForm()

    def act() -> None:
        actions.revoke(invitation, tell=bool(form.tell.data), reason=form.reason.data or "", cause=form.because)

    answered = _acted(form, act, _("The invitation is withdrawn."), invitation)
    return answered or _page(
        "revoke",
        edition,
        invitation,
        form,
        was_reached=queries.was_reached(invitation),
        ending=endings.of(invitation),
    )


@blueprint.get("/manage/<edition:edition>/invitations/clear")
@requires(Permission.INVITE)
def next_to_clear(edition: Edition) -> Response:
    """To the representative who waits longest."""
    invitation = queries.first_to_clear(edition)
    if invitation is None:
        return redirect(url_for(".index", edition=edition), code=303)
    return redirect(url_for(".clear", edition=edition, invitation_id=invitation), code=303)


@blueprint.route("/manage/<edition:edition>/invitations/<id:invitation_id>/clear", methods=["GET", "POST"])
@requires(Permission.INVITE)
def clear(edition: Edition, invitation_id: str) -> Answer:
    invitation = _of(edition, invitation_id)
    nomination = invitation.nomination_to_clear
    if nomination is None:
        flash(_("This representative was decided upon already."), "note")
        return redirect(url_for(".show", edition=edition, invitation_id=invitation), code=303)
    form = ClearForm(nomination)

    def act() -> None:
        if form.clears:
            exception = form.exception.data or "" if "exception" in form else ""
            actions.clear_representative(invitation, exception, email=form.email.data, whose=form.said_whose)
        else:
            actions.refuse_representative(invitation, form.reason.data or "")

    answered = _acted(form, act, _("Your decision is on its way."), invitation)
    return answered or _page("clear", edition, invitation, form, nomination=nomination)


@blueprint.post("/manage/<edition:edition>/invitations/export")
@requires(Permission.EXPORT)
def export(edition: Edition) -> Response:
    """Write down that somebody takes the list away, then give it: the file itself is a GET, which writes nothing."""
    audit.record("invitations exported", f"forum {edition.slug}", edition=edition)
    return redirect(url_for(".csv", edition=edition), code=303)


@blueprint.get("/manage/<edition:edition>/invitations.csv")
@requires(Permission.EXPORT)
def csv(edition: Edition) -> Response:
    now = clock.now()
    rows = (
        (
            one.person.printed_name,
            one.person.email,
            one.purpose,
            one.session.code if one.session else "",
            one.state_at(now),
            one.sent_at,
            one.answered_at,
            one.role.part if one.role else "",
            one.respond_by,
        )
        for one in db.session.scalars(queries.of_edition(edition))
    )
    return csv_download(f"{edition.slug}_invitations.csv", COLUMNS, rows)


def _of(edition: Edition, public_id: str) -> Invitation:
    return queries.by_public_id_in(edition, public_id, *whose.seen_by(member(), edition)) or abort(404)


def _may_read(invitation: Invitation) -> bool:
    return bringing.may_read(member(), invitation.edition, invitation.person)


def _addresses(invitation: Invitation) -> list[str]:
    """Where a letter goes: hers, her contact's, or both; without saying it where another host wrote it down."""
    found = [reader.address for reader in post.readers_for(invitation.person)]
    return found if _may_read(invitation) or not found else [_("the address that is known")]


def _acted(form: BaseForm, act: Callable[[], None], done: str, invitation: Invitation) -> Response | None:
    """Do what was asked and go back to the invitation; None where the page has to be shown (again)."""
    if not form.validate_on_submit():
        return None
    try:
        act()
    except Refused as refusal:
        form.refuse(refusal)
        return None
    flash(done)
    return redirect(url_for(".show", edition=invitation.edition, invitation_id=invitation), code=303)


def _page(name: str, edition: Edition, invitation: Invitation, form: BaseForm, **more: object) -> tuple[str, int]:
    page = render_template(
        f"invitations/{name}.html",
        edition=edition,
        invitation=invitation,
        asked=facts.of(invitation),
        addresses=_addresses(invitation),
        answer=wording.answer(invitation),
        form=form,
        **more,
    )
    return page, form.status
