"""What is held of one person in words, heading by heading, for her own page; the file has every column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.invitations.vocabulary import INVITATION_STATE_WORDS
from forumapp.privacy.own import Facts, Known
from forumapp.profiles.models import ACCESS_WORDS, DIET_WORDS
from forumapp.programme.vocabulary import PART_WORDS
from forumapp.registrations.questions.models import YES_NO_WORDS
from forumapp.registrations.seats.models import SEAT_STATE_WORDS
from forumapp.words import N_, Text, language_at_hand, translated


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    at: datetime | None
    """When she said it, or when it was done."""


@dataclass(frozen=True)
class Part:
    heading: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class _Told:
    heading: str
    label: Callable[[Facts], str]
    value: Callable[[Facts], str]
    at: str = ""
    """The column with the moment."""


def parts(known: Known) -> Iterator[Part]:
    """Only what there is something of; letters and what was done come last, as there may be many."""
    for table, told in _TOLD.items():
        if rows := known.tables.get(table):
            yield Part(translated(told.heading), [_line(told, row) for row in rows])
    if known.letters:
        yield Part(translated(N_("Letters")), [_line(_LETTER, row) for row in known.letters])
    if known.acts:
        yield Part(translated(N_("Acts written down")), [_line(_ACT, row) for row in known.acts])


def besides(known: Known) -> list[tuple[str, int]]:
    """What else the file holds, and how much of it."""
    shown = {*_TOLD, "people", "registrations"}
    return [
        (translated(_BESIDES.get(table, table.replace("_", " "))), len(rows))
        for table, rows in known.tables.items()
        if table not in shown
    ]


def _line(told: _Told, row: Facts) -> Line:
    at = row.get(told.at) if told.at else None
    return Line(told.label(row), told.value(row), datetime.fromisoformat(at) if at else None)


def _words(value: Any) -> str:
    return Text(value).in_language(language_at_hand()) if isinstance(value, Mapping) else str(value or "")


def _joined(*values: Any, by: str = " · ") -> str:
    return by.join(words for words in map(_words, values) if words)


def _column(name: str) -> Callable[[Facts], str]:
    return lambda row: _words(row.get(name))


def _named(words: str) -> Callable[[Facts], str]:
    return lambda _row: translated(words) if words else ""


def _worded(name: str, words: Mapping[Any, str]) -> Callable[[Facts], str]:
    return lambda row: translated(words[row[name]]) if row.get(name) in words else _words(row.get(name))


def _where(row: Facts) -> str:
    return _words(row.get("session")) or translated(N_("The forum"))


def _answer(row: Facts) -> str:
    if chosen := row.get("chosen"):
        return _joined(*chosen, by="; ")
    value = row.get("value")
    return translated(YES_NO_WORDS[value]) if value in YES_NO_WORDS else _joined(value)


def _review(row: Facts) -> str:
    return _joined(row.get("asked"), row.get("answered"), row.get("reason"))


def _consent(row: Facts) -> str:
    return translated(N_("taken back")) if row.get("withdrawn_at") else translated(N_("agreed"))


def _sharing(row: Facts) -> str:
    shared = row.get("shared_at")
    return translated(N_("whoever has the code reads the name") if shared else N_("initials and the forum alone"))


def _needs(row: Facts) -> str:
    access = [translated(ACCESS_WORDS[one]) for one in row.get("access", ()) if one in ACCESS_WORDS]
    diet = [translated(DIET_WORDS[one]) for one in row.get("diet", ()) if one in DIET_WORDS]
    return _joined(*access, row.get("access_words"), *diet, row.get("diet_words"))


def _stay(row: Facts) -> str:
    ways = ((row.get(f"{way}_on"), row.get(f"{way}_at"), row.get(f"{way}_with")) for way in ("arrives", "departs"))
    return " – ".join(words for way in ways if (words := _joined(*way, by=" ")))


def _position(row: Facts) -> str:
    return _joined(row.get("since"), row.get("until"), by=" – ")


_TOLD: Mapping[str, _Told] = {
    "registration_answers": _Told(N_("Answers"), _column("asked"), _answer, "answered_at"),
    "registration_files": _Told(N_("Files that you gave"), _column("file_name"), _column("file_type"), "given_at"),
    "registration_reviews": _Told(N_("The team's questions and its word"), _named(N_("Review")), _review, "decided_at"),
    "address_changes": _Told(N_("New addresses asked for"), _column("email"), _named(""), "asked_at"),
    "seats": _Told(N_("Seats in single sessions"), _where, _worded("state", SEAT_STATE_WORDS), "requested_at"),
    "attendances": _Told(N_("Where you were"), _where, _named(""), "at"),
    "certificates": _Told(N_("Certificate of participation"), _column("code"), _sharing, "made_at"),
    "badges": _Told(N_("Badges"), _named(N_("Printed")), _named(""), "printed_at"),
    "consents": _Told(
        N_("Words of consent"),
        lambda row: translated(WORDINGS[Purpose(row["purpose"])].words),
        _consent,
        "given_at",
    ),
    "session_roles": _Told(N_("Parts in sessions"), _where, _worded("part", PART_WORDS), "confirmed_at"),
    "invitations": _Told(
        N_("Invitations"),
        _column("edition"),
        lambda row: _joined(_worded("state", INVITATION_STATE_WORDS)(row), row.get("message")),
        "sent_at",
    ),
    "access_needs": _Told(N_("Notes on access and food"), _column("edition"), _needs, "saved_at"),
    "stays": _Told(N_("Arrival and departure"), _column("edition"), _stay, "saved_at"),
    "profiles": _Told(N_("Profile"), _named(N_("Biography")), _column("biography"), "saved_at"),
    "photos": _Told(N_("Photo"), _named(N_("Photo")), _named(""), "saved_at"),
    "affiliations": _Told(
        N_("Earlier positions"), lambda row: _joined(row.get("title"), row.get("organisation"), by=", "), _position
    ),
    "edition_people": _Told(N_("Notes of the team"), _column("edition"), _column("notes"), "added_at"),
}
_LETTER = _Told(N_("Letters"), _column("subject"), _column("to"), "queued_at")
_ACT = _Told(N_("Acts written down"), _column("action"), _column("detail"), "at")
_BESIDES: Mapping[str, str] = {
    "group_memberships": N_("Groups"),
    "person_topics": N_("Topics"),
    "profile_requests": N_("When your profile was asked for"),
    "availability_windows": N_("Times when you are free"),
    "brought_people": N_("Who of the team brought you"),
    "saved_list_people": N_("Lists of the team"),
    "own_agendas": N_("What you marked in the agenda"),
    "calendar_feeds": N_("Calendars that you subscribed to"),
    "calendar_entries": N_("Calendar entries sent to you"),
    "agenda_items": N_("Parts within a session"),
    "nominations": N_("Representatives you named"),
}
