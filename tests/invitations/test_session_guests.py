"""People asked to attend one session, with a seat of it beside those of the public."""

from datetime import datetime, time

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from forumapp.agenda import actions as agenda_actions
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Mode
from forumapp.invitations import actions, answering, queries
from forumapp.invitations.answering import Nominee
from forumapp.invitations.models import Invitation
from forumapp.invitations.refusals import AskedToAttend
from forumapp.notifications import delivery
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import NameShown
from forumapp.registrations.seats import actions as seats
from forumapp.registrations.seats import by_team, supply
from forumapp.registrations.seats import queries as seat_queries
from forumapp.registrations.seats.models import InvitedByName, Seat, SeatState
from forumapp.tasks import running
from forumapp.words import Text
from tests.factories import agenda, forums, invitations, people
from tests.factories import registrations as registering
from tests.factories.seats import by_request, request
from tests.invitations.support import answer, as_stored, letters, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN, LATE, DESK = "lin@example.org", "late@example.org", "desk@example.org"


@pytest.fixture
def edition(app: Flask) -> Edition:
    return registering.open_edition(capacity=10)


@pytest.fixture
def table(edition: Edition) -> ForumSession:
    """A closed round table in a room of four, which gives no seats to anybody else."""
    return round_table(edition)


def round_table(edition: Edition, **changes: object) -> ForumSession:
    values = {
        "code": "R1",
        "title": Text.of("Round table on shutdowns"),
        "wall_start": datetime.combine(edition.starts_on, time(10)),
        "access": "invitation",
    }
    return invitations.panel(edition, room=forums.room(edition, "Senate Hall", capacity=4), **values | changes)


def do(act: object, invitation: Invitation, **values: object) -> None:
    with transaction():
        act(db.session.get_one(Invitation, inspect(invitation).identity[0]), **values)  # type: ignore[operator]


def here(session: ForumSession) -> ForumSession:
    """Read anew: requests and answers in between detach it."""
    return db.session.get_one(ForumSession, inspect(session).identity[0])


def asked() -> list[str]:
    return [to for kind, to, _state in letters() if kind == "invitation_to_attend"]


def seat_of(edition: Edition, email: str = LIN) -> Seat | None:
    registration = registering.by_address(edition, email)
    if registration is None:
        return None
    return db.session.scalars(
        select(Seat).where(Seat.registration_id == registration.id).order_by(Seat.id.desc())
    ).first()


def test_she_answers_on_one_page_and_has_a_seat_and_a_registration(
    client: ReadingClient, edition: Edition, table: ForumSession, sink: Sink
) -> None:
    invitations.invitation(
        here(table), printed_name="Ūla Žemaitė", email="ula@example.org", state="accepted", name_shown=NameShown.AGREED
    )
    invitations.guest_of_session(here(table), email=LIN, printed_name="LIN Yu-ching")
    delivery.run_due()
    letter = newest_to(sink, LIN)
    assert "invite you to attend “Round table on shutdowns”" in " ".join(letter.text.split())
    page = client.get(letter.link())
    for words in ("to attend", "10:00", "Senate Hall", "Ūla Žemaitė", "kept for you, once you accept"):
        assert words in page.text, words
    assert "Your part" not in page.text
    page = answer(client, letter.link(), "accept")
    assert "a seat in this session is kept for you" in page.text and "Complete my profile" in page.text
    registration = registering.by_address(edition, LIN)
    assert registration is not None and registration.is_guest and registration.holds_place
    seat = seat_of(edition)
    assert seat is not None and (seat.state, seat.seat_class, seat.mode) == ("confirmed", "invited", "in_person")
    assert told() >= {("invitation_accepted", LIN), ("invitation_answered", DESK)}
    assert not [kind for kind, _to, _state in letters() if kind.startswith("seat_")], "one letter says it all"


def test_her_seat_is_beside_those_of_the_public_and_needs_none_to_be_free(edition: Edition, sink: Sink) -> None:
    session = here(by_request(edition, seats=1, mode="in_person", room=forums.room(edition, "Aula", capacity=2)))
    first = registering.registration(edition, email="first@example.org")
    assert request(first, session).state == SeatState.CONFIRMED
    invitations.guest_of_session(here(session), email=LIN, state="accepted")
    late = registering.registration(edition, email=LATE)
    assert request(late, session).is_waiting
    db.session.rollback()
    seating = seat_queries.seating_of(db.session.get_one(ForumSession, session.id))
    assert seating is not None
    given = supply.of(seating, Mode.IN_PERSON)
    assert (given.taken, given.capacity, given.too_many) == (1, 1, 0)
    assert seat_queries.held_in_rooms(edition) == {session.id: 2}, "the room holds them all"


def test_where_the_room_alone_is_the_limit_the_public_has_what_is_left_beside_the_invited(
    edition: Edition, sink: Sink
) -> None:
    session = here(by_request(edition, seats=None, mode="in_person", room=forums.room(edition, "Aula", capacity=2)))
    invitations.guest_of_session(here(session), email=LIN, state="accepted")
    assert request(registering.registration(edition), session).state == SeatState.CONFIRMED
    assert request(registering.registration(edition), session).is_waiting


@pytest.mark.parametrize("act", [answering.decline, answering.withdraw, actions.revoke, answering.hesitate])
def test_a_no_frees_the_seat_and_ends_what_came_from_the_invitation_alone(
    edition: Edition, table: ForumSession, sink: Sink, act: object
) -> None:
    guest = invitations.guest_of_session(here(table), email=LIN, state="accepted")
    do(act, guest)
    assert registering.by_address(edition, LIN) is None
    assert {seat.state for seat in db.session.scalars(select(Seat))} == {SeatState.CANCELLED}


def test_who_registered_herself_stays_and_loses_the_seat_alone(
    edition: Edition, table: ForumSession, sink: Sink
) -> None:
    registering.registration(edition, email=LIN)
    guest = invitations.guest_of_session(here(table), email=LIN, state="accepted")
    do(answering.decline, guest)
    stays = registering.by_address(edition, LIN)
    assert stays is not None and not stays.is_guest and stays.holds_place
    seat = seat_of(edition)
    assert seat is not None and not seat.is_live


def test_a_guest_of_two_things_keeps_the_other(edition: Edition, table: ForumSession, sink: Sink) -> None:
    forum = invitations.guest(edition, email=LIN, state="accepted")
    lin = db.session.get_one(Person, forum.person_id)
    guest = invitations.guest_of_session(here(table), lin, state="accepted")
    do(answering.decline, guest)
    registration = registering.by_address(edition, LIN)
    assert registration is not None and registration.is_guest
    do(answering.accept, guest)
    do(answering.decline, forum)
    seat = seat_of(edition)
    assert seat is not None and seat.state == SeatState.CONFIRMED


def test_a_part_in_the_session_needs_no_seat_and_giving_it_back_brings_hers_again(
    edition: Edition, table: ForumSession, sink: Sink
) -> None:
    guest = invitations.guest_of_session(here(table), email=LIN, state="accepted")
    part = invitations.invitation(here(table), db.session.get_one(Person, guest.person_id), state="accepted")
    seat = seat_of(edition)
    assert seat is not None and seat.state == SeatState.RELEASED
    do(answering.decline, part)
    seat = seat_of(edition)
    assert seat is not None and (seat.state, seat.seat_class) == ("confirmed", "invited")


def test_a_place_in_the_line_becomes_her_seat(edition: Edition, sink: Sink) -> None:
    session = here(by_request(edition, seats=0))
    registration = registering.registration(edition, email=LIN)
    assert request(registration, session).is_waiting
    invitations.guest_of_session(here(session), email=LIN, state="accepted")
    seat = seat_of(edition)
    assert seat is not None and (seat.state, seat.seat_class) == ("confirmed", "invited")


def test_in_a_hybrid_session_she_says_how_and_may_change_it(
    client: ReadingClient, edition: Edition, sink: Sink
) -> None:
    with transaction():
        db.session.get_one(Edition, edition.id).mode = Mode.HYBRID
    session = here(round_table(edition, mode="hybrid"))
    guest = invitations.guest_of_session(here(session), email=LIN)
    delivery.run_due()
    page = answer(client, newest_to(sink, LIN).link(), "accept_online")
    assert "online" in page.text
    seat, registration = seat_of(edition), registering.by_address(edition, LIN)
    assert seat is not None and registration is not None
    assert (seat.mode, registration.mode) == (Mode.ONLINE, Mode.ONLINE)
    do(answering.accept, guest)
    seat, registration = seat_of(edition), registering.by_address(edition, LIN)
    assert seat is not None and registration is not None
    assert (seat.mode, registration.mode) == (Mode.IN_PERSON, Mode.IN_PERSON)


def test_who_comes_to_the_forum_may_follow_one_session_online(edition: Edition, sink: Sink) -> None:
    with transaction():
        db.session.get_one(Edition, edition.id).mode = Mode.HYBRID
    session = here(round_table(edition, mode="hybrid"))
    registering.registration(edition, email=LIN)
    invitations.guest_of_session(here(session), email=LIN, state="accepted", online=True)
    seat, registration = seat_of(edition), registering.by_address(edition, LIN)
    assert seat is not None and registration is not None
    assert (seat.mode, registration.mode) == (Mode.ONLINE, Mode.IN_PERSON)


def test_the_seat_is_given_back_with_the_answer_alone(edition: Edition, table: ForumSession, sink: Sink) -> None:
    invitations.guest_of_session(here(table), email=LIN, state="accepted")
    seat = seat_of(edition)
    assert seat is not None
    for number in (1, 2):
        with pytest.raises(InvitedByName), transaction():
            hers = db.session.get_one(Seat, seat.id)
            by_team.refuse(hers, "no") if number == 1 else seats.give_back(hers.registration, hers.session)


def test_a_representative_is_asked_to_the_same_session(edition: Edition, table: ForumSession, sink: Sink) -> None:
    guest = invitations.guest_of_session(here(table), email=LIN)
    do(answering.nominate, guest, nominee=Nominee("Ąžuolas Ygaudas", "", "other", "ygaudas@example.org", "en"))
    do(actions.clear_representative, guest)
    [nominee] = queries.representing(as_stored(guest.id))
    assert nominee.session_id == table.id and seat_of(edition, "ygaudas@example.org") is None
    do(answering.accept, nominee)
    assert seat_of(edition, "ygaudas@example.org") is not None
    again = invitations.guest_of_session(here(table), email="suryadi@example.org")
    do(answering.nominate, again, nominee=Nominee("Ąžuolas Ygaudas", "", "other", "ygaudas@example.org", "en"))
    with pytest.raises(AskedToAttend):
        do(actions.clear_representative, again)


def test_guests_of_a_session_are_chosen_looked_at_and_sent_once(
    team: Team, edition: Edition, table: ForumSession, sink: Sink
) -> None:
    organiser = team.signed_in_as("organiser", edition)
    ids = [people.expert(edition, name, email=f"{name}@example.org").public_id for name in ("Suryadi", "Sayun")]
    speaker = invitations.invitation(
        here(table), printed_name="Speaks Here", email="speaks@example.org", state="accepted"
    )
    url = f"/manage/{edition.slug}/invitations/new"
    page = organiser.get(f"{url}?people={','.join([*ids, speaker.person.public_id])}")
    page = organiser.submit(page.form("Look"), "Look", session="R1", part="guest")
    assert "Invitation to attend" in page.text and asked() == []
    assert "has a part in this session, and needs no seat" in page.text
    send = page.form("Send 2 invitations")
    assert "2 invitations are on their way." in organiser.submit(send, "Send 2").text
    assert "nothing was sent twice" in organiser.submit(send, "Send 2").text
    assert len(asked()) == 2
    page = organiser.submit(organiser.get(f"{url}?people={ids[0]}").form("Look"), "Look", session="R1", part="guest")
    assert "is asked to attend already: sent, no answer yet" in page.text


def test_the_board_the_seats_and_the_papers_show_her_apart(
    team: Team, edition: Edition, table: ForumSession, sink: Sink
) -> None:
    guest = invitations.guest_of_session(here(table), email=LIN, printed_name="LIN Yu-ching", state="accepted")
    invitations.guest_of_session(here(table), email="silent@example.org", printed_name="Silent Guest")
    organiser = team.signed_in_as("organiser", edition)
    base = f"/manage/{edition.slug}"
    board = organiser.get(f"{base}/sessions/R1/board")
    assert "Guests of this session" in board.text and "LIN Yu-ching" in board.text and "Silent Guest" in board.text
    page = organiser.get(f"{base}/seats")
    assert "Round table" in page.text and "1 invited by name besides" in page.text
    page = organiser.get(f"{base}/seats/R1")
    assert "LIN Yu-ching" in page.text and "invited" in page.text and "Take back" not in page.text
    assert "LIN Yu-ching" in organiser.get(f"{base}/sessions/R1/seat-list").text
    assert "Seat list" in organiser.get(f"{base}/papers").text
    day = edition.starts_on.isoformat()
    room = here(table).room_id
    assert "1 invited by name besides" in organiser.get(f"{base}/papers/{day}/rooms/{room}").text
    for part in ("", "/record", "/withdraw", "/new-link"):
        assert organiser.get(f"{base}/invitations/{guest.public_id}{part}").status == 200, part
    assert "The seat in the session ends" in organiser.get(f"{base}/invitations/{guest.public_id}/withdraw").text
    page = organiser.get(f"{base}/invitations?q=round")
    assert "LIN Yu-ching" in page.text and "R1 · Round table" in page.text


def test_more_guests_than_the_room_holds_is_told_and_cancels_nobody(
    team: Team, edition: Edition, table: ForumSession, sink: Sink
) -> None:
    for number in range(5):
        invitations.guest_of_session(here(table), email=f"guest{number}@example.org", state="accepted")
    organiser = team.signed_in_as("organiser", edition)
    assert "has fewer seats than people" in organiser.get(f"/manage/{edition.slug}").text
    assert db.session.query(Seat).filter(Seat.state == SeatState.CONFIRMED).count() == 5


def test_a_co_host_sees_no_guests_of_sessions_that_are_not_hers(
    team: Team, edition: Edition, table: ForumSession, sink: Sink
) -> None:
    guest = invitations.guest_of_session(here(table), email=LIN)
    browser = team.signed_in_as("cohost", edition)
    assert browser.get(f"/manage/{edition.slug}/invitations/{guest.public_id}").status == 404
    assert browser.get(f"/manage/{edition.slug}/invitations").status == 200


def test_a_session_that_is_cancelled_reaches_who_has_a_seat_and_who_has_not_answered(
    team: Team, edition: Edition, table: ForumSession, sink: Sink
) -> None:
    invitations.guest_of_session(here(table), email=LIN, state="accepted")
    invitations.guest_of_session(here(table), email=LATE)
    invitations.guest_of_session(here(table), email="no@example.org")
    with transaction():
        answering.decline(db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first())  # type: ignore[arg-type]
    agenda.released(edition)
    organiser = team.signed_in_as("organiser", edition)
    page = organiser.get(f"/manage/{edition.slug}/agenda/call-off?session=R1")
    assert "1 person was asked, has not answered" in page.text and "1 person has a seat" in page.text
    before = told()
    organiser.submit(
        page.form("Call it off"), what="cancelled", tell="affected", **{"reason-en": "The room is flooded."}
    )
    assert told() - before == {("your_seats_changed", LIN), ("guest_called_off", LATE)}
    delivery.run_due()
    letter = next(one for one in sink.to(LATE) if "is cancelled" in one.text)
    assert "No answer is needed any more" in letter.text


def test_a_session_that_moves_is_told_once_and_she_keeps_her_seat_without_a_word(
    client: ReadingClient, edition: Edition, table: ForumSession, sink: Sink
) -> None:
    invitations.guest_of_session(here(table), email=LIN, state="accepted")
    agenda.released(edition)
    with transaction():
        programme.reschedule(agenda.session(edition, "R1"), datetime.combine(edition.starts_on, time(16)), 60)
        agenda_actions.release_and_tell(agenda.fresh(edition), by_id=None, told="everybody", note=Text.of("Later."))
    running.run_due()
    moved = [(kind, to) for kind, to, _state in letters() if kind in ("your_seats_changed", "agenda_changed")]
    assert moved == [("your_seats_changed", LIN)]
    seat = seat_of(edition)
    assert seat is not None and seat.is_to_reconfirm and seat.reconfirm_by is None
    delivery.run_due()
    letter = next(one for one in sink.to(LIN) if "16:00–17:00 Vilnius" in one.text)
    page = client.get(letter.link())
    assert "You were invited to this session" in page.text and "Give the seat back" not in page.text
    client.submit(page.form("Keep the seat"))
    seat = seat_of(edition)
    assert seat is not None and seat.state == SeatState.CONFIRMED


def test_the_calendar_file_of_her_answer_page_is_her_session(
    client: ReadingClient, edition: Edition, sink: Sink
) -> None:
    invitations.guest_of_session(here(round_table(edition, access="public")), email=LIN)
    agenda.released(edition)
    delivery.run_due()
    link = newest_to(sink, LIN).link()
    assert "Add it to your calendar" in answer(client, link, "accept").text
    content = client.get(f"{link}.ics").response.get_data(as_text=True)
    assert "Round table on shutdowns" in content and "METHOD:PUBLISH" in content and "ATTENDEE" not in content
