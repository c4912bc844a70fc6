"""What a forum tells people before it asks for their data: the headings that two laws want, and the team's own words.

Article 13 of the EU's General Data Protection Regulation and Article 8 of Taiwan's Personal Data Protection Act,
one page for both (domain.md 8.6). Without words of the team the page says what this software does, from the
facts of the forum; a lawyer of each host should read it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.privacy import retention
from forumapp.privacy.models import PrivacyWords
from forumapp.profiles import actions as profiles
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.questions import queries as questions
from forumapp.registrations.questions.models import RegistrationQuestion
from forumapp.words import N_, Text


class Heading(StrEnum):
    RESPONSIBLE = "responsible"
    PURPOSES = "purposes"
    GROUND = "ground"
    DATA = "data"
    KEPT = "kept"
    AREA = "area"
    RECIPIENTS = "recipients"
    MANNER = "manner"
    RIGHTS = "rights"
    CONSENT = "consent"
    WITHOUT = "without"
    AUTOMATED = "automated"
    COMPLAINT = "complaint"
    CONTACT = "contact"


WORDS = {
    Heading.RESPONSIBLE: N_("Who is responsible"),
    Heading.PURPOSES: N_("What your data are used for"),
    Heading.GROUND: N_("On what ground"),
    Heading.DATA: N_("Which data"),
    Heading.KEPT: N_("How long they are kept"),
    Heading.AREA: N_("Where they are used"),
    Heading.RECIPIENTS: N_("Who receives them"),
    Heading.MANNER: N_("In what manner, and how they are protected"),
    Heading.RIGHTS: N_("Your rights, and how to use them"),
    Heading.CONSENT: N_("What you agree to, and taking it back"),
    Heading.WITHOUT: N_("If you do not give your data"),
    Heading.AUTOMATED: N_("Decisions by machines"),
    Heading.COMPLAINT: N_("Where to complain"),
    Heading.CONTACT: N_("Contact and further information"),
}
ASKED_BY = {
    Heading.RESPONSIBLE: ("13(1)(a)", "8(1)1"),
    Heading.PURPOSES: ("13(1)(c)", "8(1)2"),
    Heading.GROUND: ("13(1)(c)–(d)", ""),
    Heading.DATA: ("", "8(1)3"),
    Heading.KEPT: ("13(2)(a)", "8(1)4"),
    Heading.AREA: ("13(1)(f)", "8(1)4"),
    Heading.RECIPIENTS: ("13(1)(e)", "8(1)4"),
    Heading.MANNER: ("", "8(1)4"),
    Heading.RIGHTS: ("13(2)(b)", "8(1)5"),
    Heading.CONSENT: ("13(2)(c)", ""),
    Heading.WITHOUT: ("13(2)(e)", "8(1)6"),
    Heading.AUTOMATED: ("13(2)(f)", ""),
    Heading.COMPLAINT: ("13(2)(d)", ""),
    Heading.CONTACT: ("13(1)(a)–(b)", "8(1)5"),
}
"""Which article wants it: of the GDPR, and of the PDPA."""


@dataclass(frozen=True)
class Notice:
    own: Mapping[Heading, Text]
    """What the team wrote itself."""
    number: int
    """Grows with every change of words."""
    changed_at: datetime | None


@dataclass(frozen=True)
class Keeping:
    """How long after the last day of the forum, or after they were written; in days and months as people say it."""

    food_days: int = profiles.FOOD_KEPT.days
    needs_days: int = profiles.KEPT.days
    gender_days: int = retention.GENDER_KEPT.days
    names_months: int = round(retention.FORUM_KEPT / timedelta(days=365) * 12)
    letters_months: int = round(retention.LETTERS_KEPT / timedelta(days=365) * 12)
    proof_months: int = round(retention.PROOF_KEPT / timedelta(days=365) * 12)


KEEPING = Keeping()


def of(edition: Edition) -> Notice:
    rows: Sequence[PrivacyWords] = db.session.scalars(
        select(PrivacyWords).where(PrivacyWords.edition_id == edition.id).order_by(PrivacyWords.id)
    ).all()
    newest = {Heading(row.heading): row.words for row in rows if row.heading in set(Heading)}
    own = {heading: words for heading, words in newest.items() if words}
    return Notice(own, len(rows) + 1, rows[-1].saved_at if rows else None)


def asked(edition: Edition) -> list[RegistrationQuestion]:
    """What the team asks beyond name and address; not what only those read who hold the link of a category."""
    hidden = {one.key for one in categories.of_edition(edition) if one.by_link_only}
    return [
        one
        for one in questions.of_edition(edition)
        if one.is_asked and (not one.categories or set(one.categories) - hidden)
    ]


def take_over(edition: Edition, earlier: Edition) -> None:
    """The team's own words of an earlier forum, as they stand now; its history stays with it."""
    for heading, words in of(earlier).own.items():
        write(edition, heading, words)


def write(edition: Edition, heading: Heading, words: Text) -> None:
    """Instead of the usual words; empty: those again. What was said before stays (INV-60)."""
    if of(edition).own.get(heading, Text()) == words:
        return
    db.session.add(PrivacyWords(edition_id=edition.id, heading=heading, words=words, saved_at=clock.now()))
    audit.record("privacy notice changed", f"edition {edition.slug}", heading, edition=edition)
    db.session.flush()
