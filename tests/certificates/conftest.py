"""A forum of one day in October that gives certificates, and somebody who came; it is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations.models import Registration
from forumapp.words import Text
from tests.factories import certificates, invitations
from tests.factories.registrations import open_edition, registration
from tests.support.signed_in import Team

DAY = datetime(2026, 10, 24, 12, tzinfo=UTC)
AFTER = DAY + timedelta(days=2)
ULA = "ula@example.org"


@pytest.fixture(autouse=True)
def the_time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(invitations.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask) -> Edition:
    made = open_edition(
        slug="f3d2026",
        starts_on=DAY.date(),
        ends_on=DAY.date(),
        title=Text({"en": "F3D 2026, Vilnius", "zh-Hant": "F3D 2026 維爾紐斯", "lt": "F3D 2026, Vilnius"}),
    )
    certificates.terms(made)
    return db.session.get_one(Edition, made.id)


@pytest.fixture
def ula(forum: Edition, team: Team, the_time: time_machine.Traveller) -> Registration:
    made = registration(forum, name="Ūla Žemaitė-Šimkienė", email=ULA)
    the_time.move_to(DAY, tick=False)
    came = certificates.came(made, team)
    the_time.move_to(AFTER, tick=False)
    return came
