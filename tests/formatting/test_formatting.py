# ruff: noqa: DTZ001 - times on a wall carry no zone

from datetime import UTC, date, datetime
from typing import Any

import pytest
from babel import Locale
from jinja2 import Environment

from forumapp import formatting, wall_times
from forumapp.words import LANGUAGES, LOCALES

OPENING = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
OPENING_ENDS = datetime(2026, 10, 24, 7, 15, tzinfo=UTC)
MONDAY = datetime(2026, 10, 26, 7, 0, tzinfo=UTC)
RECEPTION = datetime(2026, 10, 24, 15, 30, tzinfo=UTC)
RECEPTION_ENDS = datetime(2026, 10, 24, 17, 30, tzinfo=UTC)
LATE = datetime(2026, 10, 24, 17, 0, tzinfo=UTC)
LATE_ENDS = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "options", "words"),
    [
        ("en", {}, "Saturday 24 October 2026"),
        ("en", {"year": False}, "Saturday 24 October"),
        ("en", {"weekday": False}, "24 October 2026"),
        ("en", {"weekday": False, "year": False}, "24 October"),
        ("zh-Hant", {}, "2026年10月24日 星期六"),
        ("zh-Hant", {"year": False}, "10月24日 星期六"),
        ("zh-Hant", {"weekday": False}, "2026年10月24日"),
        ("lt", {}, "2026 m. spalio 24 d., šeštadienis"),
        ("lt", {"year": False}, "spalio 24 d., šeštadienis"),
        ("lt", {"weekday": False}, "2026 m. spalio 24 d."),
    ],
)
def test_a_day_in_words(language: str, options: dict[str, bool], words: str) -> None:
    assert formatting.day(date(2026, 10, 24), language, **options) == words


def test_an_instant_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="zone"):
        formatting.day(OPENING, "en")


@pytest.mark.parametrize(
    ("start", "end", "english", "chinese", "lithuanian"),
    [
        (
            date(2026, 10, 24),
            date(2026, 10, 24),
            "24 October 2026",
            "2026年10月24日",
            "2026 m. spalio 24 d.",
        ),
        (
            date(2026, 10, 24),
            date(2026, 10, 26),
            "24–26 October 2026",
            "2026年10月24日至26日",
            "2026 m. spalio 24–26 d.",
        ),
        (
            date(2027, 10, 30),
            date(2027, 11, 1),
            "30 October – 1 November 2027",
            "2027年10月30日至11月1日",
            "2027 m. spalio 30 d. – lapkričio 1 d.",
        ),
        (
            date(2026, 12, 31),
            date(2027, 1, 2),
            "31 December 2026 – 2 January 2027",
            "2026年12月31日至2027年1月2日",
            "2026 m. gruodžio 31 d. – 2027 m. sausio 2 d.",
        ),
    ],
)
def test_days_in_words(start: date, end: date, english: str, chinese: str, lithuanian: str) -> None:
    assert [formatting.days(start, end, language) for language in LANGUAGES] == [english, chinese, lithuanian]


@pytest.mark.parametrize(("instant", "vilnius", "taipei"), [(OPENING, "09:00", "14:00"), (MONDAY, "09:00", "15:00")])
def test_nine_in_vilnius_is_two_and_after_the_change_three_in_taipei(
    instant: datetime, vilnius: str, taipei: str
) -> None:
    assert formatting.clock_time(instant, "Europe/Vilnius") == vilnius
    assert formatting.clock_time(instant, "Asia/Taipei") == taipei


def test_a_range_marks_the_next_day() -> None:
    assert formatting.time_range(OPENING, OPENING_ENDS, "Europe/Vilnius") == "09:00–10:15"
    assert formatting.time_range(RECEPTION, RECEPTION_ENDS, "Asia/Taipei") == "23:30–01:30 (+1)"


def test_a_time_without_zone_is_not_shown() -> None:
    with pytest.raises(ValueError, match="no instant"):
        formatting.clock_time(datetime(2026, 10, 24, 9), "Europe/Vilnius")


@pytest.mark.parametrize(
    ("zone", "english", "chinese", "lithuanian"),
    [
        ("Europe/Vilnius", "Vilnius", "維爾紐斯", "Vilnius"),
        ("Asia/Taipei", "Taipei", "台北", "Taipėjus"),
        ("America/New_York", "New York", "紐約", "Niujorkas"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "布宜諾斯艾利斯", "Buenos Airės"),
        ("Europe/Kyiv", "Kyiv", "基輔", "Kijevas"),
        ("Asia/Kolkata", "Kolkata", "加爾各答", "Kolkata"),
        ("UTC", "UTC", "UTC", "UTC"),
        ("Etc/UTC", "UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_place(zone: str, english: str, chinese: str, lithuanian: str) -> None:
    assert [formatting.city(zone, language) for language in LANGUAGES] == [english, chinese, lithuanian]


@pytest.mark.parametrize(
    ("instant", "zone", "words"),
    [
        (OPENING, "Europe/Vilnius", "UTC+3"),
        (MONDAY, "Europe/Vilnius", "UTC+2"),
        (OPENING, "Asia/Taipei", "UTC+8"),
        (OPENING, "Asia/Kathmandu", "UTC+5:45"),
        (OPENING, "America/New_York", "UTC−4"),
        (OPENING, "America/St_Johns", "UTC−2:30"),
        (MONDAY, "Europe/London", "UTC"),
        (OPENING, "UTC", "UTC"),
    ],
)
def test_offsets_in_words(instant: datetime, zone: str, words: str) -> None:
    assert formatting.offset_words(instant, zone) == words


DEADLINE = datetime(2026, 9, 12, 20, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "language", "words", "with_weekday"),
    [
        (
            "Europe/Vilnius",
            "en",
            "12 September 2026, 23:59 Vilnius",
            "Saturday 12 September 2026, 23:59 Vilnius",
        ),
        (
            "Europe/Vilnius",
            "zh-Hant",
            "2026年9月12日 23:59（維爾紐斯時間）",
            "2026年9月12日 星期六 23:59（維爾紐斯時間）",
        ),
        (
            "Europe/Vilnius",
            "lt",
            "2026 m. rugsėjo 12 d., 23:59 (Vilnius)",
            "2026 m. rugsėjo 12 d., šeštadienis, 23:59 (Vilnius)",
        ),
        (
            "Asia/Taipei",
            "en",
            "13 September 2026, 04:59 Taipei",
            "Sunday 13 September 2026, 04:59 Taipei",
        ),
        ("UTC", "en", "12 September 2026, 20:59 UTC", "Saturday 12 September 2026, 20:59 UTC"),
        ("UTC", "zh-Hant", "2026年9月12日 20:59（UTC）", "2026年9月12日 星期六 20:59（UTC）"),
    ],
)
def test_a_moment_names_its_zone(zone: str, language: str, words: str, with_weekday: str) -> None:
    assert formatting.moment(DEADLINE, zone, language) == words
    assert formatting.moment_with_weekday(DEADLINE, zone, language) == with_weekday


@pytest.mark.parametrize(
    ("zone", "language", "words"),
    [
        ("Europe/Vilnius", "en", "12 October 2027, 18:00 EEST"),
        ("Europe/Vilnius", "zh-Hant", "2027年10月12日 18:00 EEST"),
        ("Europe/Vilnius", "lt", "2027 m. spalio 12 d., 18:00 EEST"),
        ("Asia/Taipei", "en", "12 October 2027, 23:00 UTC+8"),
        ("Asia/Dubai", "en", "12 October 2027, 19:00 UTC+4"),
        ("Asia/Tokyo", "en", "13 October 2027, 00:00 JST"),
    ],
)
def test_as_at_names_a_zone_that_nobody_can_mistake(zone: str, language: str, words: str) -> None:
    assert formatting.as_at(datetime(2027, 10, 12, 15, tzinfo=UTC), zone, language) == words


@pytest.mark.parametrize(
    ("language", "main", "second", "second_start"),
    [
        ("en", "Saturday 24 October 2026, 09:00–10:15 Vilnius", "14:00–15:15 Taipei", "14:00 Taipei"),
        (
            "zh-Hant",
            "2026年10月24日 星期六 09:00–10:15（維爾紐斯時間）",
            "14:00–15:15（台北時間）",
            "14:00（台北時間）",
        ),
        (
            "lt",
            "2026 m. spalio 24 d., šeštadienis, 09:00–10:15 (Vilnius)",
            "14:00–15:15 (Taipėjus)",
            "14:00 (Taipėjus)",
        ),
    ],
)
def test_two_zones_on_one_day(language: str, main: str, second: str, second_start: str) -> None:
    shown = formatting.two_zones(OPENING, OPENING_ENDS, "Europe/Vilnius", "Asia/Taipei", language)
    assert (shown.main, shown.second, shown.second_start) == (main, second, second_start)


def test_two_zones_on_two_days_name_both() -> None:
    shown = formatting.two_zones(LATE, LATE_ENDS, "Europe/Vilnius", "Asia/Taipei", "en")
    assert shown.main == "Saturday 24 October 2026, 20:00–21:00 Vilnius"
    assert shown.second == "Sunday 25 October, 01:00–02:00 Taipei"
    assert shown.second_start == "Sunday 25 October, 01:00 Taipei"


def test_two_zones_on_two_sides_of_new_year_name_both_years() -> None:
    start, end = datetime(2026, 12, 31, 20, tzinfo=UTC), datetime(2026, 12, 31, 21, tzinfo=UTC)
    shown = formatting.two_zones(start, end, "Europe/Vilnius", "Asia/Taipei", "en")
    assert shown.second == "Friday 1 January 2027, 04:00–05:00 Taipei"


def test_two_zones_say_when_only_the_end_is_tomorrow() -> None:
    shown = formatting.two_zones(RECEPTION, RECEPTION_ENDS, "Europe/Vilnius", "Asia/Taipei", "en")
    assert shown.second == "23:30–01:30 (+1) Taipei"


@pytest.mark.parametrize("second", [None, "", "Europe/Vilnius"])
def test_there_is_no_second_line_without_a_second_zone(second: str | None) -> None:
    shown = formatting.two_zones(OPENING, OPENING_ENDS, "Europe/Vilnius", second, "en")
    assert (shown.second, shown.second_start) == (None, None)


def test_iso_is_utc() -> None:
    assert formatting.iso_utc(OPENING.replace(microsecond=7)) == "2026-10-24T06:00:00Z"
    there = wall_times.to_instant(datetime(2026, 10, 24, 14), "Asia/Taipei")
    assert formatting.iso_utc(there) == "2026-10-24T06:00:00Z"


@pytest.mark.parametrize(
    ("words", "english", "chinese", "lithuanian"),
    [
        ([], "", "", ""),
        (["a"], "a", "a", "a"),
        (["a", "b"], "a and b", "a和b", "a ir b"),
        (["a", "b", "c"], "a, b and c", "a、b和c", "a, b ir c"),
    ],
)
def test_lists_in_words(words: list[str], english: str, chinese: str, lithuanian: str) -> None:
    assert [formatting.join_words(words, language) for language in LANGUAGES] == [
        english,
        chinese,
        lithuanian,
    ]


def test_a_name_with_a_comma_is_not_joined_to_the_wrong_one() -> None:
    hosts = ["Ministry of Digital Affairs, Taiwan", "Vilnius University"]
    assert formatting.join_words(hosts, "en") == "Ministry of Digital Affairs, Taiwan, and Vilnius University"


def test_a_short_day_for_subjects() -> None:
    shown = [formatting.short_day(date(2026, 9, 12), language) for language in LANGUAGES]
    assert shown == ["12 Sep 2026", "2026年9月12日", "2026-09-12"]


@pytest.mark.parametrize(
    ("code", "english", "chinese", "lithuanian"),
    [
        ("en", "English", "英文", "anglų"),
        ("lt", "Lithuanian", "立陶宛文", "lietuvių"),
        ("zh-Hant", "Traditional Chinese", "繁體中文", "tradicinė kinų"),
        ("zh_TW", "Traditional Chinese", "繁體中文", "tradicinė kinų"),
        ("pt-BR", "Portuguese", "葡萄牙文", "portugalų"),
        ("x-unheard", "x-unheard", "x-unheard", "x-unheard"),
    ],
)
def test_languages_by_name(code: str, english: str, chinese: str, lithuanian: str) -> None:
    assert [formatting.language_name(code, language) for language in LANGUAGES] == [
        english,
        chinese,
        lithuanian,
    ]


def test_a_spoken_language_has_no_script() -> None:
    assert formatting.spoken_language("zh-Hant", "en") == "Chinese"
    assert formatting.spoken_language("lt", "en") == "Lithuanian"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_name_holds_a_country_or_economy(language: str) -> None:
    territories = Locale.parse(LOCALES[language]).territories
    for code, territory in (("zh-TW", "TW"), ("zh-Hant-HK", "HK"), ("zh-Hans-CN", "CN"), ("pt-BR", "BR")):
        assert territories[territory] not in formatting.language_name(code, language)


def test_templates_speak_the_language_at_hand_unless_told() -> None:
    filters = formatting.filters(lambda: "lt")
    environment = Environment(autoescape=True)
    environment.filters.update(filters)
    facts: dict[str, Any] = {
        "on": date(2026, 10, 24),
        "start": OPENING,
        "end": OPENING_ENDS,
        "zone": "Asia/Taipei",
    }

    def shown(template: str) -> str:
        return environment.from_string(template).render(**facts)

    assert shown("{{ on|day }}") == "2026 m. spalio 24 d., šeštadienis"
    assert shown("{{ on|day(year=False) }}") == "spalio 24 d., šeštadienis"
    assert shown("{{ on|day(language='en') }}") == "Saturday 24 October 2026"
    assert shown("{{ on|days(on) }}") == "2026 m. spalio 24 d."
    assert shown("{{ start|time_range(end, zone) }}") == "14:00–15:15"
    assert shown("{{ (start|two_zones(end, 'Europe/Vilnius', zone)).second }}") == "14:00–15:15 (Taipėjus)"
    assert shown("{{ ['a', '<b>']|join_words }}") == "a ir &lt;b&gt;"


@pytest.mark.parametrize("name", [*wall_times.FAVOURITES, "Asia/Kolkata"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_favourite_zone_has_a_name_in_every_language(name: str, language: str) -> None:
    assert "_" not in formatting.city(name, language)
    assert "/" not in formatting.city(name, language)
