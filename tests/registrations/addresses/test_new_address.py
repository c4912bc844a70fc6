"""Another e-mail address: confirmed at the new mailbox, and the old one loses its power (PRIV-01)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock, links
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.links import Link, Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.privacy import actions as privacy
from forumapp.privacy import own, retention, traces
from forumapp.refusals import Refused
from forumapp.registrations import actions as registering
from forumapp.registrations.addresses import actions, queries
from forumapp.registrations.addresses.models import AddressChange, HasOneAlready, InTheDirectory
from forumapp.registrations.models import Registration
from tests.factories import people
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

OLD, NEW = "ula@example.org", "ula.new@example.org"


@pytest.fixture(autouse=True)
def before_the_forum() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 1, 9, 30, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def ula(app: Flask) -> Registration:
    return registration(open_edition(slug="f3dnewpost"), email=OLD)


def now_is(found: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, found.id, populate_existing=True)


def link_to(found: Registration) -> str:
    with transaction():
        return f"/en/r/{links.make(Purpose.REGISTRATION, found.id)}"


def ask(found: Registration, email: str = NEW) -> None:
    with transaction():
        actions.ask(db.session.get_one(Registration, found.id), email)


def letters_to(address: str) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.kind).where(Message.recipient_key == address).order_by(Message.id)))


def link_sent_to(sink: Sink, address: str) -> str:
    delivery.run_due()
    return urlsplit(sink.to(address)[-1].link()).path


def opened(client: ReadingClient, page: str, sink: Sink) -> None:
    client.submit(client.get(page).form("Send me a code"))
    delivery.run_due()
    code = next(found for letter in sink.letters if (found := re.search(r"\b\d{8}\b", letter.text))).group()
    client.submit(client.get(f"{page}/code/enter").form("code"), code=code)


def test_her_letters_move_with_her_and_the_old_mailbox_keeps_no_link(
    client: ReadingClient, ula: Registration, sink: Sink
) -> None:
    old = link_to(ula)
    opened(client, f"{old}/data", sink)
    page = client.get(client.get(f"{old}/data").links()["Change my e-mail address"])
    page = client.submit(page.form("email"), email=NEW)
    assert "A letter is on its way to the new address." in page.text and NEW in page.text
    assert now_is(ula).email == OLD, "until it is confirmed"

    confirm = link_sent_to(sink, NEW)
    assert NEW in client.get(confirm).text and now_is(ula).email == OLD, "opening changes nothing"
    page = client.submit(client.get(confirm).form("Confirm this address"))
    assert page.heading == "The new address is confirmed"
    found = now_is(ula)
    assert (found.email, found.email_normalised) == (NEW, NEW)
    assert "new" in found.search_text

    for gone in (old, f"{old}/change", f"{old}/data", confirm):
        assert client.get(gone).status == 410
    new = link_sent_to(sink, NEW)
    assert client.get(new).heading == "You have a place"
    left = sink.to(OLD)[-1]
    assert "go to another address from now on" in left.text and NEW not in left.text and "/r/" not in left.text
    client.submit(client.get("/en/f3dnewpost/register/link-again").form("email"), email=OLD)
    assert letters_to(OLD)[-1] == "registration_left", "the old address is known no more"


def test_a_link_that_was_passed_on_takes_no_registration_away(client: ReadingClient, ula: Registration) -> None:
    page = link_to(ula) + "/data"
    assert "Change my e-mail address" not in client.get(page).links()
    assert client.get(f"{page}/address", follow=False).status == 303
    token = client.get(page).form("Send me a code").values
    client.post(f"{page}/address", {**token, "email": "thief@example.org"})
    assert letters_to("thief@example.org") == []
    db.session.rollback()
    assert db.session.scalars(select(AddressChange)).all() == []


def test_nobody_learns_whether_the_new_address_is_registered(
    client: ReadingClient, ula: Registration, sink: Sink
) -> None:
    registration(ula.edition, email="known@example.org")
    page = link_to(ula) + "/data"
    opened(client, page, sink)
    answers = []
    for email in ("known@example.org", "fresh@example.org"):
        answer = client.submit(client.get(f"{page}/address").form("email"), email=email)
        read = answer.document
        for told in read.xpath("//section[.//*[@id='held']]"):
            told.drop_tree()  # what she asked for before stands there, too
        text = " ".join(read.text_content().split())
        answers.append((answer.status, email in text, text.replace(email, "…")))
    assert answers[0] == answers[1]
    assert letters_to("known@example.org") == ["registration_already"], "her own link, and not this one's"
    assert letters_to("fresh@example.org") == ["registration_address"]


def test_the_letter_to_a_stranger_says_nothing_of_her(ula: Registration) -> None:
    ask(ula)
    letter = db.session.scalars(select(Message).where(Message.recipient_key == NEW)).one()
    for word in (ula.name, "Žemaitė", ula.reference, OLD):
        assert word not in letter.subject + letter.body_text + letter.body_html + letter.recipient_name


def test_an_address_that_registered_meanwhile_stays_with_its_own(
    client: ReadingClient, ula: Registration, sink: Sink
) -> None:
    ask(ula)
    confirm = link_sent_to(sink, NEW)
    registration(now_is(ula).edition, email=NEW)
    page = client.submit(client.get(confirm).form("Confirm this address"))
    assert page.status == 422 and "has a registration of its own" in page.text
    assert now_is(ula).email == OLD
    with pytest.raises(HasOneAlready), transaction():
        change = queries.of(db.session.get_one(Registration, ula.id))
        assert change
        actions.confirm(change)


def test_each_letter_confirms_its_own_address_alone(client: ReadingClient, ula: Registration, sink: Sink) -> None:
    """Also one that is sent again after another address was asked for."""
    ask(ula, "first@example.org")
    first = link_sent_to(sink, "first@example.org")
    ask(ula, "second@example.org")
    assert client.get(first).status == 410
    with transaction():
        letter = db.session.scalars(select(Message).where(Message.recipient_key == "first@example.org")).one()
        notifications.send_again(letter)
    assert client.get(link_sent_to(sink, "first@example.org")).status == 410
    client.submit(client.get(link_sent_to(sink, "second@example.org")).form("Confirm this address"))
    assert now_is(ula).email == "second@example.org"


@pytest.mark.parametrize("ending", ["day", "called off", "new link", "cancelled"])
def test_what_was_asked_for_ends(client: ReadingClient, ula: Registration, sink: Sink, ending: str) -> None:
    ask(ula)
    confirm = link_sent_to(sink, NEW)
    form = client.get(confirm).form("Confirm this address")
    later = clock.now() + timedelta(hours=24 if ending == "day" else 0)
    with transaction():
        here = db.session.get_one(Registration, ula.id)
        if ending == "called off":
            actions.call_off(here)
        elif ending == "new link":
            registering.send_link_again(here.edition, OLD)
        elif ending == "cancelled":
            registering.cancel(here)
    with time_machine.travel(later):
        assert client.get(confirm).status == client.submit(form).status == 410
    assert now_is(ula).email == OLD


def test_three_letters_an_hour_however_many_addresses(ula: Registration) -> None:
    for number in range(5):
        ask(ula, f"stranger{number}@example.org")
    assert [len(letters_to(f"stranger{number}@example.org")) for number in range(5)] == [1, 1, 1, 0, 0]


def test_the_address_that_is_there_asks_for_no_letter(ula: Registration) -> None:
    ask(ula, f" {OLD.upper()} ")
    assert letters_to(OLD) == []


def test_who_is_in_the_directory_has_her_address_there(client: ReadingClient, ula: Registration, sink: Sink) -> None:
    person = people.expert(ula.edition, email=OLD)
    page = link_to(ula)
    ask(ula)
    confirm = link_sent_to(sink, NEW)
    with transaction():
        db.session.get_one(Registration, ula.id).person_id = person.id
    with pytest.raises(InTheDirectory), transaction():
        actions.ask(db.session.get_one(Registration, ula.id), "other@example.org")
    assert "is changed there" in client.submit(client.get(confirm).form("Confirm this address")).text
    opened(client, f"{page}/data", sink)
    assert "Change my e-mail address" not in client.get(f"{page}/data").links()


def test_the_team_corrects_a_mistyped_address(client: ReadingClient, team: Team, app: Flask, sink: Sink) -> None:
    """She never read a letter: the new mailbox alone confirms, and the stranger at the old one is left in peace."""
    edition = open_edition(slug="f3dmistyped")
    ula = registration(edition, email=OLD, verified=False)
    organiser = team.signed_in_as("organiser", edition)
    page = organiser.get(f"/manage/f3dmistyped/registrations/{ula.reference}")
    page = organiser.submit(organiser.get(page.links()["Correct"]).form("email"), email=NEW, organisation="TSPMI")
    assert "A letter asks the new address to confirm itself." in page.text and NEW in page.text
    assert (now_is(ula).email, now_is(ula).organisation) == (OLD, "TSPMI")
    client.submit(client.get(link_sent_to(sink, NEW)).form("Confirm this address"))
    assert now_is(ula).email == NEW and now_is(ula).verified_at
    assert letters_to(OLD) == []
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "address change asked")).one()
    assert entry.actor.startswith("member") and NEW not in entry.detail


def test_what_waits_is_told_to_her_forgotten_in_time_and_erased(app: Flask, ula: Registration) -> None:
    ask(ula)
    assert own.of(traces.of(OLD)).tables["address_changes"][0]["email"] == NEW
    with time_machine.travel(clock.now() + timedelta(days=1)), transaction():
        assert retention.purge()["addresses never confirmed forgotten"] == 1
        assert retention.purge()["addresses never confirmed forgotten"] == 0
    for whose in (NEW, OLD):
        again = registration(now_is(ula).edition, email=f"again{whose}")
        ask(again if whose == NEW else ula)
        with transaction():
            privacy.erase(whose)
        assert db.session.scalars(select(AddressChange)).all() == []
        assert db.session.scalars(select(Link).where(Link.purpose == Purpose.NEW_ADDRESS)).all() == []


def test_two_who_want_the_same_address_get_it_once(ula: Registration) -> None:
    other = registration(ula.edition, email="other@example.org")
    ask(ula), ask(other)
    with transaction():
        changes = db.session.scalars(select(AddressChange).order_by(AddressChange.id)).all()
        actions.confirm(changes[0])
    with pytest.raises(Refused), transaction():
        actions.confirm(db.session.scalars(select(AddressChange).order_by(AddressChange.id.desc())).first())  # type: ignore[arg-type]
    assert (now_is(ula).email, now_is(other).email) == (NEW, "other@example.org")
