"""What has been kept long enough is forgotten by itself, once, and counted (PRIV-03, INV-62)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.invitations.models import Invitation
from forumapp.notifications.models import Message
from forumapp.people.models import EditionPerson, Person
from forumapp.privacy import retention
from forumapp.programme.models import ForumSession
from forumapp.registrations.models import Registration
from tests.factories import invitations, registrations

LAST_DAY = datetime(2026, 10, 24, 12, tzinfo=UTC)


@pytest.fixture
def speaker(app: Flask) -> int:
    """One who spoke and one who never answered; and a participant."""
    with time_machine.travel(invitations.NOW, tick=True):
        panel = invitations.panel()
        spoke = invitations.invitation(panel, state="accepted", printed_name="Rimantas Example")
        invitations.invitation(panel, printed_name="Sayun Nomin", email="silent@example.org")
        registrations.registration(panel.edition, email="participant@example.org")
        number = spoke.person_id
        with transaction():
            db.session.get_one(Person, number).gender = "man"
        return number


def test_before_its_time_nothing_is_forgotten(app: Flask, speaker: int) -> None:
    assert not any(_purged(timedelta(days=20)).values())


def test_gender_goes_thirty_days_after_the_forum(app: Flask, speaker: int) -> None:
    assert _purged(timedelta(days=40))["genders forgotten"] == 1
    assert db.session.get_one(Person, speaker).gender == ""


def test_letters_lose_their_words_after_half_a_year_and_stay_counted(app: Flask, speaker: int) -> None:
    with transaction():
        for letter in db.session.scalars(select(Message)):
            letter.cancel()
    count = db.session.query(Message).count()
    assert _purged(timedelta(days=184))["letters emptied"] == count
    assert {letter.body_text for letter in db.session.scalars(select(Message))} == {""}


def test_a_letter_that_has_not_left_keeps_its_words(app: Flask, speaker: int) -> None:
    assert _purged(timedelta(days=184))["letters emptied"] == 0


def test_a_year_later_participants_are_numbers_and_speakers_are_names(app: Flask, speaker: int) -> None:
    purged = _purged(timedelta(days=370))
    assert (purged["people deleted"], purged["addresses of speakers deleted"]) == (1, 1)
    assert {row.name + row.email for row in db.session.scalars(select(Registration))} == {""}
    person = db.session.scalars(select(Person)).one()
    assert (person.printed_name, person.email, person.email_normalised) == ("Rimantas Example", "", None)
    assert db.session.scalars(select(Invitation)).one().person_id == speaker


def test_crew_was_named_nowhere_and_is_forgotten_whole(app: Flask, speaker: int) -> None:
    with time_machine.travel(invitations.NOW, tick=True):
        panel = db.session.scalars(select(ForumSession)).one()
        invitations.invitation(panel, state="accepted", part="interpreter", printed_name="Ona Verta")
    assert _purged(timedelta(days=370))["people deleted"] == 2
    assert [person.id for person in db.session.scalars(select(Person))] == [speaker]


def test_who_agreed_to_be_kept_stays_until_the_day_she_said(app: Flask, speaker: int) -> None:
    with transaction():
        silent = db.session.scalars(select(Person).where(Person.email == "silent@example.org")).one()
        silent.keeping_agreed_on, silent.kept_until = date(2026, 9, 1), date(2028, 1, 1)
    assert _purged(timedelta(days=370))["people deleted"] == 0
    assert _purged(timedelta(days=500))["people deleted"] == 1


def test_who_is_known_to_a_forum_to_come_stays(app: Flask, speaker: int) -> None:
    with time_machine.travel(LAST_DAY + timedelta(days=370)):
        coming = registrations.open_edition(slug="next")
    with transaction():
        silent = db.session.scalars(select(Person).where(Person.email == "silent@example.org")).one()
        db.session.add(EditionPerson(edition_id=coming.id, person=silent, added_at=LAST_DAY))
    assert _purged(timedelta(days=370))["people deleted"] == 0


def test_purging_again_changes_nothing_and_only_counts_are_written_down(app: Flask, speaker: int) -> None:
    _purged(timedelta(days=370))
    entries = db.session.query(AuditEntry).count()
    assert not any(_purged(timedelta(days=370)).values())
    assert db.session.query(AuditEntry).count() == entries
    said = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "purged")).one()
    assert "1 people deleted" in said and "@" not in said and "Sayun" not in said


def test_the_command_says_how_many(app: Flask, speaker: int) -> None:
    with time_machine.travel(LAST_DAY + timedelta(days=370)):
        result = app.test_cli_runner().invoke(args=["privacy", "purge"])
    assert result.exit_code == 0, result.output
    assert "1 people deleted" in result.output


def _purged(later: timedelta) -> dict[str, int]:
    with time_machine.travel(LAST_DAY + later), transaction():
        return retention.purge()
