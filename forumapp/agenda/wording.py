"""The facts of a snapshot in words of the language at hand; the same words on pages, in files and calendars."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forumapp import formatting, names
from forumapp.agenda.models import LABEL_WORDS, Label
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.forums.models import MODE_WORDS, Mode, RegistrationWith
from forumapp.forums.tracks import TRACK_KIND_WORDS, TrackKind
from forumapp.people.models import SECTOR_WORDS, Sector
from forumapp.programme.vocabulary import (
    ACCESS_WORDS,
    ATTRIBUTION_WORDS,
    CAPTIONS_WORDS,
    FORMAT_WORDS,
    PART_WORDS,
    QUIET_FORMATS,
    RECORDING_WORDS,
    SIGN_LANGUAGE_WORDS,
    Access,
    Attribution,
    Captions,
    Format,
    Part,
    Recording,
)
from forumapp.words import N_, Text, language_at_hand, translated
from forumapp.words import translated as _

CLOSED = N_("Closed session")
DOT = " · "
_DASHES = {"en": (" ?– ?", " and "), "zh-Hant": ("至", "和"), "lt": (" ?– ?", " ir ")}
_SILENT_PARTS = (Part.PANELLIST, Part.SPEAKER)
"""Understood without saying."""
_WITHOUT_TALK = (*QUIET_FORMATS, Format.RECEPTION)
"""Where nobody asks for the language of the floor or the rule of attribution."""


def edition_name(edition: Snapshot) -> str:
    """“F3D 2026”."""
    return f"{edition['series']} {edition['starts_on'][:4]}"


def edition_dates(edition: Snapshot, days: Iterable[date] = ()) -> str:
    """“24–26 October 2026”; “24 and 26 October 2026” where nothing takes place between the two."""
    first, last = (date.fromisoformat(edition[key]) for key in ("starts_on", "ends_on"))
    language = language_at_hand()
    words = formatting.days(first, last, language)
    if (last - first).days < 2 or sorted(set(days)) != [first, last]:
        return words
    dash, both = _DASHES[language]
    return re.sub(dash, both, words)


def edition_place(edition: Snapshot) -> Text:
    """The place as written; “online” where there is none."""
    place = Text(edition["place"])
    return place or (Text.of(_("online"), language_at_hand()) if edition["mode"] == Mode.ONLINE else Text())


def place_and_online(edition: Snapshot) -> str:
    place = edition_place(edition).in_language(language_at_hand())
    return _("%(place)s, and online", place=place) if place and edition["mode"] == Mode.HYBRID else place


def dotted(parts: Iterable[str]) -> str:
    """Those that say something, with a dot between."""
    return DOT.join(part for part in parts if part)


def notices(edition: Snapshot) -> tuple[str, ...]:
    """Whose badge opens the door, and where people register, where that is not with us."""
    words = []
    if host_event := edition["host_event"]:
        words.append(_("Takes place at %(event)s.", event=host_event["name"]))
        words.append(badge(edition).in_language(language_at_hand()))
    return tuple(part for part in (*words, registration(edition)) if part)


def badge(edition: Snapshot) -> Text:
    host_event = edition["host_event"]
    asked = _("You need the badge of %(event)s.", event=host_event["name"])
    return Text(host_event["badge"]) or Text.of(asked, language_at_hand())


def registration(edition: Snapshot) -> str:
    """Where people register; nothing where it is with us, which has a page of its own."""
    if edition["registration"] == RegistrationWith.HOST:
        return _("Register with the host event")
    return _("No registration is needed") if edition["registration"] == RegistrationWith.NOBODY else ""


def release_words(snapshot: Snapshot) -> str:
    """“Release 3, provisional, as at 12 October 2026, 18:00 EEST”."""
    release = snapshot["release"]
    return _(
        "Release %(number)s, %(label)s, as at %(moment)s",
        number=release["number"],
        label=label_words(release["label"]),
        moment=as_at(snapshot),
    )


def as_at(snapshot: Snapshot) -> str:
    released_at = datetime.fromisoformat(snapshot["release"]["released_at"])
    return formatting.as_at(released_at, snapshot["edition"]["time_zone"], language_at_hand())


def label_words(label: str) -> str:
    return translated(LABEL_WORDS[Label(label)])


def zones(edition: Snapshot, at: datetime) -> str:
    """“Vilnius UTC+3 · Taipei UTC+8”: the clocks of a day, which change twice a year."""
    language = language_at_hand()
    return DOT.join(
        f"{formatting.city(zone, language)} {formatting.offset_words(at, zone)}" for zone in zones_of(edition)
    )


def zones_of(edition: Snapshot) -> list[str]:
    second = edition["second_zone"]
    return [edition["time_zone"], *([second] if second and second != edition["time_zone"] else [])]


def city(zone: str) -> str:
    return formatting.city(zone, language_at_hand())


def files() -> list[tuple[str, str, str]]:
    """The files of a release: kind, its name, and what it is good for."""
    return [
        ("pdf", "PDF", _("To read and to print")),
        ("days.pdf", _("PDF, one page for each day"), _("To pin up and to carry")),
        ("docx", "Word", _("To quote from and to go on writing")),
        ("xlsx", "Excel", _("To sort and to count")),
        ("ics", _("Calendar"), _("To have every session in your calendar")),
        ("csv", "CSV", _("For other programs: one line for each session")),
        ("json", "schedule.json", _("For conference apps")),
        ("xml", "schedule.xml", _("For conference apps that read XML")),
        ("zip", "ZIP", _("All of these in one file")),
    ]


def time_note(edition: Snapshot) -> str:
    """Whose clocks the times are of."""
    cities = [city(zone) for zone in zones_of(edition)]
    if len(cities) == 1:
        return _("Times in %(city)s", city=cities[0])
    return _("Times in %(city)s, smaller in %(other)s", city=cities[0], other=cities[1])


def subject_to_change(snapshot: Snapshot) -> str:
    if snapshot["release"]["label"] == Label.FINAL:
        return ""
    return _("Programme subject to change until marked final.")


def title(session: Snapshot) -> Text:
    if session["closed"]:
        return Text.of(translated(CLOSED), language_at_hand())
    return Text(session["title"])


def format_words(session: Snapshot) -> str:
    return session["format_words"] or translated(FORMAT_WORDS[Format(session["format"])])


def is_quiet(session: Snapshot) -> bool:
    return session["format"] in QUIET_FORMATS


def room(snapshot: Snapshot, session: Snapshot) -> Text:
    return Text(snapshot["rooms"][session["room"]]["name"]) if session["room"] else Text()


@dataclass(frozen=True)
class Mark:
    """A track or a topic as it is shown: with its sign, which says what its colour says."""

    name: Text
    sign: str
    colour: str

    @property
    def words(self) -> str:
        """“B Access and rights”."""
        return " ".join(part for part in (self.sign, self.name.in_language(language_at_hand())) if part)


def has_tracks(snapshot: Snapshot) -> bool:
    """Not where there is one session alone (decision 37); releases of old know none."""
    return "tracks" in snapshot and len(snapshot["sessions"]) > 1


def track(snapshot: Snapshot, session: Snapshot) -> Mark | None:
    key = session.get("track")
    return mark(snapshot["tracks"][key]) if key and has_tracks(snapshot) else None


def track_words(snapshot: Snapshot, session: Snapshot) -> str:
    found = track(snapshot, session)
    return found.words if found else ""


def track_label(snapshot: Snapshot, session: Snapshot) -> str:
    """What the track of a session is: “Sub-theme”, “Working group”."""
    key = session.get("track")
    return translated(TRACK_KIND_WORDS[TrackKind(snapshot["tracks"][key]["kind"])]) if key else ""


def topics(snapshot: Snapshot, session: Snapshot) -> list[Mark]:
    return [mark(snapshot["topics"][key]) for key in session["topics"]]


def mark(told: Snapshot) -> Mark:
    return Mark(Text(told["name"]), told.get("sign", ""), told.get("colour", ""))


def access_words(session: Snapshot) -> str:
    return translated(ACCESS_WORDS[Access(session["access"])])


def mode_words(snapshot: Snapshot, session: Snapshot) -> str:
    """“online” or “in person and online”, where not all sessions are alike."""
    if session["mode"] in (None, Mode.IN_PERSON):
        return ""
    if all(it["mode"] in (None, session["mode"]) for it in snapshot["sessions"]):
        return ""
    return translated(MODE_WORDS[Mode(session["mode"])])


def is_off(session: Snapshot) -> bool:
    """Whether it does not take place at its time: cancelled, or postponed to one that is not known yet."""
    return session["state"] in ("cancelled", "postponed")


def cancelled_words(session: Snapshot) -> str:
    """“Cancelled on 11 October”, “Postponed: the new time will follow”; empty for a session that takes place."""
    if session["state"] == "postponed":
        return _("Postponed: the new time will follow")
    if session["state"] != "cancelled":
        return ""
    if not session["cancelled_on"]:
        return _("Cancelled")
    on = date.fromisoformat(session["cancelled_on"])
    return _("Cancelled on %(day)s", day=formatting.day(on, language_at_hand(), weekday=False, year=False))


def embargo_lifts(edition: Snapshot, session: Snapshot) -> str:
    """“12 October 2026, 18:00 Vilnius (23:00 Taipei)”; empty where nothing is kept back."""
    if "embargo_until" not in session:
        return ""
    at = datetime.fromisoformat(session["embargo_until"])
    return formatting.moment_in_two_zones(at, edition["time_zone"], edition["second_zone"], language_at_hand())


def title_and_state(session: Snapshot) -> str:
    """“Cancelled: Opening plenary”, for files that know no word for it."""
    words = title(session).in_language(language_at_hand())
    if session["state"] == "postponed":
        return _("Postponed: %(title)s", title=words)
    return _("Cancelled: %(title)s", title=words) if session["state"] == "cancelled" else words


def foot(session: Snapshot) -> list[str]:
    """Languages, captions, the rule of attribution; nothing of what does not take place."""
    if session["closed"] or is_off(session) or session["format"] in _WITHOUT_TALK:
        return []
    return [words for words in (languages(session), captions(session), *also(session), *rule(session)) if words]


def languages(session: Snapshot) -> str:
    """“English and Lithuanian, interpreted into Chinese”."""
    spoken, into = (_spoken(session[key]) for key in ("languages", "interpretation"))
    if spoken and into:
        return _("%(languages)s, interpreted into %(others)s", languages=spoken, others=into)
    return _("interpreted into %(others)s", others=into) if into else spoken


def captions(session: Snapshot) -> str:
    if session["captions"] == Captions.NONE:
        return ""
    return translated(CAPTIONS_WORDS[Captions(session["captions"])])


def also(session: Snapshot) -> list[str]:
    """“International Sign”, “streamed for everybody”: told where it is so; releases of old know neither."""
    signed = [translated(SIGN_LANGUAGE_WORDS[tag]) for tag in session.get("sign_languages", ())]
    return [*signed, *([_("streamed for everybody")] if session.get("streamed") else [])]


def rule(session: Snapshot) -> list[str]:
    """Attribution, and recording unless nothing is special about either."""
    attribution, recording = Attribution(session["attribution"]), Recording(session["recording"])
    words = [translated(ATTRIBUTION_WORDS[attribution])]
    if attribution != Attribution.ON_RECORD or recording != Recording.NONE:
        words.append(translated(RECORDING_WORDS[recording]))
    return words


def settings(snapshot: Snapshot, session: Snapshot) -> dict[str, str]:
    """What can be told of a session in a word or two, each by a name of its own; to tell what changed."""
    language = language_at_hand()
    always = {
        "title": title(session).in_language(language),
        "format": format_words(session),
        "access": access_words(session),
    }
    if session["closed"]:
        return always
    named = (Text(snapshot["topics"][key]["name"]).in_language(language) for key in session["topics"])
    return always | {
        "mode": translated(MODE_WORDS[Mode(session["mode"])]) if session["mode"] else "",
        "languages": languages(session),
        "captions": captions(session),
        "also": dotted(also(session)),
        "attribution": translated(ATTRIBUTION_WORDS[Attribution(session["attribution"])]),
        "recording": translated(RECORDING_WORDS[Recording(session["recording"])]),
        "track": track_words(snapshot, session),
        "topics": dotted(named),
        "hosts": hosted_by(session),
        "note": Text(session["note"]).in_language(language),
    }


def hosts(session: Snapshot) -> list[Text]:
    return [Text(host["name"]) for host in session["hosts"]]


def hosted_by(session: Snapshot) -> str:
    """“Hosted by A · B · C”, in the agreed order; names of ministries have commas of their own."""
    names_of_hosts = dotted(host.in_language(language_at_hand()) for host in hosts(session))
    return _("Hosted by %(hosts)s", hosts=names_of_hosts) if names_of_hosts else ""


def people(snapshot: Snapshot, session: Snapshot) -> list[tuple[str, Snapshot]]:
    """Who may be named, with their part in words, in the order of the programme."""
    return [(_part(role, session), person) for role, person in named(snapshot, session)]


def description(person: Snapshot) -> list[Text]:
    """Title and organisation, each in the language it has; the sector where neither is known."""
    parts = [text for text in (Text(person["title"]), Text(person["organisation"])) if text]
    sector = Text.of(sector_words(person), language_at_hand())
    return parts or ([sector] if sector else [])


def comma_joined(texts: Sequence[Text]) -> str:
    """With the comma of the language in which the part before it is written."""
    language = language_at_hand()
    commas = ["，" if text.language_shown(language) == "zh-Hant" else ", " for text in texts]
    words = [text.in_language(language) for text in texts]
    return "".join(part + comma for part, comma in zip(words, [*commas[:-1], ""], strict=True))


def sector_words(person: Snapshot) -> str:
    """Whom somebody speaks for, where that says something."""
    sector = Sector(person["sector"])
    return "" if sector == Sector.OTHER else translated(SECTOR_WORDS[sector])


def native_name(person: Snapshot) -> str:
    """The name in the person's own script, unless it is what is printed anyway."""
    native = person["native_name"] or ""
    return "" if names.fold(native) == names.fold(person["printed_name"]) else native


def with_native(person: Snapshot) -> str:
    """“LIN Yu-ching (林雨晴)”, where there is room for plain text only."""
    native = native_name(person)
    return f"{person['printed_name']} ({native})" if native else str(person["printed_name"])


def _spoken(codes: Sequence[str]) -> str:
    language = language_at_hand()
    names_of = dict.fromkeys(formatting.spoken_language(code, language) for code in codes)
    return formatting.join_words(list(names_of), language)


def _part(role: Snapshot, session: Snapshot) -> str:
    part = Part(role["role"])
    words = [] if part in _SILENT_PARTS else [translated(PART_WORDS[part])]
    if role["mode"] == Mode.ONLINE != session["mode"]:
        words.append(translated(MODE_WORDS[Mode.ONLINE]))
    return ", ".join(words)
