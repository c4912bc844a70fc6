"""Days, times, places and lists as people read them, in each language; template filters at the end.

Times are 24 h and name their zone (INV-04); days are never all-numeric except in ISO form.
No name of a country or economy comes from here (INV-41).
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from forumapp.words import LOCALES, language_or_default

# CLDR writes "Saturday, 24 October 2026" for Britain; a programme does without the comma.
_DAY_PATTERNS = {
    "en": {"weekday": "EEEE ", "day": "d MMMM", "year": " y"},
    "zh-Hant": {"year": "y年", "day": "M月d日", "weekday": " EEEE"},
    "lt": {"year": "y 'm'. ", "day": "MMMM d 'd'.", "weekday": ", EEEE"},
}
# First day, last day; by the largest part in which they differ.
_RANGE_PATTERNS = {
    "en": {
        "day": ("d", "–", "d MMMM y"),
        "month": ("d MMMM", " – ", "d MMMM y"),
        "year": ("d MMMM y", " – ", "d MMMM y"),
    },
    "zh-Hant": {
        "day": ("y年M月d日", "至", "d日"),
        "month": ("y年M月d日", "至", "M月d日"),
        "year": ("y年M月d日", "至", "y年M月d日"),
    },
    "lt": {
        "day": ("y 'm'. MMMM d", "–", "d 'd'."),
        "month": ("y 'm'. MMMM d 'd'.", " – ", "MMMM d 'd'."),
        "year": ("y 'm'. MMMM d 'd'.", " – ", "y 'm'. MMMM d 'd'."),
    },
}
# Where room is short, as in the subject of a letter.
_SHORT_DAYS = {"en": "d MMM y", "zh-Hant": "y年M月d日", "lt": "y-MM-dd"}
_BEFORE_TIME = {"en": ", ", "zh-Hant": " ", "lt": ", "}
_PLACED = {"en": "{time} {place}", "zh-Hant": "{time}（{place}時間）", "lt": "{time} ({place})"}
# The second time behind the first; brackets round brackets are hard to read.
_BOTH = {"en": "{main} ({second})", "zh-Hant": "{main}／{second}", "lt": "{main} / {second}"}
_CLAUSES = {"en": "; ", "zh-Hant": "；", "lt": "; "}
_LISTS = {"en": (", ", " and "), "zh-Hant": ("、", "和"), "lt": (", ", " ir ")}

# Abbreviations that mean one thing. CST stands for zones on three continents: Taipei is UTC+8.
_CLEAR_ABBREVIATIONS = {"UTC", "GMT", "WET", "WEST", "CET", "CEST", "EET", "EEST", "JST", "KST"}

# CLDR keeps the names under which these zones were known when it began.
_OLD_ZONE_NAMES = {
    "Africa/Asmara": "Africa/Asmera",
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "America/Argentina/Catamarca": "America/Catamarca",
    "America/Argentina/Cordoba": "America/Cordoba",
    "America/Argentina/Jujuy": "America/Jujuy",
    "America/Argentina/Mendoza": "America/Mendoza",
    "America/Atikokan": "America/Coral_Harbour",
    "America/Indiana/Indianapolis": "America/Indianapolis",
    "America/Kentucky/Louisville": "America/Louisville",
    "America/Nuuk": "America/Godthab",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Atlantic/Faroe": "Atlantic/Faeroe",
    "Europe/Kyiv": "Europe/Kiev",
    "Pacific/Chuuk": "Pacific/Truk",
    "Pacific/Pohnpei": "Pacific/Ponape",
}

_WRITTEN_IN_TRADITIONAL = {"TW", "HK", "MO"}


@dataclass(frozen=True)
class TwoZones:
    """When something is, in the forum's zone and in another one."""

    main: str
    """“Saturday 24 October 2026, 09:00–10:15 Vilnius”."""
    second: str | None
    """“14:00–15:15 Taipei”, with its day where that differs; None without a second zone."""
    second_start: str | None
    """“14:00 Taipei”, for the narrow column of an agenda."""
    both: str
    """“Saturday 24 October 2026, 09:00–10:15 Vilnius (14:00–15:15 Taipei)”, for running text."""


def day(on: date, language: str, *, weekday: bool = True, year: bool = True) -> str:
    """“Saturday 24 October 2026”, without weekday or year where the place on the page says them."""
    if isinstance(on, datetime):
        raise TypeError("An instant has no day without a zone: wall_times.to_wall(instant, zone).date()")
    shown = {"weekday": weekday, "day": True, "year": year}
    parts = _DAY_PATTERNS[language_or_default(language)]
    pattern = "".join(parts[part] for part in parts if shown[part])
    return _dated(on, pattern, language)


def short_day(on: date, language: str) -> str:
    """“12 Sep 2026”."""
    return _dated(on, _SHORT_DAYS[language_or_default(language)], language)


def days(start: date, end: date, language: str) -> str:
    """“24–26 October 2026”: from the first to the last day."""
    if start == end:
        return day(start, language, weekday=False)
    differ = "year" if start.year != end.year else "month" if start.month != end.month else "day"
    first, dash, last = _RANGE_PATTERNS[language_or_default(language)][differ]
    return f"{_dated(start, first, language)}{dash}{_dated(end, last, language)}"


def clock_time(instant: datetime, zone: str) -> str:
    """“09:00”, always 24 h; who shows it names the zone next to it."""
    return f"{_in_zone(instant, zone):%H:%M}"


def time_range(start: datetime, end: datetime, zone: str) -> str:
    """“09:00–10:15”; “23:00–00:30 (+1)” where it ends on the next day."""
    later = (_in_zone(end, zone).date() - _in_zone(start, zone).date()).days
    mark = f" (+{later})" if later else ""
    return f"{clock_time(start, zone)}–{clock_time(end, zone)}{mark}"


@functools.lru_cache(maxsize=1000)
def city(zone: str, language: str) -> str:
    """The place after which a zone is named: "Taipei", 台北, "Taipėjus"."""
    known = _locale(language).time_zones
    for name in (zone, _OLD_ZONE_NAMES.get(zone, zone)):
        if found := known.get(name, {}).get("city"):
            return str(found)
    return zone.rpartition("/")[2].replace("_", " ")


def offset_words(instant: datetime, zone: str) -> str:
    """“UTC+3”, “UTC+5:30”, “UTC−5”, “UTC”: how far the zone's clocks are ahead at that instant."""
    offset = _in_zone(instant, zone).utcoffset() or timedelta()
    hours, minutes = divmod(round(abs(offset).total_seconds() / 60), 60)
    if not hours and not minutes:
        return "UTC"
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}:{minutes:02}" if minutes else f"UTC{sign}{hours}"


def moment(instant: datetime, zone: str, language: str) -> str:
    """“12 September 2026, 23:59 Vilnius”."""
    return _moment(instant, zone, language, weekday=False)


def moment_with_weekday(instant: datetime, zone: str, language: str) -> str:
    """“Saturday 12 September 2026, 23:59 Vilnius”."""
    return _moment(instant, zone, language, weekday=True)


def as_at(instant: datetime, zone: str, language: str) -> str:
    """“12 October 2027, 18:00 EEST”: when a document was made."""
    wall = _in_zone(instant, zone)
    abbreviation = wall.tzname() or ""
    clock = abbreviation if abbreviation in _CLEAR_ABBREVIATIONS else offset_words(instant, zone)
    before = _BEFORE_TIME[language_or_default(language)]
    return f"{day(wall.date(), language, weekday=False)}{before}{wall:%H:%M} {clock}"


def two_zones(start: datetime, end: datetime, zone: str, second_zone: str | None, language: str) -> TwoZones:
    """Start and end in the zone of the forum and, if it is another, in the second."""
    here = _in_zone(start, zone).date()
    before = _BEFORE_TIME[language_or_default(language)]
    main = f"{day(here, language)}{before}{_placed(time_range(start, end, zone), zone, language)}"
    if not second_zone or second_zone == zone:
        return TwoZones(main, None, None, main)
    there = _in_zone(start, second_zone).date()
    other_day = "" if there == here else f"{day(there, language, year=there.year != here.year)}{before}"
    second = _placed(time_range(start, end, second_zone), second_zone, language)
    second_start = _placed(clock_time(start, second_zone), second_zone, language)
    second = f"{other_day}{second}"
    return TwoZones(main, second, f"{other_day}{second_start}", _both(main, second, language))


def moment_in_two_zones(instant: datetime, zone: str, second_zone: str | None, language: str) -> str:
    """“Saturday 12 September 2026, 23:59 Vilnius (13 September, 04:59 Taipei)”."""
    main = moment_with_weekday(instant, zone, language)
    second = two_zones(instant, instant, zone, second_zone, language).second_start
    return _both(main, second, language) if second else main


def iso_utc(instant: datetime) -> str:
    """“2026-10-24T06:00:00Z”, for machines."""
    return f"{_in_zone(instant, 'UTC'):%Y-%m-%dT%H:%M:%S}Z"


def join_words(words: Sequence[str], language: str) -> str:
    """“a, b and c”; “A, of B, and C” where a part has a comma of its own and the last would join the wrong one."""
    comma, last = _LISTS[language_or_default(language)]
    if comma == ", " and any(comma in part for part in words[:-1]):
        last = f",{last}"
    return last.join(part for part in (comma.join(words[:-1]), *words[-1:]) if part)


def join_clauses(clauses: Sequence[str], language: str) -> str:
    """“Lin, moderator; Ona, panellist”: parts that may have commas of their own; empty ones are left out."""
    return _CLAUSES[language_or_default(language)].join(filter(None, clauses))


def language_name(code: str, language: str) -> str:
    """A written language: "Traditional Chinese" for zh-Hant and zh-TW; the code itself if nobody knows it."""
    tongue, script = _language_and_script(code)
    known = _locale(language).languages
    return str(known.get(f"{tongue}_{script}") or known.get(tongue) or code)


def spoken_language(code: str, language: str) -> str:
    """A language as people speak or interpret it: it has no script, so "Chinese" for zh-Hant."""
    return language_name(_language_and_script(code)[0], language)


def filters(get_language: Callable[[], str]) -> dict[str, Callable[..., Any]]:
    """For Jinja: the functions above by name, in the language at hand unless given ``language=``."""
    spoken = (
        day,
        short_day,
        days,
        city,
        moment,
        moment_with_weekday,
        moment_in_two_zones,
        as_at,
        two_zones,
        join_words,
        language_name,
        spoken_language,
    )
    silent = (clock_time, time_range, offset_words, iso_utc)
    by_name: dict[str, Callable[..., Any]] = {function.__name__: function for function in silent}
    return by_name | {function.__name__: _in_language_at_hand(function, get_language) for function in spoken}


def _in_language_at_hand(function: Callable[..., Any], get_language: Callable[[], str]) -> Callable[..., Any]:
    @functools.wraps(function)
    def filtered(*values: Any, language: str | None = None, **options: Any) -> Any:
        return function(*values, language=language or get_language(), **options)

    return filtered


def _moment(instant: datetime, zone: str, language: str, *, weekday: bool) -> str:
    wall = _in_zone(instant, zone)
    before = _BEFORE_TIME[language_or_default(language)]
    return f"{day(wall.date(), language, weekday=weekday)}{before}{_placed(f'{wall:%H:%M}', zone, language)}"


def _both(main: str, second: str, language: str) -> str:
    return _BOTH[language_or_default(language)].format(main=main, second=second)


def _placed(time: str, zone: str, language: str) -> str:
    place = city(zone, language)
    if place == "UTC" and language == "zh-Hant":
        return f"{time}（UTC）"
    return _PLACED[language_or_default(language)].format(time=time, place=place)


def _in_zone(instant: datetime, zone: str) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("A time without zone is no instant")
    return instant.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))


@functools.lru_cache(maxsize=1000)
def _dated(on: date, pattern: str, language: str) -> str:
    return format_date(on, pattern, locale=_locale(language))


def _language_and_script(code: str) -> tuple[str, str]:
    tongue, *rest = code.replace("_", "-").split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    if not script and tongue.lower() == "zh" and {part.upper() for part in rest} & _WRITTEN_IN_TRADITIONAL:
        script = "Hant"
    return tongue.lower(), script


@functools.lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language_or_default(language)])
