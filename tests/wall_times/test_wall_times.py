# ruff: noqa: DTZ001 - times on a wall carry no zone

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from forumapp import wall_times
from forumapp.wall_times import DoubledLocalTime, MissingLocalTime, UnknownZone, YearOutOfReach


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        (datetime(2026, 10, 24, 9), "Europe/Vilnius", datetime(2026, 10, 24, 6, tzinfo=UTC)),
        (datetime(2026, 10, 26, 9), "Europe/Vilnius", datetime(2026, 10, 26, 7, tzinfo=UTC)),
        (datetime(2026, 10, 24, 14), "Asia/Taipei", datetime(2026, 10, 24, 6, tzinfo=UTC)),
        (datetime(2026, 10, 26, 15), "Asia/Taipei", datetime(2026, 10, 26, 7, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30), "Asia/Taipei", datetime(2026, 10, 24, 16, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12), "UTC", datetime(2026, 10, 24, 12, tzinfo=UTC)),
        (datetime(2027, 3, 28, 2, 59), "Europe/Vilnius", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (datetime(2027, 3, 28, 4), "Europe/Vilnius", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 59), "Europe/Vilnius", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (datetime(2026, 10, 25, 4), "Europe/Vilnius", datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_an_instant_and_back(wall: datetime, zone: str, instant: datetime) -> None:
    assert wall_times.to_instant(wall, zone) == instant
    assert wall_times.to_instant(wall, zone).tzinfo is UTC
    assert wall_times.to_wall(instant, zone) == wall


@pytest.mark.parametrize(
    ("wall", "zone", "sentence"),
    [
        (
            datetime(2027, 3, 28, 3, 30),
            "Europe/Vilnius",
            "03:30 does not exist on 28 March 2027 in Vilnius: the clocks go from 03:00 to 04:00.",
        ),
        (
            datetime(2027, 3, 28, 3, 0),
            "Europe/Vilnius",
            "03:00 does not exist on 28 March 2027 in Vilnius: the clocks go from 03:00 to 04:00.",
        ),
        (
            datetime(2027, 3, 14, 2, 59),
            "America/New_York",
            "02:59 does not exist on 14 March 2027 in New York: the clocks go from 02:00 to 03:00.",
        ),
        (
            datetime(2026, 10, 4, 2, 15),
            "Australia/Lord_Howe",
            "02:15 does not exist on 4 October 2026 in Lord Howe Island: the clocks go from 02:00 to 02:30.",
        ),
    ],
)
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_a_missing_time_is_refused_in_words(wall: datetime, zone: str, sentence: str, fold: int | None) -> None:
    with pytest.raises(MissingLocalTime) as refused:
        wall_times.to_instant(wall, zone, fold)
    assert refused.value.sentence() == sentence


def test_a_doubled_time_is_refused_with_both_offered() -> None:
    wall = datetime(2026, 10, 25, 3, 30)
    with pytest.raises(DoubledLocalTime) as refused:
        wall_times.to_instant(wall, "Europe/Vilnius")
    doubled = refused.value
    assert doubled.sentence() == (
        "03:30 happens twice on 25 October 2026 in Vilnius: choose the first (UTC+3) or the second (UTC+2)."
    )
    assert doubled.first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert doubled.second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert doubled.choices() == [(0, "the first 03:30 (UTC+3)"), (1, "the second 03:30 (UTC+2)")]
    for fold, instant in ((0, doubled.first), (1, doubled.second)):
        assert wall_times.to_instant(wall, "Europe/Vilnius", fold) == instant
        assert wall_times.to_wall(instant, "Europe/Vilnius").fold == fold


def test_a_fold_left_in_the_time_itself_chooses_nothing() -> None:
    with pytest.raises(DoubledLocalTime):
        wall_times.to_instant(datetime(2026, 10, 25, 3, 30, fold=1), "Europe/Vilnius")


@pytest.mark.parametrize("fold", [None, 0, 1])
def test_a_choice_changes_nothing_where_there_is_none(fold: int | None) -> None:
    instant = wall_times.to_instant(datetime(2026, 10, 26, 9), "Europe/Vilnius", fold)
    assert instant == datetime(2026, 10, 26, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "day", "place"),
    [("zh_Hant_TW", "2026年10月25日", "維爾紐斯"), ("lt", "2026 m. spalio 25 d.", "Vilnius")],
)
def test_a_refusal_speaks_the_language_of_the_page(locale: str, day: str, place: str) -> None:
    app = Flask(__name__)
    Babel(app)
    with pytest.raises(DoubledLocalTime) as refused:
        wall_times.to_instant(datetime(2026, 10, 25, 3, 30), "Europe/Vilnius")
    with app.test_request_context(), force_locale(locale):
        sentence = refused.value.sentence()
    assert day in sentence and place in sentence


@pytest.mark.parametrize(
    "name",
    ["CST", "", "Vilnius", "Etc/GMT+5", "localtime", "Factory", "../../etc/passwd", "EET", "europe/vilnius"],
)
def test_what_names_no_place_is_no_zone(name: str) -> None:
    assert not wall_times.is_zone(name)
    with pytest.raises(UnknownZone) as refused:
        wall_times.to_instant(datetime(2026, 10, 24, 9), name)
    assert f"“{name}” is not a time zone" in refused.value.sentence()


@pytest.mark.parametrize("year", [1, 202, 1969, 2200, 9999])
def test_a_year_mistyped_is_refused(year: int) -> None:
    with pytest.raises(YearOutOfReach, match="year"):
        wall_times.to_instant(datetime(year, 1, 1), "Europe/Vilnius")


def test_a_time_with_and_one_without_zone_are_not_confused() -> None:
    with pytest.raises(ValueError, match="already"):
        wall_times.to_instant(datetime(2026, 10, 24, 9, tzinfo=UTC), "Europe/Vilnius")
    with pytest.raises(ValueError, match="no instant"):
        wall_times.to_wall(datetime(2026, 10, 24, 9), "Europe/Vilnius")


def test_zones_for_choice_begin_with_the_usual_ones_and_hold_each_once() -> None:
    choice = wall_times.zones_for_choice("en")
    assert choice[:3] == [
        ("Europe/Vilnius", "Vilnius"),
        ("Asia/Taipei", "Taipei"),
        ("Europe/Brussels", "Brussels"),
    ]
    ids, labels = zip(*choice, strict=True)
    assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
    assert all(wall_times.is_zone(zone) for zone in ids)
    assert {"Europe/Kyiv", "America/Costa_Rica", "Africa/Nairobi", "Pacific/Auckland"} <= set(ids)


def test_zones_for_choice_say_their_offset_on_the_day() -> None:
    saturday = dict(wall_times.zones_for_choice("lt", date(2026, 10, 24)))
    monday = dict(wall_times.zones_for_choice("lt", date(2026, 10, 26)))
    assert saturday["Europe/Vilnius"] == "Vilnius (UTC+3)"
    assert monday["Europe/Vilnius"] == "Vilnius (UTC+2)"
    assert monday["Asia/Taipei"] == "Taipėjus (UTC+8)"
    assert saturday["UTC"] == "UTC"


@given(
    minutes=st.integers(min_value=0, max_value=60 * 24 * 366 * 20),
    zone=st.sampled_from([*wall_times.FAVOURITES, "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]),
)
def test_every_instant_comes_back_from_its_wall(minutes: int, zone: str) -> None:
    instant = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    wall = wall_times.to_wall(instant, zone)
    assert wall_times.to_instant(wall, zone, wall.fold) == instant
