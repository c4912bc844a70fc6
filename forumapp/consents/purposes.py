"""What people are asked about their data, in the words in which they were asked.

Changed words get a new version: what somebody agreed to stays provable.
"""

from dataclasses import dataclass
from enum import StrEnum

from forumapp.words import N_


class Purpose(StrEnum):
    NAME_PRINTED = "name_printed"
    """Agrees that the public programme names her, where it needs her word (domain.md 8.4)."""
    NAME_NOT_PRINTED = "name_not_printed"
    """Asks not to be named, where the programme names its speakers otherwise."""
    BIOGRAPHY_PUBLISHED = "biography_published"
    PHOTO_PUBLISHED = "photo_published"
    PHOTOGRAPHED = "photographed"
    """Agrees that photographs of her taken at the forum are published."""
    LISTED = "listed"
    """Agrees that the list of participants names her; nobody stands there by default (INV-25)."""


@dataclass(frozen=True)
class Wording:
    version: str
    words: str
    """For ``translated``."""


WORDINGS = {
    Purpose.NAME_PRINTED: Wording("2026-1", N_("My name may be printed in the public programme")),
    Purpose.NAME_NOT_PRINTED: Wording("2026-1", N_("Do not print my name in public")),
    Purpose.BIOGRAPHY_PUBLISHED: Wording("2026-1", N_("My biography may stand on the public page of speakers")),
    Purpose.PHOTO_PUBLISHED: Wording("2026-1", N_("My photo may stand on the public page of speakers")),
    Purpose.PHOTOGRAPHED: Wording("2026-1", N_("Photographs of me taken at the forum may be published")),
    Purpose.LISTED: Wording("2026-1", N_("My name and organisation may stand in the list of participants")),
}
