"""What an invented team knows of its invented experts, so that the pool can be filtered and looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from forumapp import clock
from forumapp.forums.models import Edition
from forumapp.people import groups, pool, queries, saved
from forumapp.people.models import Person
from forumapp.people.pool import WallWindow
from forumapp.words import Text

_ADVISERS = Text({"en": "Advisory circle", "zh-Hant": "諮詢小組", "lt": "Patariamasis būrelis"})


@dataclass(frozen=True, kw_only=True)
class Known:
    topics: str = ""
    languages: str = "en"
    place: str = ""
    adviser: bool = False
    kept: bool = False
    days: Sequence[int] = ()
    """Of the forum, counted from 0."""


_KNOWN = {
    "lin.yu-ching": Known(
        topics="cybersecurity-resilience industry-perspectives",
        languages="zh-Hant en",
        place="TW",
        adviser=True,
        kept=True,
        days=(0, 2),
    ),
    "zemaite": Known(
        topics="human-rights-online civic-participation",
        languages="lt en de",
        place="LT",
        adviser=True,
        kept=True,
        days=(0, 1, 2),
    ),
    "ygaudas": Known(topics="digital-trade industry-perspectives", languages="lt en", place="LT", days=(0,)),
    "nunez": Known(topics="human-rights-online", languages="es en fr", kept=True),
    "al-hashimi": Known(topics="internet-disruptions human-rights-online", languages="ar en fr", days=(0, 2)),
    "nguyen": Known(topics="artificial-intelligence digital-equality", languages="vi en", kept=True),
    "chang-chien": Known(
        topics="digital-public-infrastructure civic-participation", languages="zh-Hant en", place="TW", days=(0,)
    ),
    "thorsdottir": Known(topics="cybersecurity-resilience", languages="is en da", adviser=True, kept=True, days=(2,)),
    "ce": Known(topics="industry-perspectives artificial-intelligence", languages="lt en", place="LT", days=(0, 2)),
    "sayun": Known(topics="digital-equality civic-participation", languages="zh-Hant en", place="TW", kept=True),
    "isik": Known(topics="information-integrity", languages="tr en de"),
    "suryadi": Known(topics="internet-disruptions digital-public-infrastructure", languages="id en", days=(2,)),
    "yoshino": Known(topics="artificial-intelligence information-integrity", languages="ja en", kept=True),
    "obrien": Known(topics="digital-trade civic-participation", languages="en ga nb", days=(0, 1)),
}
_TONGUES = ("en", "en fr", "en de", "lt en", "zh-Hant en", "pl en", "lv en", "ja en")


def fill(edition: Edition, known: Mapping[str, Person], chance: Random) -> None:
    """As an organiser would write it down; nobody is written to."""
    topics = [topic.key for topic in edition.series.topics]
    group = next((one for one in queries.groups_of(edition.series)), None) or groups.add(edition, _ADVISERS)
    for key, person in known.items():
        told = _KNOWN.get(key) or _made_up(person, topics, chance)
        wanted = set(told.topics.split())
        pool.set_topics(person, edition, [topic for topic in edition.series.topics if topic.key in wanted])
        pool.describe(person, edition, languages=told.languages.split(), place=told.place, gender="")
        if told.adviser:
            pool.set_groups(person, edition, [group])
        if told.kept:
            today = clock.now().date()
            pool.agree_keeping(person, edition, agreed_on=today, until=date(today.year + 2, 12, 31))
        _add_time(edition, person, told.days)
    _add_details(edition, known)
    _add_lists(edition, known)


def _made_up(person: Person, topics: Sequence[str], chance: Random) -> Known:
    place = {"lt": "LT", "zh-Hant": "TW"}.get(person.language, "")
    return Known(
        topics=" ".join(chance.sample(topics, 2)),
        languages=chance.choice(_TONGUES),
        place=place if chance.random() < 0.6 else "",
        kept=chance.random() < 0.4,
        days=tuple(day for day in range(3) if chance.random() < 0.4),
    )


def _add_time(edition: Edition, person: Person, days: Sequence[int]) -> None:
    knowledge = queries.knowledge(edition, person)
    if knowledge is None or not days:
        return
    windows = []
    for number in days:
        day = edition.starts_on + timedelta(days=number)
        windows.append(WallWindow(datetime.combine(day, time(9)), datetime.combine(day, time(18))))
    pool.set_windows(knowledge, edition, windows, edition.time_zone)


def _add_details(edition: Edition, known: Mapping[str, Person]) -> None:
    if minister := known.get("ygaudas"):
        pool.set_contact(
            minister,
            edition,
            name="Daina Adomaitytė",
            email="private.office@example.org",
            language="lt",
            receives_letters=True,
            may_answer=True,
        )
    if professor := known.get("zemaite"):
        for organisation, since, until in (("Open Lines", 2016, 2019), ("Institute for Public Technology", 2019, 2022)):
            pool.add_affiliation(
                professor,
                edition,
                title=Text.of("Researcher"),
                organisation=Text.of(organisation),
                since=date(since, 9, 1),
                until=date(until, 8, 31),
            )
        if knowledge := queries.knowledge(edition, professor):
            pool.set_notes(knowledge, edition, "Prefers mornings.\nKnows the parliament's committee well.")


def _add_lists(edition: Edition, known: Mapping[str, Person]) -> None:
    saved.save_filter(edition, "Civil society and academia", {"sector": "third"})
    panel = [known[key] for key in ("lin.yu-ching", "thorsdottir", "suryadi") if key in known]
    if panel:
        saved.choose(edition, "Resilience panel", panel)
