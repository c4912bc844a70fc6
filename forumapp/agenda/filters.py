"""What a visitor wants to see of an agenda, told by the address and by nothing else (decision 29)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from forumapp import formatting, names
from forumapp.agenda import arrangements, searching, timetable, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.programme.vocabulary import ACCESS_WORDS, Access
from forumapp.words import Text, language_at_hand, translated
from forumapp.words import translated as _

CHOICES = ("day", "track", "topic", "format", "access", "room", "language")
SEARCH, VIEW, SESSIONS = "q", "view", "sessions"
NAMES = (VIEW, SEARCH, SESSIONS, *CHOICES)
LONGEST_SEARCH = 100
"""Characters; what is longer is cut."""
_MOST_IN_ROW, _FIRST_OF_MANY = 6, 4


@dataclass(frozen=True)
class Choice:
    """One filter as it is offered; ``options`` are (value, words), the first stands for no filter."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str


def understood(snapshot: Snapshot, asked: Mapping[str, str]) -> dict[str, str]:
    """Of what an address asks for, what exists in this release, in the order of NAMES."""
    wanted = {}
    if asked.get(VIEW) in arrangements.offered(snapshot)[1:]:
        wanted[VIEW] = asked[VIEW]
    if names.search_terms(words := names.one_line(asked.get(SEARCH, ""))[:LONGEST_SEARCH].strip()):
        wanted[SEARCH] = words
    if codes := chosen_codes(snapshot, asked.get(SESSIONS, "")):
        wanted[SESSIONS] = ",".join(codes)
    known = {name: set(_values(snapshot, name)) for name in CHOICES if asked.get(name)}
    return wanted | {name: asked[name] for name in CHOICES if asked.get(name) in known.get(name, ())}


def chosen_codes(snapshot: Snapshot, asked: str) -> list[str]:
    """Of codes with commas between, those of open sessions, in the order of the programme."""
    codes = set(asked.split(","))
    return [it["code"] for it in snapshot["sessions"] if it["code"] in codes and not it["closed"]]


def narrows(wanted: Mapping[str, str]) -> bool:
    """Whether anything may be left out; another arrangement leaves out nothing."""
    return any(name != VIEW for name in wanted)


def query(wanted: Mapping[str, str]) -> str:
    """The one way to write these filters in an address; empty without any."""
    return urlencode([(name, wanted[name]) for name in NAMES if name in wanted], safe=",")


def matching(snapshot: Snapshot, wanted: Mapping[str, str]) -> list[Snapshot]:
    zone = snapshot["edition"]["time_zone"]
    chosen = {name: value for name, value in wanted.items() if name in CHOICES}
    codes = wanted[SESSIONS].split(",") if SESSIONS in wanted else None
    return [
        session
        for session in searching.found(snapshot, wanted.get(SEARCH, ""))
        if (codes is None or session["code"] in codes)
        and all(value in _of_session(session, name, zone) for name, value in chosen.items())
    ]


def offered(snapshot: Snapshot, wanted: Mapping[str, str]) -> list[Choice]:
    """The filters that part the sessions of this release; none where there is one session (decision 37)."""
    choices = []
    for name, (label, nothing) in _labels().items():
        values = list(dict.fromkeys(_values(snapshot, name)))
        if len(values) > 1 or name in wanted:
            words = [(value, _words(snapshot, name, value)) for value in values]
            ordered = (
                words if name in ("day", "track", "access", "room") else sorted(words, key=lambda it: it[1].casefold())
            )
            choices.append(Choice(name, label, (("", nothing), *ordered), wanted.get(name, "")))
    return choices


def at_once(choices: Sequence[Choice]) -> int:
    """How many of them stand in the row; more than six would wrap, and the rest waits behind one word."""
    return len(choices) if len(choices) <= _MOST_IN_ROW else _FIRST_OF_MANY


def _labels() -> dict[str, tuple[str, str]]:
    return {
        "day": (_("Day"), _("all days")),
        "track": (_("Track"), _("all tracks")),
        "topic": (_("Topic"), _("all topics")),
        "format": (_("Format"), _("all formats")),
        "access": (_("Access"), _("any access")),
        "room": (_("Room"), _("all rooms")),
        "language": (_("Language"), _("all languages")),
    }


def _values(snapshot: Snapshot, name: str) -> Iterable[str]:
    zone = snapshot["edition"]["time_zone"]
    values = [value for session in snapshot["sessions"] for value in _of_session(session, name, zone)]
    if name == "access":
        return sorted(values, key=lambda value: list(Access).index(Access(value)))
    if name == "room":
        return sorted(values, key=lambda room: snapshot["rooms"][room]["order"])
    if name == "track":
        return sorted(values, key=lambda track: snapshot["tracks"][track]["order"])
    return values


def _of_session(session: Snapshot, name: str, zone: str) -> list[str]:
    """What a session has to say to one filter."""
    if name == "day":
        return [timetable.day_of(session, zone).isoformat()]
    if name == "topic":
        return list(session["topics"])
    if name == "language":
        return [*session["languages"], *session["interpretation"]]
    if wording.is_quiet(session) and name in ("format", "access"):
        return []
    value = session.get(name)  # releases of old know no tracks
    return [value] if value else []


def _words(snapshot: Snapshot, name: str, value: str) -> str:
    language = language_at_hand()
    if name == "day":
        return formatting.day(date.fromisoformat(value), language, year=False)
    if name == "topic":
        return Text(snapshot["topics"][value]["name"]).in_language(language)
    if name == "track":
        return wording.mark(snapshot["tracks"][value]).words
    if name == "room":
        return Text(snapshot["rooms"][value]["name"]).in_language(language)
    if name == "access":
        return translated(ACCESS_WORDS[Access(value)])
    if name == "language":
        return formatting.spoken_language(value, language)
    return wording.format_words({"format_words": None, "format": value})
