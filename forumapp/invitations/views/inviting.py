"""From a list to sent on one page: who, for which part, the letters as they will be, and off they go."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import actions, advice, choosing, letters, queries, whose
from forumapp.invitations.choosing import Candidate
from forumapp.invitations.models import Invitation
from forumapp.invitations.sending_forms import FORUM, InviteForm
from forumapp.invitations.views import sending
from forumapp.invitations.views.blueprint import blueprint
from forumapp.invitations.views.sending import Answer, Sample
from forumapp.people import bringing, filters
from forumapp.people import queries as people
from forumapp.people.filters import Filters
from forumapp.people.models import SECTOR_WORDS, Person
from forumapp.people.post import Reader
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, requires

SHOWN = 100
"""People to tick at once; who looks for more searches, or takes everybody found."""


@dataclass(frozen=True)
class Plan:
    """Who stands on the page and who is chosen, whether each was ticked or all were taken, and what for."""

    session: ForumSession | None
    to_attend: bool
    shown: list[Candidate]
    asked: list[Candidate]
    found: int

    @property
    def is_settled(self) -> bool:
        """Whether somebody said what they are asked for."""
        return self.session is not None or self.to_attend

    @property
    def chosen(self) -> set[str]:
        return {one.person.public_id for one in self.asked}

    @property
    def writable(self) -> list[Person]:
        return [one.person for one in self.asked if one.is_writable]

    @property
    def leaving(self) -> list[tuple[Person, Reader]]:
        """One letter for each of their readers."""
        return [(one.person, reader) for one in self.asked if one.is_writable for reader in one.reached]


@blueprint.route("/manage/<edition:edition>/invitations/new", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def new(edition: Edition) -> Answer:
    """Looking drafts some letters and forgets them, because a page that is shown keeps nothing; sending keeps all."""
    if request.form.get("act") == "send":
        _wait_for_first_press(edition)
    sessions, to_forum = _sessions(edition), member().may(Permission.INVITE, edition)
    form = InviteForm(edition, sessions, to_forum=to_forum)
    if form.act == "send" and (known := sending.sent_before(edition, form)):
        return known
    plan = _plan(edition, form, sessions)
    form.letters = len(plan.leaving)
    if form.act in ("look", "send") and form.validate_on_submit() and plan.is_settled:
        try:
            if answer := _sent(edition, form, plan):
                return answer
        except Refused as refusal:
            form.refuse(refusal, form.respond_on)
    return _page(edition, form, sessions, plan)


def _wait_for_first_press(edition: Edition) -> None:
    asked_for = request.form.get("session", "")
    if asked_for == FORUM:
        queries.lock_guests(edition)
    else:
        programme.lock(edition, asked_for)


def _sessions(edition: Edition) -> Sequence[ForumSession]:
    """For which the member may ask somebody."""
    planned = [one for one in programme.sessions_of(edition) if not one.is_cancelled and not one.is_quiet]
    return whose.sessions_of(member(), edition, planned)


def _plan(edition: Edition, form: InviteForm, sessions: Sequence[ForumSession]) -> Plan:
    found = _found(edition, form)
    hers = whose.invitable(member(), edition)
    ticked = people.by_public_ids_in(edition, form.ticked, *hers, language=languages.current())
    others = [person for person in found if person.public_id not in form.ticked]
    chosen = [*ticked, *others] if form.everybody.data else ticked
    session = next((one for one in sessions if one.code == form.session.data), None)
    to_forum = form.asks_to_attend and member().may(Permission.INVITE, edition)
    to_attend = to_forum or (session is not None and form.asks_guests_of_session)
    everybody = chosen if form.everybody.data else [*ticked, *others[:SHOWN]]
    known = choosing.candidates(member(), edition, everybody, session, form.part.data, to_attend=to_attend)
    return Plan(session, to_attend, known[: len(ticked) + SHOWN], known[: len(chosen)], len(found))


def _found(edition: Edition, form: InviteForm) -> Sequence[Person]:
    """By her search, of those whom she may ask."""
    wanted = Filters(q=form.q.data or "", sector=form.sector.data or "")
    by_address = member().may(Permission.SEE_CONTACTS, edition)
    found = filters.found(edition, wanted, language=languages.current(), by_address=by_address)
    return db.session.scalars(people.with_contacts(found).where(*whose.invitable(member(), edition))).all()


def _sent(edition: Edition, form: InviteForm, plan: Plan) -> Response | None:
    """None where the letters have to be shown (again)."""
    ids = [person.public_id for person in plan.writable]
    if not ids:
        form.form_errors.append(_("Nobody is chosen who can be written to."))
    elif form.act == "send" and form.was_seen(ids):
        return sending.send(edition, form, _drafts(edition, form, plan, plan.writable))
    elif form.act == "send":
        form.form_errors.append(_("Something changed since you looked. These are the letters as they are now."))
    form.mark_seen(ids)
    return None


def _drafts(edition: Edition, form: InviteForm, plan: Plan, asked: Sequence[Person]) -> list[Invitation]:
    if plan.session is None:
        return actions.draft_guests(edition, asked)
    if plan.to_attend:
        return actions.draft_guests_of(plan.session, asked)
    return actions.draft_all(plan.session, asked, form.part.data)


def _page(edition: Edition, form: InviteForm, sessions: Sequence[ForumSession], plan: Plan) -> Answer:
    looked = form.act in ("look", "send") and plan.is_settled and bool(plan.writable)
    return render_template(
        "invitations/new.html",
        edition=edition,
        form=form,
        sessions=sessions,
        plan=plan,
        rows=plan.asked[:SHOWN] if looked else plan.shown,
        looked=looked,
        advice=_advice(edition, plan) if looked else [],
        samples=_samples(edition, form, plan) if looked else [],
        tally=sending.tally(
            (letters.TO_ATTEND if plan.to_attend else letters.TO_SPEAK, reader) for _person, reader in plan.leaving
        ),
        sector_words=SECTOR_WORDS,
    ), form.status


def _advice(edition: Edition, plan: Plan) -> list[str]:
    """Of panels alone: who attends belongs to none."""
    if plan.session is None or plan.to_attend:
        return []
    return advice.before_sending(edition, [(plan.session, plan.writable)])


def _samples(edition: Edition, form: InviteForm, plan: Plan) -> list[Sample]:
    """A contact's letter is looked at by those alone who may know that there is one (INV-26)."""
    readable = bringing.readable_among(member(), edition, [person for person, _reader in plan.leaving])
    some = letters.some(one for one in plan.leaving if one[1].contact is None or one[0].id in readable)
    asked = list({person.id: person for person, _reader in some}.values())
    drafts = {one.person_id: one for one in _drafts(edition, form, plan, asked)}
    return sending.samples([(drafts[person.id], reader) for person, reader in some], form)
