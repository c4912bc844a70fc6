"""What a digest says: numbers alone, out of the very lines of the overview, and how many answers came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale

from forumapp.accounts.models import Member
from forumapp.forums.models import Edition
from forumapp.invitations import whose
from forumapp.reports import matters, needs, queries
from forumapp.reports.matters import Matter
from forumapp.reports.needs import Need, Page
from forumapp.words import LOCALES, language_or_default

TOLD = ("stop", "waiting")
"""What is merely noted on the overview makes no letter."""


@dataclass(frozen=True)
class Line:
    matter: Matter
    count: int
    words: str
    page: Page


def of(edition: Edition, member: Member, since: datetime) -> list[Line]:
    """In her language, in the order of the overview; empty where there is nothing to say."""
    with force_locale(LOCALES[language_or_default(member.language)]):
        return [*_answers(edition, member, since), *_waiting(edition, member)]


def _answers(edition: Edition, member: Member, since: datetime) -> Iterator[Line]:
    if count := queries.answers_since(edition, since, *whose.seen_by(member, edition)):
        page = Page("invitations.index", {"edition": edition})
        yield Line(Matter.ANSWERS, count, matters.sentence(Matter.ANSWERS, count), page)


def _waiting(edition: Edition, member: Member) -> Iterator[Line]:
    """One line for each matter: what the overview names one by one, such as clashes, is only counted here."""
    by_matter: dict[Matter, list[Need]] = {}
    for need in needs.of_edition(edition, member):
        if need.matter and need.kind in TOLD:
            by_matter.setdefault(need.matter, []).append(need)
    for matter, found in by_matter.items():
        count = sum(need.count for need in found)
        yield Line(matter, count, matters.sentence(matter, count), _page(edition, found))


def _page(edition: Edition, found: list[Need]) -> Page:
    """Where all of them are seen to; the overview, where that is several pages."""
    first, *others = [need.page for need in found]
    return first if all(other == first for other in others) else Page("reports.overview", {"edition": edition})
