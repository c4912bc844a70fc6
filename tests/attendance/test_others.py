"""Who takes part sees who else comes: those alone who agreed, and nobody from outside."""

import pytest
from flask import Flask

from forumapp import links
from forumapp.consents.purposes import Purpose as Consent
from forumapp.extensions import db, transaction
from forumapp.links import Purpose
from forumapp.privacy import choices
from forumapp.registrations import actions
from forumapp.registrations.models import Registration
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import ReadingClient


def link_to(found: Registration) -> str:
    with transaction():
        return f"/en/r/{links.make(Purpose.REGISTRATION, found.id)}"


def agree(found: Registration) -> None:
    with transaction():
        choices.agree(db.session.get_one(Registration, found.id), Consent.LISTED, "en")


def test_only_who_agreed_stands_there_and_goes_at_once(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    ula, open_one = registration(edition), registration(edition, name="Gintarė Open", organisation="Open Lines")
    registration(edition, name="Quiet Person", email="quiet@example.org")
    link = link_to(ula)
    page = client.get(client.get(link).links()["Who else comes"])
    assert "Nobody has agreed to be listed yet." in page.text
    agree(open_one)
    text = client.get(f"{link}/participants").text
    assert "Gintarė Open" in text and "Open Lines" in text
    assert "Quiet Person" not in text and "@" not in text
    with transaction():
        choices.take_back(db.session.get_one(Registration, open_one.id), Consent.LISTED)
    assert "Gintarė Open" not in client.get(f"{link}/participants").text


@pytest.mark.parametrize("how", ["unconfirmed", "waiting", "cancelled"])
def test_who_does_not_take_part_sees_nobody(app: Flask, client: ReadingClient, how: str) -> None:
    edition = open_edition(capacity=1)
    agree(registration(edition, name="Gintarė Open"))
    with transaction():
        actions.set_capacity(db.session.merge(edition, load=True), 1 if how == "waiting" else 5)
    ula = registration(edition, verified=how != "unconfirmed")
    if how == "cancelled":
        with transaction():
            actions.cancel(db.session.get_one(Registration, ula.id))
    link = link_to(ula)
    assert "Who else comes" not in client.get(link).links()
    page = client.get(f"{link}/participants")
    assert page.status == 404 and "Gintarė" not in page.text
