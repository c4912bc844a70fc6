"""How screens speak of an invitation: one of four words, and the exact state beside it (decision 24)."""

from dataclasses import dataclass

from forumapp import clock
from forumapp.invitations.models import INVITATION_STATE_WORDS, WORD_OF_STATE, WORDS, Invitation, Word

_KINDS = {Word.DRAFT: "note", Word.WAITING: "waiting", Word.YES: "good", Word.NO: "stop"}


@dataclass(frozen=True)
class Answer:
    """``words`` and ``detail`` are for ``translated``; ``kind`` is the colour."""

    kind: str
    words: str
    detail: str


def answer(invitation: Invitation) -> Answer:
    state = invitation.state_at(clock.now())
    word = WORD_OF_STATE[state]
    return Answer(_KINDS[word], WORDS[word], INVITATION_STATE_WORDS[state])
