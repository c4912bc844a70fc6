"""Forums that give certificates, and people who came. Each commits; call it outside a transaction."""

from datetime import date
from typing import Any

from forumapp.accounts import queries as accounts
from forumapp.attendance import actions as attendance
from forumapp.certificates import actions
from forumapp.certificates.models import Certificate
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose, make
from forumapp.registrations.models import Registration
from forumapp.words import Text
from tests.support.signed_in import Team

SIGNATORY = Text({"en": "Jonas Petraitis", "zh-Hant": "喬納斯"})
SIGNATORY_TITLE = Text({"en": "Deputy Minister of Digital Affairs", "lt": "Skaitmeninių reikalų viceministras"})


def terms(edition: Edition, *, is_on: bool = True, available_on: date | None = None, **changes: Any) -> None:
    values = {"signatory": SIGNATORY, "signatory_title": SIGNATORY_TITLE, "hours": None} | changes
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        actions.set_terms(here, is_on=is_on, available_on=available_on, **values)


def came(registration: Registration, team: Team) -> Registration:
    """The desk checked her in."""
    address = team.member("desk", registration.edition)
    with transaction():
        member = accounts.by_email(address)
        assert member is not None
        attendance.check_in(db.session.get_one(Registration, registration.id), member)
    return db.session.get_one(Registration, registration.id)


def certificate(registration: Registration) -> Certificate:
    with transaction():
        number = actions.make(db.session.get_one(Registration, registration.id)).id
    return db.session.get_one(Certificate, number)


def personal_page(registration: Registration, language: str = "en") -> str:
    with transaction():
        return f"/{language}/r/{make(Purpose.REGISTRATION, registration.id)}"
