"""People asked to attend the forum, without a part in it (E04)."""

import csv
import io
import json

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Mode
from forumapp.invitations import actions, answering, calendar, queries
from forumapp.invitations.answering import Nominee
from forumapp.invitations.models import Invitation
from forumapp.invitations.refusals import AskedToAttend
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.people.models import Person
from forumapp.privacy import actions as privacy
from forumapp.privacy import own, traces
from forumapp.registrations import actions as registrations
from forumapp.registrations import places
from forumapp.registrations.models import GuestsDecline, Registration, RegistrationState
from tests.factories import invitations, people
from tests.factories import registrations as registering
from tests.invitations.support import answer, as_stored, letters, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN = "lin@example.org"
DESK = "desk@example.org"


@pytest.fixture
def edition(app: Flask) -> Edition:
    return registering.open_edition(capacity=1)


def hers(edition: Edition, email: str = LIN) -> Registration:
    found = registering.by_address(edition, email)
    assert found is not None
    return found


def do(act: object, invitation: Invitation, **values: object) -> None:
    with transaction():
        act(db.session.get_one(Invitation, inspect(invitation).identity[0]), **values)  # type: ignore[operator]


def places_taken(edition: Edition) -> tuple[int, int]:
    """Taken, and how many of them too many."""
    db.session.rollback()
    pool = places.of(db.session.get_one(Edition, edition.id))
    return (pool.taken, pool.too_many) if pool else (0, 0)


def test_she_answers_on_one_page_and_is_registered_with_a_place(
    client: ReadingClient, edition: Edition, sink: Sink
) -> None:
    guest = invitations.guest(edition, email=LIN)
    delivery.run_due()
    link = newest_to(sink, LIN).link()
    page = client.get(link)
    assert "to attend" in page.text and "Your part" not in page.text and "Rule" not in page.text
    page = answer(client, link, "accept")
    assert "You accepted" in page.text and "there is no form to fill in" in page.text
    assert "Complete my profile" in page.text and "calendar" not in page.text
    found = hers(edition)
    assert (found.category, found.state, found.takes_part) == ("guest", "approved", True)
    assert places_taken(edition) == (1, 0)
    assert told() >= {("invitation_accepted", LIN), ("invitation_answered", DESK)}
    assert calendar.file(as_stored(guest.id)) is None


def test_a_full_forum_turns_no_guest_away_and_lets_nobody_else_in(edition: Edition, sink: Sink) -> None:
    registering.registration(edition, email="first@example.org")
    guest = invitations.guest(edition, email=LIN, state="accepted")
    waiting = registering.registration(edition, email="late@example.org")
    assert hers(edition).holds_place and places_taken(edition) == (2, 1)
    assert waiting.state == RegistrationState.WAITLISTED
    do(answering.withdraw, guest)
    assert registering.by_address(edition, LIN) is None and places_taken(edition) == (1, 0)
    assert hers(edition, "late@example.org").is_waiting, "there is one place, and it is taken"


def test_the_place_of_a_guest_who_says_no_goes_to_the_next_in_line(edition: Edition, sink: Sink) -> None:
    guest = invitations.guest(edition, email=LIN, state="accepted")
    registering.registration(edition, email="late@example.org")
    do(answering.decline, guest)
    assert registering.by_address(edition, LIN) is None
    assert hers(edition, "late@example.org").is_offered


def test_who_waited_in_line_has_a_place_as_soon_as_she_says_yes(edition: Edition, sink: Sink) -> None:
    registering.registration(edition, email="first@example.org")
    assert registering.registration(edition, email=LIN).is_waiting
    guest = invitations.guest(edition, email=LIN, state="accepted")
    assert hers(edition).is_guest and hers(edition).holds_place and places_taken(edition) == (2, 1)
    do(actions.revoke, guest)
    stays = hers(edition)
    assert not stays.is_guest and stays.holds_place, "who registered herself stays a participant"
    assert places_taken(edition) == (2, 1)


def test_saying_yes_twice_takes_one_place(edition: Edition, sink: Sink) -> None:
    guest = invitations.guest(edition, email=LIN, state="accepted")
    do(answering.accept, guest, message="Glad to come.")
    assert places_taken(edition) == (1, 0)


def test_at_a_hybrid_forum_she_says_where_and_may_change_it(edition: Edition, sink: Sink) -> None:
    with transaction():
        db.session.get_one(Edition, edition.id).mode = Mode.HYBRID
    guest = invitations.guest(edition, email=LIN)
    do(answering.accept, guest, online=True)
    assert hers(edition).mode == Mode.ONLINE and places_taken(edition) == (0, 0)
    do(answering.accept, guest)
    assert hers(edition).mode == Mode.IN_PERSON and places_taken(edition) == (1, 0)
    assert as_stored(guest.id).mode == Mode.IN_PERSON


def test_not_sure_any_more_frees_the_place(edition: Edition, sink: Sink) -> None:
    guest = invitations.guest(edition, email=LIN, state="accepted")
    do(answering.hesitate, guest)
    assert registering.by_address(edition, LIN) is None and places_taken(edition) == (0, 0)


def test_a_part_and_an_invitation_to_attend_do_not_end_each_other(edition: Edition, sink: Sink) -> None:
    guest = invitations.guest(edition, email=LIN, state="accepted")
    part = invitations.invitation(
        invitations.panel(edition), db.session.get_one(Person, guest.person_id), state="accepted"
    )
    assert hers(edition).is_speaker and places_taken(edition) == (0, 0)
    do(answering.decline, part)
    assert hers(edition).is_guest and hers(edition).holds_place and places_taken(edition) == (1, 0)
    do(answering.accept, part)
    do(answering.decline, guest)
    assert hers(edition).is_speaker
    do(answering.decline, part)
    assert registering.by_address(edition, LIN) is None and places_taken(edition) == (0, 0)


def test_whoever_was_invited_changes_the_answer_and_not_the_registration(edition: Edition, sink: Sink) -> None:
    invitations.guest(edition, email=LIN, state="accepted")
    assert not hers(edition).may_be_cancelled
    with pytest.raises(GuestsDecline), transaction():
        registrations.cancel(hers(edition))


def test_a_representative_is_cleared_and_invited_to_attend(edition: Edition, sink: Sink) -> None:
    guest = invitations.guest(edition, email=LIN)
    do(answering.nominate, guest, nominee=Nominee("Ygaudas Ąžuolas", "", "other", "ygaudas@example.org", "en"))
    assert registering.by_address(edition, "ygaudas@example.org") is None
    do(actions.clear_representative, guest)
    assert ("invitation_to_nominee", "ygaudas@example.org") in told()
    [nominee] = queries.representing(as_stored(guest.id))
    assert nominee.is_guest and nominee.purpose == "attend"
    do(answering.accept, nominee)
    assert hers(edition, "ygaudas@example.org").is_guest
    do(actions.revoke, guest)
    assert registering.by_address(edition, "ygaudas@example.org") is None


def test_who_is_asked_already_represents_nobody(edition: Edition, sink: Sink) -> None:
    invitations.guest(edition, printed_name="Ygaudas Ąžuolas", email="ygaudas@example.org")
    guest = invitations.guest(edition, email=LIN)
    do(answering.nominate, guest, nominee=Nominee("Ygaudas Ąžuolas", "", "other", "ygaudas@example.org", "en"))
    with pytest.raises(AskedToAttend):
        do(actions.clear_representative, guest)


def test_guests_are_chosen_looked_at_and_sent_once_from_the_page_of_parts(
    app: Flask, team: Team, edition: Edition, sink: Sink
) -> None:
    organiser = team.signed_in_as("organiser", edition)
    ids = [people.expert(edition, name, email=f"{name}@example.org").public_id for name in ("Suryadi", "Sayun")]
    url = f"/manage/{edition.slug}/invitations/new"
    page = organiser.get(f"{url}?people={','.join(ids)}")
    page = organiser.submit(page.form("Look"), "Look", session="*")
    assert "Invitation to attend" in page.text and letters() == []
    send = page.form("Send 2 invitations")
    assert "2 invitations are on their way." in organiser.submit(send, "Send 2").text
    assert "nothing was sent twice" in organiser.submit(send, "Send 2").text
    assert told() == {("invitation_to_attend", f"{name}@example.org") for name in ("Sayun", "Suryadi")}
    assert len(letters()) == 2
    page = organiser.get(f"{url}?people={ids[0]}")
    page = organiser.submit(page.form("Look"), "Look", session="*")
    assert "is asked to attend already: sent, no answer yet" in page.text
    assert "Nobody is chosen who can be written to." in page.text


def test_whose_invitation_was_withdrawn_may_be_asked_again(edition: Edition, sink: Sink) -> None:
    guest = invitations.guest(edition, email=LIN)
    do(actions.revoke, guest)
    with transaction():
        person = db.session.get_one(Person, guest.person_id)
        assert len(actions.draft_guests(db.session.get_one(Edition, edition.id), [person])) == 1
        assert actions.draft_guests(db.session.get_one(Edition, edition.id), [person]) == []


def test_a_co_host_asks_for_her_sessions_and_not_to_the_forum(app: Flask, team: Team, edition: Edition) -> None:
    browser = team.signed_in_as("cohost", edition)
    page = browser.get(f"/manage/{edition.slug}/invitations/new")
    assert "The whole forum" not in page.text and "You co-host no session yet" in page.text
    guest = invitations.guest(edition, email=LIN)
    assert browser.get(f"/manage/{edition.slug}/invitations/{guest.public_id}").status == 404


def test_lists_pages_and_files_show_her(app: Flask, team: Team, edition: Edition, sink: Sink) -> None:
    organiser = team.signed_in_as("organiser", edition)
    invitations.guest(edition, printed_name="Suryadi", state="draft")
    guest = invitations.guest(edition, printed_name="LIN Yu-ching", email=LIN, state="accepted")
    base = f"/manage/{edition.slug}/invitations"
    page = organiser.get(f"{base}?q=lin")
    assert "invited participant" in page.text and "LIN Yu-ching" in page.text and "Suryadi" not in page.text
    for part in ("", "/record", "/send-again", "/new-link", "/withdraw"):
        assert organiser.get(f"{base}/{guest.public_id}{part}").status == 200, part
    assert "its place goes to whoever waits" in organiser.get(f"{base}/{guest.public_id}/withdraw").text
    page = organiser.get(f"{base}/send")
    assert "Suryadi" in page.text and "the whole forum" in page.text
    organiser.submit(page.form("Send 1 invitation"))
    assert len([kind for kind, _to, _state in letters() if kind == "invitation_to_attend"]) == 2
    for page_of_forum in ("", "/board", "/letters-ahead", "/people", "/registrations"):
        assert organiser.get(f"/manage/{edition.slug}{page_of_forum}").status == 200, page_of_forum
    rows = csv.DictReader(io.StringIO(organiser.get(f"{base}.csv").response.get_data(as_text=True)))
    assert {(row["name"], row["purpose"], row["session"], row["state"]) for row in rows} >= {
        ("LIN Yu-ching", "attend", "", "accepted")
    }


def test_she_reads_what_ends_before_she_cannot_come_after_all(
    client: ReadingClient, edition: Edition, sink: Sink
) -> None:
    invitations.guest(edition, email=LIN, state="accepted")
    delivery.run_due()
    link = newest_to(sink, LIN).link()
    page = client.get(f"{link}/withdraw")
    assert "The registration ends" in page.text and "Give my part back" not in page.text
    page = client.submit(page.form("I do not come"), message="My flight was cancelled.")
    assert "You cannot come after all" in page.text
    assert told() >= {("part_given_back", LIN), ("speaker_withdrew", DESK)}
    assert registering.by_address(edition, LIN) is None


def test_a_forum_that_is_called_off_asks_for_no_answer(client: ReadingClient, edition: Edition, sink: Sink) -> None:
    guest = invitations.guest(edition, email=LIN)
    delivery.run_due()
    link = newest_to(sink, LIN).link()
    with transaction():
        db.session.get_one(Edition, edition.id).state = "cancelled"
    assert as_stored(guest.id).is_called_off
    assert "This forum was cancelled" in client.get(link).text


def test_her_own_data_know_of_it_and_erasing_gives_her_place_away(edition: Edition, sink: Sink) -> None:
    invitations.guest(edition, email=LIN, state="accepted")
    registering.registration(edition, email="late@example.org")
    known = json.dumps(own.of(traces.of(LIN)).as_json(), default=str)
    assert '"attend"' in known and '"guest"' in known
    with transaction():
        privacy.erase(LIN)
    assert db.session.scalars(select(Invitation)).all() == []
    assert hers(edition, "late@example.org").is_offered


def test_whom_the_directory_knows_without_address_may_be_recorded(edition: Edition) -> None:
    guest = invitations.guest(edition, printed_name="Suryadi", email="", state="draft")
    with transaction():
        answering.record_answer(db.session.get_one(Invitation, guest.id), InvitationState.ACCEPTED, "phone")
    db.session.rollback()
    assert db.session.scalars(select(Registration.category)).all() == ["guest"]
