"""The tracks of an edition: its sub-themes, or the groups that stand behind its sessions; and how they are marked.

A colour never stands alone: beside it stands a letter or a short sign, which is printed, read aloud and told apart by
everybody.
"""

import hashlib
import string
from collections.abc import Collection
from enum import StrEnum
from itertools import chain, product

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, TextType
from forumapp.refusals import Refused
from forumapp.words import N_, Text

LONGEST_SIGN = 3


class SignTaken(Refused):
    words = N_("Another track of this forum has the sign %(sign)s.")


class TrackKind(StrEnum):
    THEME = "theme"
    SUB_THEME = "sub_theme"
    SUB_ENTITY = "sub_entity"
    TASK_FORCE = "task_force"
    WORKING_GROUP = "working_group"


TRACK_KIND_WORDS = {
    TrackKind.THEME: N_("Theme"),
    TrackKind.SUB_THEME: N_("Sub-theme"),
    TrackKind.SUB_ENTITY: N_("Sub-entity"),
    TrackKind.TASK_FORCE: N_("Task force"),
    TrackKind.WORKING_GROUP: N_("Working group"),
}


class Colour(StrEnum):
    """Those on which white can be read; the stylesheet ``track.css`` has the same."""

    TEAL = "teal"
    BLUE = "blue"
    PLUM = "plum"
    GREEN = "green"
    BROWN = "brown"
    PURPLE = "purple"
    RED = "red"
    GREY = "grey"


COLOUR_WORDS = {
    Colour.TEAL: N_("teal"),
    Colour.BLUE: N_("blue"),
    Colour.PLUM: N_("plum"),
    Colour.GREEN: N_("green"),
    Colour.BROWN: N_("brown"),
    Colour.PURPLE: N_("purple"),
    Colour.RED: N_("red"),
    Colour.GREY: N_("grey"),
}
HEX = {
    Colour.TEAL: "#0b5c5c",
    Colour.BLUE: "#1f4e8c",
    Colour.PLUM: "#7a1f4b",
    Colour.GREEN: "#1d5c3a",
    Colour.BROWN: "#8a4b08",
    Colour.PURPLE: "#6b2fa0",
    Colour.RED: "#a3262a",
    Colour.GREY: "#3f4a5a",
}
"""For files, which know no names of ours."""


class Track(Base):
    __tablename__ = "tracks"
    __table_args__ = (UniqueConstraint("edition_id", "sign"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False)
    name: Mapped[Text] = mapped_column(TextType)
    sign: Mapped[str] = mapped_column(String(LONGEST_SIGN))
    kind: Mapped[str] = mapped_column(String(20), default=TrackKind.THEME)
    colour: Mapped[str] = mapped_column(String(20), default=Colour.TEAL)
    position: Mapped[int] = mapped_column(default=0)

    @property
    def version(self) -> str:
        """What it says, in short: whoever changes a track learns if somebody else did meanwhile."""
        said = (self.name, self.sign, self.kind, self.colour)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def written_sign(words: str) -> str:
    """A sign as it is kept: small letters and capitals are the same sign."""
    return words.strip().upper()[:LONGEST_SIGN]


def free_sign(taken: Collection[str]) -> str:
    """The next letter that no track has; after Z, AA."""
    pairs = (one + other for one, other in product(string.ascii_uppercase, repeat=2))
    return next(sign for sign in chain(string.ascii_uppercase, pairs) if sign not in taken)


def free_colour(taken: Collection[str]) -> Colour:
    """The next that fewest tracks have."""
    counts = [list(taken).count(colour) for colour in Colour]
    return list(Colour)[counts.index(min(counts))]


def colour_of(hex_colour: str) -> str:
    """Ours, of a colour in a file; empty where it is none of ours."""
    wanted = hex_colour.strip().lower()
    return next((colour.value for colour, told in HEX.items() if told == wanted), "")
