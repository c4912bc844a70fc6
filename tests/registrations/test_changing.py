"""Changing how one takes part, and in which language one is written to: by herself, and by the team."""

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp import links
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Mode
from forumapp.links import Purpose
from forumapp.notifications.models import Message
from forumapp.registrations import actions, places
from forumapp.registrations.models import NoPlaceInRoom, Registration, RegistrationState, Side
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.seats.models import SeatState
from tests.factories.categories import category
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, request
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team


def link_to(found: Registration) -> str:
    with transaction():
        return f"/en/r/{links.make(Purpose.REGISTRATION, found.id)}"


def now_is(found: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, found.id, populate_existing=True)


def go(found: Registration, mode: str) -> None:
    with transaction():
        actions.change(db.session.get_one(Registration, found.id), found.name, found.organisation, mode=mode)


def taken(found: Registration) -> int:
    pool = places.of(now_is(found).edition)
    assert pool
    return pool.taken


def online_taken(found: Registration) -> int:
    pool = places.of(now_is(found).edition)
    assert pool
    return pool.online_taken


def test_who_goes_online_gives_her_place_to_the_next(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(capacity=1, mode="hybrid")
    ula, waiting = registration(edition), registration(edition)
    assert now_is(waiting).is_waiting
    page = client.get(client.get(link_to(ula)).links()["Change my registration"])
    page = client.submit(page.form("name"), mode="online")
    assert page.heading == "You take part online"
    assert now_is(waiting).is_offered and now_is(ula).place_held is Side.STREAM and taken(ula) == 1
    assert now_is(ula).takes_part


def test_online_while_a_place_is_left_there_and_counted_once(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(capacity=2, mode="hybrid")
    with transaction():
        places.set_capacity(edition, 1, Side.STREAM)
    first, second = (registration(edition) for _ in range(2))
    go(first, Mode.ONLINE)
    page = client.submit(client.get(f"{link_to(second)}/change").form("name"), mode="online")
    assert page.status == 422 and "you take part in the room as before" in page.text
    assert (now_is(second).mode, taken(second), online_taken(second)) == (Mode.IN_PERSON, 1, 1)
    go(first, Mode.IN_PERSON)
    assert (taken(second), online_taken(second)) == (2, 0)


def test_an_offer_is_answered_before_she_changes_how_she_takes_part(app: Flask) -> None:
    edition = open_edition(capacity=1, mode="hybrid")
    ula, waiting = registration(edition), registration(edition)
    go(ula, Mode.ONLINE)
    assert now_is(waiting).is_offered
    go(waiting, Mode.ONLINE)
    found = now_is(waiting)
    assert (found.is_offered, found.mode, taken(ula), online_taken(ula)) == (True, Mode.IN_PERSON, 1, 1)


def test_who_waits_for_a_place_and_goes_online_waits_no_longer(app: Flask) -> None:
    edition = open_edition(capacity=0, mode="hybrid")
    ula = registration(edition)
    go(ula, Mode.ONLINE)
    assert (now_is(ula).state, now_is(ula).takes_place, taken(ula)) == (RegistrationState.APPROVED, False, 0)


def test_into_the_room_while_a_place_is_left_and_never_out_of_both(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(capacity=1, mode="hybrid")
    first, second = (registration(edition, mode="online") for _ in range(2))
    go(first, Mode.IN_PERSON)
    assert now_is(first).holds_place and taken(first) == 1
    page = client.submit(client.get(f"{link_to(second)}/change").form("name"), mode="in_person", name="Kept")
    assert page.status == 422 and "you take part online as before" in page.text
    assert page.form("name").values["name"] == "Kept", "nothing typed is lost"
    found = now_is(second)
    assert (found.mode, found.state, found.name == "Kept") == (Mode.ONLINE, RegistrationState.APPROVED, False)


def test_the_quota_of_a_category_holds_for_who_comes_from_online(app: Flask) -> None:
    edition = open_edition(mode="hybrid")
    ula = registration(edition, mode="online", category=category(edition, quota=0))
    with pytest.raises(NoPlaceInRoom):
        go(ula, Mode.IN_PERSON)


def test_there_and_back_takes_and_gives_one_place_each_time(app: Flask) -> None:
    ula = registration(open_edition(capacity=2, mode="hybrid"))
    for mode, count in ((Mode.ONLINE, 0), (Mode.ONLINE, 0), (Mode.IN_PERSON, 1), (Mode.IN_PERSON, 1), (Mode.ONLINE, 0)):
        go(ula, mode)
        assert taken(ula) == count


def test_seats_follow_where_the_session_is_there_too(app: Flask) -> None:
    edition = open_edition(mode="hybrid")
    both = by_request(edition, seats=1)
    in_room = by_request(edition, seats=1, code="W3", mode="in_person")
    ula, next_one = registration(edition), registration(edition)
    for who in (ula, next_one):
        request(who, both), request(who, in_room)
    go(ula, Mode.ONLINE)
    [seat] = seats.all_live_of(now_is(ula))
    assert (seat.session_id, seat.mode, seat.state) == (both.id, Mode.ONLINE, SeatState.CONFIRMED)
    offered = {one.session_id: one.state for one in seats.all_live_of(now_is(next_one))}
    assert offered == {both.id: SeatState.OFFERED, in_room.id: SeatState.OFFERED}


def test_letters_come_in_the_language_she_chose(app: Flask, client: ReadingClient) -> None:
    ula = registration(open_edition())
    link = link_to(ula)
    page = client.get(f"{link}/change")
    assert "How you take part" not in page.text, "there is nothing to choose"
    client.submit(page.form("name"), language="lt")
    with transaction():
        actions.cancel(db.session.get_one(Registration, ula.id))
    assert db.session.scalars(select(Message.language)).all() == ["lt"]


@pytest.mark.parametrize("how", ["speaker", "arrived"])
def test_whose_place_is_settled_is_not_asked(app: Flask, client: ReadingClient, how: str) -> None:
    ula = registration(open_edition(mode="hybrid"))
    link = link_to(ula)
    with transaction():
        here = db.session.get_one(Registration, ula.id)
        if how == "speaker":
            here.category, here.takes_place = "speaker", False
        else:
            here.state = RegistrationState.CHECKED_IN
    assert "mode" not in client.get(f"{link}/change").form("name").values
    go(ula, Mode.ONLINE)
    assert now_is(ula).mode == Mode.IN_PERSON


def test_the_team_corrects_all_of_it_and_nobody_looks_again(app: Flask, team: Team) -> None:
    edition = open_edition(mode="hybrid", slug="f3dcorrect")
    ula = registration(edition)
    organiser = team.signed_in_as("organiser", edition)
    path = f"/manage/f3dcorrect/registrations/{ula.reference}/correct"
    organiser.submit(
        organiser.get(path).form("email"), name="Ūla Ž.", organisation="TSPMI", mode="online", language="lt"
    )
    found = now_is(ula)
    assert (found.name, found.organisation, found.mode, found.language) == ("Ūla Ž.", "TSPMI", "online", "lt")
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration corrected")).one()
    assert entry.actor.startswith("member") and "Ūla" not in entry.detail


def test_two_of_the_team_overwrite_nothing_silently(app: Flask, team: Team) -> None:
    edition = open_edition(slug="f3dcorrect")
    ula = registration(edition)
    organiser = team.signed_in_as("organiser", edition)
    form = organiser.get(f"/manage/f3dcorrect/registrations/{ula.reference}/correct").form("email")
    organiser.submit(form, organisation="First")
    page = organiser.submit(form, organisation="Second")
    assert page.status == 409 and "First" in page.text
    assert now_is(ula).organisation == "First"


@pytest.mark.parametrize("role", ["desk", "viewer"])
def test_only_who_may_edit_corrects(app: Flask, team: Team, role: str) -> None:
    edition = open_edition(slug="f3dcorrect")
    ula = registration(edition)
    path = f"/manage/f3dcorrect/registrations/{ula.reference}/correct"
    assert team.signed_in_as(role, edition).get(path).status == 404
