"""From the time on a wall to an instant and back; what a wall cannot say is refused in words (INV-04)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from forumapp import formatting, names
from forumapp.refusals import Refused
from forumapp.words import N_, language_at_hand, translated

FAVOURITES = (
    "Europe/Vilnius",
    "Asia/Taipei",
    "Europe/Brussels",
    "Europe/London",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Seoul",
    "UTC",
)
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


class UnknownZone(Refused):
    words = N_("“%(zone)s” is not a time zone. It looks like “Europe/Vilnius”.")


class YearOutOfReach(Refused):
    words = N_("A forum cannot be planned for the year %(year)s.")


class MissingLocalTime(Refused):
    """The clocks skip this time in spring."""

    words = N_("%(time)s does not exist on %(date)s in %(zone)s: the clocks go from %(before)s to %(after)s.")

    def __init__(self, wall: datetime, zone: str) -> None:
        super().__init__()
        self.wall, self.zone = wall, zone
        self.before, self.after = _edges_of_gap(wall, zone)

    def sentence(self) -> str:
        return translated(
            self.words,
            **_day_and_place(self.wall, self.zone),
            before=f"{self.before:%H:%M}",
            after=f"{self.after:%H:%M}",
        )


class DoubledLocalTime(Refused):
    """The clocks show this time twice in autumn; ``first`` and ``second`` are the two instants."""

    words = N_(
        "%(time)s happens twice on %(date)s in %(zone)s: choose the first (%(first)s) or the second (%(second)s)."
    )

    def __init__(self, wall: datetime, zone: str, first: datetime, second: datetime) -> None:
        super().__init__()
        self.wall, self.zone = wall, zone
        self.first, self.second = first, second
        self.first_offset = formatting.offset_words(first, zone)
        self.second_offset = formatting.offset_words(second, zone)

    def sentence(self) -> str:
        return translated(
            self.words,
            **_day_and_place(self.wall, self.zone),
            first=self.first_offset,
            second=self.second_offset,
        )

    def choices(self) -> list[tuple[int, str]]:
        """What to offer next to the sentence: the ``fold`` for ``to_instant``, and its words."""
        shown = f"{self.wall:%H:%M}"
        return [
            (0, translated(N_("the first %(time)s (%(offset)s)"), time=shown, offset=self.first_offset)),
            (1, translated(N_("the second %(time)s (%(offset)s)"), time=shown, offset=self.second_offset)),
        ]


def to_instant(wall: datetime, zone: str, fold: int | None = None) -> datetime:
    """The instant, in UTC, at which clocks in the zone show ``wall`` (which carries no zone).

    ``fold`` 0 or 1 chooses of a doubled time; elsewhere it changes nothing. Raises MissingLocalTime,
    DoubledLocalTime, UnknownZone, YearOutOfReach.
    """
    if wall.tzinfo is not None:
        raise ValueError("A time that has a zone is an instant already")
    if not is_zone(zone):
        raise UnknownZone(zone=zone)
    if not is_within_reach(wall):
        raise YearOutOfReach(year=wall.year)
    first, second = _both_readings(wall, zone)
    if first == second:
        return first
    if to_wall(first, zone) != wall.replace(fold=0):
        raise MissingLocalTime(wall, zone)
    if fold is None:
        raise DoubledLocalTime(wall, zone, first, second)
    return second if fold else first


def is_within_reach(told: date) -> bool:
    """Whether a forum can be planned for that year; far beyond, adding an offset overflows the calendar."""
    return _FIRST_YEAR <= told.year <= _LAST_YEAR


def to_wall(instant: datetime, zone: str) -> datetime:
    """What clocks in the zone show, without zone; its ``fold`` is 1 in the second of two equal hours."""
    if instant.tzinfo is None:
        raise ValueError("A time without zone is no instant")
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def is_zone(name: str) -> bool:
    """A zone by its full name. Not CST and the like, which say no place, nor Etc/GMT+5, which means UTC−5."""
    return name in _zones()


def zones_for_choice(language: str, on: date | None = None) -> list[tuple[str, str]]:
    """Zones and labels, the usual ones first; with a day, each with its offset then: “Vilnius (UTC+3)”."""
    rest = sorted(
        (zone for zone in _zones_of_places() if zone not in FAVOURITES),
        key=lambda zone: names.sort_key(formatting.city(zone, language), language),
    )
    return [(zone, _label(zone, language, on)) for zone in (*FAVOURITES, *rest)]


def _label(zone: str, language: str, on: date | None) -> str:
    place = formatting.city(zone, language)
    if on is None or zone == "UTC":
        return place
    noon = datetime.combine(on, time(12), ZoneInfo(zone))
    return f"{place} ({formatting.offset_words(noon, zone)})"


def _both_readings(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """Read with the offset before a change of clocks and with the one after; else twice the same."""
    before, after = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    return before, after


def _edges_of_gap(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """What the clocks show at the change, before and after it: 03:00 and 04:00."""
    read_before, read_after = _both_readings(wall, zone)
    jump = read_before - read_after
    earlier, later = read_after, read_before
    offset_before = earlier.astimezone(ZoneInfo(zone)).utcoffset()
    while later - earlier > timedelta(seconds=1):
        middle = earlier + (later - earlier) / 2
        if middle.astimezone(ZoneInfo(zone)).utcoffset() == offset_before:
            earlier = middle
        else:
            later = middle
    after = to_wall(later.replace(microsecond=0), zone)
    return after - jump, after


def _day_and_place(wall: datetime, zone: str) -> dict[str, str]:
    language = language_at_hand()
    return {
        "time": f"{wall:%H:%M}",
        "date": formatting.day(wall.date(), language, weekday=False),
        "zone": formatting.city(zone, language),
    }


@lru_cache
def _zones() -> frozenset[str]:
    named = {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    return frozenset(named | {"UTC", "Etc/UTC"})


@lru_cache
def _zones_of_places() -> Sequence[str]:
    """One zone a place, as the time zone database lists them: without old names and military letters."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    listed = (line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))
    return [zone for zone in listed if is_zone(zone)]
