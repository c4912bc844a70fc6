"""What the experts' pool shows of invitations: who was asked, what became of it, and whether another team asks, too."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import wording
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import STATES_OF_WORD, WORD_OF_STATE, WORDS, InvitationState, Word
from forumapp.people.models import Person
from forumapp.people.others import Answer, Answers, Asked
from forumapp.programme import wording as programme_wording
from forumapp.programme.roles import SessionRole
from forumapp.words import N_, translated

_NOT_ASKED = "none"
_CHOICES = {
    _NOT_ASKED: N_("not asked"),
    Word.WAITING: N_("waiting"),
    Word.YES: N_("yes"),
    Word.NO: N_("no"),
}
_WEIGHTIEST = (Word.YES, Word.WAITING, Word.NO, Word.DRAFT)
"""Of several invitations to one person."""
_ASKING = frozenset(
    {
        InvitationState.SENT,
        InvitationState.BOUNCED,
        InvitationState.REPRESENTATIVE_NOMINATED,
        InvitationState.ACCEPTED,
    }
)


def _narrow(edition: Edition, answer: str) -> ColumnElement[bool]:
    asked = select(Invitation.person_id).where(Invitation.edition_id == edition.id)
    if answer == _NOT_ASKED:
        return Person.id.not_in(asked)
    return Person.id.in_(asked.where(Invitation.state.in_(STATES_OF_WORD[Word(answer)])))


def _of(edition: Edition, person_ids: Collection[int]) -> Mapping[int, Answer]:
    words: dict[int, set[Word]] = defaultdict(set)
    found = select(Invitation.person_id, Invitation.state).where(
        Invitation.edition_id == edition.id, Invitation.person_id.in_(person_ids)
    )
    for person_id, state in db.session.execute(found):
        words[person_id].add(WORD_OF_STATE[InvitationState(state)])
    return {person_id: _answer(several) for person_id, several in words.items()}


def _answer(words: Collection[Word]) -> Answer:
    word = next(one for one in _WEIGHTIEST if one in words)
    return Answer(wording.KINDS[word], translated(WORDS[word]))


def _open_elsewhere(edition: Edition, person_ids: Collection[int]) -> Mapping[int, Sequence[Asked]]:
    """In editions that are still to come, whoever's they are; the pages decide what a member may read of it."""
    elsewhere = Invitation.edition_id != edition.id
    return _asked(person_ids, elsewhere, Invitation.state.in_(_ASKING), Edition.ends_on >= clock.now().date())


def _here(edition: Edition, person_ids: Collection[int]) -> Mapping[int, Sequence[Asked]]:
    """Drafts stay with those who wrote them: nobody was asked yet."""
    return _asked(person_ids, Invitation.edition_id == edition.id, Invitation.state.in_(_ASKING))


def _asked(person_ids: Collection[int], *conditions: ColumnElement[bool]) -> Mapping[int, Sequence[Asked]]:
    found = db.session.scalars(
        select(Invitation)
        .join(Invitation.edition)
        .where(Invitation.person_id.in_(person_ids), *conditions)
        .options(
            joinedload(Invitation.edition),
            joinedload(Invitation.role).joinedload(SessionRole.session),
            joinedload(Invitation.session_to_attend),
        )
        .order_by(Invitation.id)
    )
    asked: dict[int, list[Asked]] = defaultdict(list)
    for invitation in found:
        asked[invitation.person_id].append(Asked(invitation.edition, _words(invitation)))
    return asked


def _words(invitation: Invitation) -> str:
    """“panellist in W3 (sent, no answer yet)”."""
    role, session = invitation.role, invitation.session_to_attend
    state = translated(wording.answer(invitation).detail)
    if session:
        return translated(N_("to attend %(session)s (%(state)s)"), session=session.code, state=state)
    if role is None:
        return translated(N_("to attend (%(state)s)"), state=state)
    part = programme_wording.words_of(role.part, "part")
    return translated(N_("%(part)s in %(session)s (%(state)s)"), part=part, session=role.session.code, state=state)


answers = Answers(words=_CHOICES, narrow=_narrow, of=_of, open_elsewhere=_open_elsewhere, here=_here)
