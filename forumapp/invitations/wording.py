"""How screens speak of an invitation: one of four words, and the exact state beside it (decision 24)."""

from dataclasses import dataclass

from forumapp import clock
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import INVITATION_STATE_WORDS, WORD_OF_STATE, WORDS, InvitationState, Word
from forumapp.words import N_

KINDS = {Word.DRAFT: "note", Word.WAITING: "waiting", Word.YES: "good", Word.NO: "stop"}


@dataclass(frozen=True)
class Answer:
    """``words`` and ``detail`` are for ``translated``; ``kind`` is the colour."""

    kind: str
    words: str
    detail: str


def answer(invitation: Invitation) -> Answer:
    state = invitation.state_at(clock.now())
    word = WORD_OF_STATE[state]
    if invitation.is_to_reconfirm:
        return Answer(KINDS[Word.WAITING], WORDS[word], N_("asked whether the new time suits"))
    if invitation.reconfirmed_at and state == InvitationState.ACCEPTED:
        return Answer(KINDS[word], WORDS[word], N_("accepted, the new time too"))
    return Answer(KINDS[word], WORDS[word], INVITATION_STATE_WORDS[state])
