"""What is foreseen is what is sent: a season day by day beside its forecast."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from forumapp import schedule
from forumapp.announcements import actions as announcements
from forumapp.announcements.models import Kind
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import answering
from forumapp.invitations.models import Invitation
from forumapp.notifications import actions as notifications
from forumapp.notifications import delivery
from forumapp.notifications.automatic import Assumption
from forumapp.notifications.models import Message, State
from forumapp.panels import forecast
from forumapp.people import pool
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.words import Text
from tests.factories import forums, invitations, people
from tests.factories.invitations import NOW, panel
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

VILNIUS = ZoneInfo("Europe/Vilnius")
Sent = tuple[str, str, date]
"""Kind, mailbox, day on the forum's clocks."""


@dataclass(frozen=True)
class Forum:
    id: int
    slug: str


@pytest.fixture
def clocks() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def with_assistant(person_id: int, edition_id: int) -> None:
    """The same for all."""
    with transaction():
        pool.set_contact(
            db.session.get_one(Person, person_id),
            db.session.get_one(Edition, edition_id),
            name="Daina",
            email="daina@example.org",
            receives_letters=True,
            may_answer=True,
        )


@pytest.fixture
def season(app: Flask, sink: Sink, clocks: time_machine.Traveller) -> Forum:
    """Two forums, people in several zones and panels, one with two parts, one who cannot be reached, one draft; an
    assistant of three, one of whom has no address and one of whom speaks at the other forum, too. Guests of the forum
    and of a session, one of whom speaks as well; practical information that leaves by itself."""
    edition = forums.edition(announced=True, starts_on=date(2026, 10, 10), ends_on=date(2026, 10, 26))
    other = forums.edition(series="FOC")
    first, second, elsewhere = panel(edition).id, panel(edition, code="P2").id, panel(other).id

    def ask(session_id: int, key: str, **how: Any) -> None:
        name = how.pop("name", key.title())
        zone, email = how.pop("time_zone", None), how.pop("email", f"{key}@example.org")
        person = people.expert(edition, name, email=email, time_zone=zone)
        if how.pop("assisted", False):
            with_assistant(person.id, edition.id)
        invitations.invitation(db.session.get_one(ForumSession, session_id), person, **how)

    for number, zone in enumerate(["Europe/Vilnius", "America/Los_Angeles", "Pacific/Auckland", None]):
        deadline = NOW + timedelta(days=8 + 5 * number, hours=13)
        ask(first, f"one{number}", time_zone=zone, respond_by=deadline)
    for session in (second, first, elsewhere):
        ask(session, "lin", name="LIN Yu-ching", time_zone="Asia/Taipei")
    ask(second, "back", name="Came Back")
    ask(second, "draft", state="draft")
    ask(second, "short", respond_by=NOW + timedelta(days=2))
    ask(second, "stopped")
    ask(second, "yes", state="accepted")
    ask(first, "minister", email="", assisted=True)
    ask(second, "deputy", assisted=True)
    for session in (second, elsewhere):
        ask(session, "adviser", assisted=True, time_zone="Asia/Taipei")
    ask(second, "agreed", email="", assisted=True, state="accepted")
    for number, zone in enumerate(["Europe/Vilnius", "Asia/Taipei", None]):
        guest = people.expert(edition, f"Guest {number}", email=f"guest{number}@example.org", time_zone=zone)
        if number == 1:
            with_assistant(guest.id, edition.id)
        invitations.guest(edition, guest, respond_by=NOW + timedelta(days=9 + 5 * number))
    with_parts = db.session.query(Person).where(Person.email_normalised == "lin@example.org").one()
    invitations.guest(edition, with_parts)
    invitations.guest(edition, email="coming@example.org", printed_name="Coming Already", state="accepted")
    invitations.guest_of_session(
        db.session.get_one(ForumSession, first),
        printed_name="Seated Guest",
        email="seated@example.org",
        time_zone="Asia/Tokyo",
    )
    made = Forum(edition.id, edition.slug)
    with transaction():
        words = Text.of("Bus 10 stops at the door.")
        here = db.session.get_one(Edition, edition.id)
        announcements.save(here, Kind.PRACTICAL, words=words, online_words=Text(), days=14)
    delivery.run_due()
    with transaction():
        letter = db.session.query(Message).where(Message.recipient == "back@example.org").one()
        letter.state = State.BOUNCED
        notifications.suppress("stopped@example.org", "refused")
    return made


def ahead(edition: Forum, assumption: Assumption) -> list[Sent]:
    foreseen = forecast.of_edition(db.session.get_one(Edition, edition.id), assumption)
    db.session.rollback()
    return sorted((one.kind, one.address_key, one.leaves_at.astimezone(VILNIUS).date()) for one in foreseen)


def sent_in_thirty_days(edition_id: int, clocks: time_machine.Traveller) -> list[Sent]:
    """The worker's own calendar, hour by hour."""
    begun, before = datetime.now(UTC), _sent(edition_id)
    while datetime.now(UTC) < begun + forecast.SPAN:
        schedule.write_automatic_letters()
        delivery.run_due()
        clocks.shift(timedelta(hours=1))
    return sorted(day for key, day in _sent(edition_id).items() if key not in before)


def _sent(edition_id: int) -> dict[int, Sent]:
    db.session.rollback()
    rows = db.session.query(Message).where(Message.edition_id == edition_id, Message.state == State.SENT)
    found = {
        row.id: (row.kind, row.recipient_key, row.sent_at.astimezone(VILNIUS).date()) for row in rows if row.sent_at
    }
    db.session.rollback()
    return found


def nobody_answers(edition: Forum) -> None:
    pass


def all_accept(_edition: Forum) -> None:
    """Whatever forum they were asked to: who speaks at two gets no two letters on one day."""
    with transaction():
        for invitation in db.session.query(Invitation).where(Invitation.state == "sent"):
            if invitation.letter_state == State.SENT and invitation.is_answerable(datetime.now(UTC)):
                answering.accept(invitation)


@pytest.mark.parametrize("profiles_asked_for", [False, True])
@pytest.mark.parametrize(
    ("assumption", "happens", "hours"),
    [
        (Assumption.NOBODY_ANSWERS, nobody_answers, 0),
        (Assumption.NOBODY_ANSWERS, nobody_answers, 24 * 8 + 5),
        (Assumption.ALL_ACCEPT, all_accept, 14),
    ],
)
def test_the_forecast_is_what_is_sent(
    season: Forum,
    clocks: time_machine.Traveller,
    assumption: Assumption,
    happens: Callable[[Edition], None],
    hours: int,
    profiles_asked_for: bool,
) -> None:
    with transaction():
        db.session.get_one(Edition, season.id).profiles_asked_for = profiles_asked_for
    for _ in range(hours):
        clocks.shift(timedelta(hours=1))
        schedule.write_automatic_letters()
    delivery.run_due()
    foreseen = ahead(season, assumption)
    assert len(foreseen) >= 3
    assert any(kind == "practical_information" for kind, _, _ in foreseen)
    assert any(mailbox.startswith("guest") for _, mailbox, _ in foreseen)
    assert any(kind == "profile_wanted" for kind, _, _ in foreseen) == profiles_asked_for
    happens(season)
    assert sent_in_thirty_days(season.id, clocks) == foreseen


def test_nobody_gets_two_automatic_letters_on_one_of_her_days(season: Forum, clocks: time_machine.Traveller) -> None:
    with transaction():
        db.session.get_one(Edition, season.id).profiles_asked_for = True
    sent_in_thirty_days(season.id, clocks)
    letters = db.session.query(Message).where(Message.kind.in_(["invitation_reminder", "profile_wanted"])).all()
    for mailbox, zone, number in (("lin@example.org", "Asia/Taipei", 4), ("daina@example.org", "Europe/Vilnius", 9)):
        days = [row.sent_at.astimezone(ZoneInfo(zone)).date() for row in letters if row.recipient == mailbox]
        assert len(days) == len(set(days)) == number


def test_a_reminder_that_waits_for_the_morning_is_called_off_by_her_answer(
    season: Forum, clocks: time_machine.Traveller
) -> None:
    clocks.move_to(datetime(2026, 9, 7, 20, 0, tzinfo=UTC))
    schedule.write_automatic_letters()
    waiting = db.session.query(Message).where(Message.kind == "invitation_reminder", Message.state == State.QUEUED)
    asked = {row.about for row in waiting}
    assert asked
    db.session.rollback()
    all_accept(season)
    assert not waiting.all()


def test_the_page_tells_days_counts_and_names_and_writes_nothing(
    season: Forum, clocks: time_machine.Traveller, team: Team
) -> None:
    before = db.session.query(Message).count()
    db.session.rollback()
    page = team.signed_in_as("organiser", season).get(f"/manage/{season.slug}/letters-ahead")
    text = " ".join(page.text.split())
    assert "If nobody answers" in text and "If all who were asked accept today" in text
    assert "about invitations and profiles" in text and "Nor are letters about seats" in text
    assert "Wednesday 9 September Reminder 5 Seated Guest · Adviser · Daina · LIN Yu-ching · Deputy" in text
    assert "stopped" not in text and "Came Back" not in text
    assert db.session.query(Message).count() == before
