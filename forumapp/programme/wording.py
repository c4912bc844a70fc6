"""How the programme speaks of itself: one sentence for a session's policy, one of four words for an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forumapp.forums.models import MODE_WORDS
from forumapp.people.models import SECTOR_WORDS
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import (
    ACCESS_WORDS,
    ATTRIBUTION_WORDS,
    CAPTIONS_WORDS,
    FORMAT_WORDS,
    LISTING_WORDS,
    PART_WORDS,
    PRESET_WORDS,
    PRESETS,
    RECORDING_WORDS,
    Access,
    Attribution,
    Listing,
    Preset,
    Recording,
)
from forumapp.words import N_, translated

_WORDS: Mapping[str, Mapping[Any, str]] = {
    "access": ACCESS_WORDS,
    "attribution": ATTRIBUTION_WORDS,
    "captions": CAPTIONS_WORDS,
    "format": FORMAT_WORDS,
    "listing": LISTING_WORDS,
    "mode": MODE_WORDS,
    "part": PART_WORDS,
    "preset": PRESET_WORDS,
    "recording": RECORDING_WORDS,
    "sector": SECTOR_WORDS,
}
_WHO_MAY_COME = {
    Access.PUBLIC: N_("Public"),
    Access.REGISTERED: N_("Registered participants"),
    Access.BY_REQUEST: N_("Seats by request"),
    Access.INVITATION: N_("By invitation"),
    Access.DELEGATIONS: N_("Delegations"),
    Access.MEMBERS: N_("Members"),
}
_LISTED_AS = {Listing.WITHOUT_DETAILS: N_("listed as closed"), Listing.HIDDEN: N_("hidden")}

Policy = tuple[Access, Listing, Attribution, Recording]


@dataclass(frozen=True)
class Answer:
    """What came of asking somebody: one of the four words of all lists (decision 24), and the state in full."""

    kind: str
    words: str
    detail: str


_ANSWERS = {
    RoleState.PROPOSED: Answer("note", N_("Draft"), N_("not asked yet")),
    RoleState.INVITED: Answer("waiting", N_("Waiting"), N_("asked, no answer yet")),
    RoleState.CONFIRMED: Answer("good", N_("Yes"), N_("will come")),
    RoleState.DECLINED: Answer("stop", N_("No"), N_("declined")),
    RoleState.WITHDRAWN: Answer("stop", N_("No"), N_("withdrew after saying yes")),
}


def words_of(value: str, kind: str) -> str:
    """The word for a value of a list (``format``, ``access``, ``part`` …); an unknown value as it is."""
    words = _WORDS[kind].get(value)
    return translated(words) if words else value


def format_words(session: ForumSession) -> str:
    """“Panel”, or the imported programme's own word (decision 32)."""
    return session.format_label or words_of(session.format, "format")


def policy_of(session: ForumSession) -> Policy:
    return (
        Access(session.access),
        Listing(session.listing),
        Attribution(session.attribution),
        Recording(session.recording),
    )


def policy_sentence(policy: Policy) -> str:
    """“Public · on the record · not recorded” (decision 25)."""
    access, listing, attribution, recording = policy
    parts = (
        _WHO_MAY_COME[access],
        _LISTED_AS.get(listing),
        ATTRIBUTION_WORDS[attribution],
        RECORDING_WORDS[recording],
    )
    return " · ".join(translated(part) for part in parts if part)


def nearest_preset(policy: Policy) -> Preset:
    """The preset that says most of a policy; the rest are settings of its own."""
    return max(PRESETS, key=lambda preset: sum(a == b for a, b in zip(PRESETS[preset], policy, strict=True)))


def answer(role: SessionRole) -> Answer:
    return _ANSWERS[RoleState(role.state)]
