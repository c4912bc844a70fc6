"""Sessions of which the public reads nothing: a release tells those in them as elsewhere, and nobody else (INV-20)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.agenda import actions as agenda_actions
from forumapp.agenda import queries
from forumapp.agenda.actions import NothingChanged
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.registrations.seats.models import Seat
from forumapp.words import Text
from tests.agenda.test_telling import LIN, NOW, change, half_an_hour_later, release, to_monday, told
from tests.factories import agenda, invitations
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, request
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

HERE = "/manage/f3d2026/agenda"
ONA, ULA, VISITOR = "ona@example.org", "ula@example.org", "visitor@example.org"
TITLE = "What the ministers owe each other"


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask, sink: Sink) -> Edition:
    """H1 is hidden: LIN said yes to a part, Ona was asked for one, Ūla has a seat. A visitor is registered."""
    made = open_edition(slug="f3d2026", second_zone="Asia/Taipei")
    invitations.panel(made)
    hidden = by_request(made, code="H1", title=Text.of(TITLE), wall_start=datetime(2026, 10, 24, 15))
    guests = [registration(made, email=address) for address in (ULA, VISITOR)]
    db.session.expunge_all()
    request(guests[0], hidden)
    for state, address in (("accepted", LIN), ("sent", ONA)):
        invitations.invitation(agenda.session(made, "H1"), state=state, email=address)
    change(made, "H1", lambda session: setattr(session, "listing", "hidden"))
    agenda.released(made)
    delivery.run_due()
    sink.letters.clear()
    return db.session.get_one(Edition, made.id)


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", agenda.fresh(forum))


@pytest.fixture
def later(september: time_machine.Traveller) -> Callable[[], None]:
    """A release ends seats at its own moment, and tells those of that moment."""
    return lambda: september.shift(timedelta(minutes=1))


def as_listed(session: ForumSession) -> None:
    session.listing = "shown"


OWN, SEATS = "your_sessions_changed", "your_seats_changed"
EVERYBODY_IN_IT = [(SEATS, ULA), (OWN, LIN), (OWN, ONA)]


@pytest.mark.parametrize("listed", [False, True], ids=["hidden", "shown"])
def test_the_release_that_cancels_it_tells_everybody_in_it_once(
    forum: Edition, listed: bool, sink: Sink, later: Callable[[], None]
) -> None:
    if listed:
        change(forum, "H1", as_listed)
        agenda.released(forum)
    change(forum, "H1", programme.cancel)
    release(forum)
    assert sorted(told()) == EVERYBODY_IN_IT
    delivery.run_due()
    for address, words in (
        (LIN, "It was to be: Saturday 24 October 2026, 15:00"),
        (ONA, "No answer is needed any more"),
    ):
        [letter] = sink.to(address)
        assert f"“{TITLE}” is cancelled." in letter.text and words in letter.text
        assert TITLE not in letter.message["subject"]
    later()
    change(forum, "P1", lambda session: setattr(session, "note", Text.of("With coffee")))
    release(forum)
    assert sorted(told()) == EVERYBODY_IN_IT


def test_nobody_told_means_that_no_later_release_tells_them(forum: Edition, later: Callable[[], None]) -> None:
    change(forum, "H1", programme.cancel)
    release(forum, told="nobody")
    later()
    change(forum, "P1", lambda session: setattr(session, "note", Text.of("With coffee")))
    release(forum)
    assert told() == [(OWN, LIN)], "whose calendar still has it"


def test_the_release_that_moves_it_asks_who_has_a_seat_and_who_has_a_part(forum: Edition, sink: Sink) -> None:
    change(forum, "H1", to_monday)
    release(forum)
    assert sorted(told()) == [(SEATS, ULA), (OWN, LIN)], "who has not answered reads it with the invitation"
    assert db.session.scalars(select(Seat.state)).all() == ["needs_reconfirmation"]
    delivery.run_due()
    [letter] = sink.to(ULA)
    assert letter.message["subject"] == "[F3D 2026] Do you keep your seat? H1"
    for words in ("Earlier time: Saturday 24 October 2026, 15:00–16:30", "When: Monday 26 October 2026, 17:30–18:30"):
        assert words in letter.text, words
    change(forum, "P1", lambda session: setattr(session, "note", Text.of("With coffee")))
    release(forum)
    assert len(told()) == 2


def test_a_little_later_is_told_and_asks_nothing(forum: Edition) -> None:
    change(forum, "H1", half_an_hour_later)
    release(forum)
    assert sorted(told()) == [(SEATS, ULA), (OWN, LIN)]
    assert db.session.scalars(select(Seat.state)).all() == ["confirmed"]


def test_those_registered_are_not_told_that_something_changed_and_read_nothing_of_it(
    forum: Edition, organiser: ReadingClient, client: ReadingClient
) -> None:
    change(forum, "H1", programme.cancel)
    page = organiser.get(HERE)
    assert "1 person who has not answered" in page.text and "also those registered" not in page.text
    release(forum, told="everybody")
    assert VISITOR not in [address for _kind, address in told()]
    for address in ("/f3d2026/agenda", "/f3d2026/releases", "/f3d2026/agenda.json", "/f3d2026/agenda.ics"):
        assert TITLE not in client.get(f"/en{address}" if "." not in address else address, follow=True).text


def test_with_something_that_everybody_reads_they_are_told_of_that_alone(forum: Edition, sink: Sink) -> None:
    change(forum, "H1", programme.cancel)
    change(forum, "P1", half_an_hour_later)
    release(forum, told="everybody")
    assert sorted(told())[0] == ("agenda_changed", VISITOR)
    delivery.run_due()
    [letter] = sink.to(VISITOR)
    assert TITLE not in letter.text and "H1" not in letter.text


def test_what_was_told_at_once_no_release_tells_again(forum: Edition, organiser: ReadingClient) -> None:
    form = organiser.get(f"{HERE}/urgent?session=H1").form("Change it now")
    organiser.submit(form, start="21:00", tell="affected", **{"reason-en": "The hall is closed."})
    assert sorted(told()) == [(SEATS, ULA), (OWN, LIN)]
    change(forum, "P1", lambda session: setattr(session, "note", Text.of("With coffee")))
    release(forum)
    assert len(told()) == 2


def test_a_quiet_correction_leaves_it_to_the_next_release_to_tell(forum: Edition) -> None:
    change(forum, "H1", programme.cancel)
    change(forum, "P1", lambda session: setattr(session, "title", Text.of("Otherwise")))
    with transaction():
        agenda_actions.correct_quietly(agenda.fresh(forum), by_id=None)
    release(forum)
    assert sorted(told()) == EVERYBODY_IN_IT


def test_nothing_changed_is_still_refused(forum: Edition) -> None:
    with pytest.raises(NothingChanged):
        release(forum)


def test_of_a_release_that_kept_nothing_beside_it_nobody_is_told_anew(
    forum: Edition, september: time_machine.Traveller
) -> None:
    with transaction():
        newest = queries.newest(agenda.fresh(forum))
        assert newest is not None
        newest.unlisted = None
    september.move_to(NOW + timedelta(hours=1), tick=False)
    change(forum, "H1", half_an_hour_later)
    change(forum, "P1", half_an_hour_later)
    release(forum)
    assert told() == [(OWN, LIN)], "as her calendar says otherwise"
    assert [row.subject for row in db.session.scalars(select(Message).where(Message.kind == OWN))] == [
        "[F3D 2026] Changed: H1"
    ]
