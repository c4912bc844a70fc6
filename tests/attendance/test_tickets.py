"""The square on a ticket says nothing, and leads only the forum's own desk anywhere."""

import io

import pikepdf
import pytest
from flask import Flask

from forumapp.attendance import tickets
from forumapp.documents import qr
from forumapp.extensions import db, transaction
from forumapp.links import Purpose, make
from forumapp.notifications import delivery
from forumapp.registrations import actions, waiting_list
from forumapp.registrations.models import Registration
from tests.factories.registrations import by_address, open_edition, registration
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

KEY = "a secret of the tests"


def link_of(found: Registration) -> str:
    with transaction():
        return make(Purpose.REGISTRATION, found.id)


def square_of(found: Registration) -> str:
    return tickets.token_of(found, KEY)


def test_a_token_leads_back_to_its_registration_with_our_key_alone(app: Flask) -> None:
    found = registration(open_edition())
    token = square_of(found)
    assert len(token) == 22
    assert tickets.registration_id(token, KEY) == found.id
    assert tickets.registration_id(token, "another key") is None


@pytest.mark.parametrize("nonsense", ["", "x", "A" * 22, "A" * 43, "名", "=" * 22, "../../etc/passwd"])
def test_what_we_never_printed_is_nobodys(nonsense: str) -> None:
    assert tickets.registration_id(nonsense, KEY) is None


def test_neighbours_have_nothing_in_common(app: Flask) -> None:
    edition = open_edition()
    one, other = square_of(registration(edition)), square_of(registration(edition))
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 6


@pytest.mark.parametrize(
    ("scanned", "found"), [("{}", True), ("https://x.example/manage/-/ticket/{}", True), ("a {}", False)]
)
def test_a_scanner_types_the_address_or_the_token(app: Flask, scanned: str, found: bool) -> None:
    token = square_of(registration(open_edition()))
    assert tickets.token_in(scanned.format(token)) == (token if found else None)


def test_the_personal_page_leads_to_a_ticket_on_screen_and_paper(app: Flask, client: ReadingClient) -> None:
    found = registration(open_edition(), name="Ūla Žemaitė-Šimkienė")
    token = link_of(found)
    page = client.get(client.get(f"/en/r/{token}").links()["My ticket"])
    assert "Your ticket" in page.text and found.reference in page.text
    assert page.document.xpath("//*[@class='ticket-square']//*[local-name()='svg']")
    answer = client.get(f"/en/r/{token}/ticket.pdf")
    with pikepdf.open(io.BytesIO(answer.response.data)) as document:
        assert len(document.pages) == 1


def test_the_letter_brings_the_square_and_every_try_the_same(app: Flask, client: ReadingClient, sink: Sink) -> None:
    edition = open_edition(slug="f3dtickets")
    form = client.get("/en/f3dtickets/register").form("email")
    client.submit(form, name="Ūla Žemaitė", email="ula@example.org")
    found = by_address(edition, "ula@example.org")
    assert found and delivery.run_due() == 1
    [arrived] = sink.letters
    [picture] = [part for part in arrived.message.walk() if part.get_content_type() == "image/png"]
    assert (picture.get_filename(), picture["Content-ID"]) == ("ticket.png", "<ticket>")
    address = f"http://localhost/manage/-/ticket/{square_of(found)}"
    assert picture.get_content() == qr.png(address) == qr.png(address)
    assert 'src="cid:ticket"' in arrived.html and "ticket.png" in arrived.text


@pytest.mark.parametrize(("capacity", "mode"), [(0, "in_person"), (None, "online")])
def test_who_waits_or_follows_online_gets_no_square(
    app: Flask, client: ReadingClient, sink: Sink, capacity: int | None, mode: str
) -> None:
    open_edition(slug="f3dtickets", capacity=capacity, mode="hybrid")
    form = client.get("/en/f3dtickets/register").form("email")
    client.submit(form, name="Ūla Žemaitė", email="ula@example.org", mode=mode)
    assert delivery.run_due() == 1
    [arrived] = sink.letters
    assert "ticket" not in arrived.text and "image/png" not in arrived.raw.decode()


def test_who_waits_or_has_cancelled_has_no_ticket(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(capacity=1)
    first, waits = registration(edition), registration(edition)
    with transaction():
        actions.cancel(db.session.get_one(Registration, first.id))
    gone = registration(open_edition(capacity=0))
    for token in (link_of(first), link_of(gone)):
        assert "My ticket" not in client.get(f"/en/r/{token}").text
        assert client.get(f"/en/r/{token}/ticket").status == 410
        assert client.get(f"/en/r/{token}/ticket.pdf").status == 410
    assert client.get(f"/en/r/{link_of(waits)}/ticket").status == 410, "the place that became free is offered to her"
    with transaction():
        waiting_list.accept(db.session.get_one(Registration, waits.id))
    assert client.get(f"/en/r/{link_of(waits)}/ticket").status == 200


def test_a_square_leads_the_forums_own_desk_and_nobody_else(app: Flask, team: Team, client: ReadingClient) -> None:
    here, elsewhere = open_edition(), open_edition()
    found = registration(here)
    path = f"/manage/-/ticket/{square_of(found)}"
    assert client.get(path, follow=False).response.location.startswith("/sign-in")
    assert found.reference in team.signed_in_as("desk", here).get(path).text
    stranger = team.signed_in_as("desk", elsewhere, "other@team.example.org")
    assert stranger.get(path).status == 404 == stranger.get(f"/manage/-/ticket/{'A' * 22}").status
    assert team.signed_in_as("viewer", here).get(path).status == 404
