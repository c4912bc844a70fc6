"""How an edition stands today, in a word: what was decided, and what follows from the clock (decision 24)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from forumapp.forums.models import EDITION_STATE_WORDS, Edition, EditionState
from forumapp.words import N_

_KINDS = {
    EditionState.DRAFT: "note",
    EditionState.ANNOUNCED: "good",
    EditionState.POSTPONED: "waiting",
    EditionState.CANCELLED: "stop",
}


@dataclass(frozen=True)
class Standing:
    kind: str
    """``good``, ``waiting``, ``stop`` or ``note``: the meaning of the colour."""
    words: str
    """For ``translated``."""


def of(edition: Edition, now: datetime) -> Standing:
    state = EditionState(edition.state)
    if state == EditionState.ANNOUNCED and edition.is_over(now):
        return Standing("note", N_("Concluded"))
    if state == EditionState.ANNOUNCED and now.astimezone(ZoneInfo(edition.time_zone)).date() >= edition.starts_on:
        return Standing("good", N_("Live"))
    return Standing(_KINDS[state], EDITION_STATE_WORDS[state])
