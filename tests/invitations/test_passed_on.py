"""A link is no proof of who opens it: whoever holds it reads nothing that she told us, and an ended one opens nothing.

Every page below an invitation's link is tried, whichever feature it belongs to (LINK-06, trust.md P5).
"""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering
from forumapp.invitations.answering import Nominee, Suggestion
from forumapp.invitations.models import Invitation
from forumapp.notifications import delivery
from tests.factories import invitations
from tests.invitations.support import newest_to
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink

LIN = "lin@example.org"
PHOTO = "a" * 12
TOLD = "My telephone is 555 0100"

Act = Callable[[Invitation], object]


def below_the_link(app: Flask, token: str) -> list[tuple[str, set[str]]]:
    """Addresses and methods of all pages that an invitation's link opens."""
    values = {"lang": "en", "token": token, "part": "names", "photo_id": PHOTO}
    urls = app.url_map.bind("localhost")
    return [
        (
            urls.build(rule.endpoint, {name: values[name] for name in rule.arguments if name in values}),
            rule.methods or set(),
        )
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/<lang:lang>/i/<token:token>")
    ]


def token_of(sink: Sink) -> str:
    return newest_to(sink, LIN).link().rpartition("/")[2]


def done(invitation: Invitation, act: Act) -> None:
    with transaction():
        act(db.session.get_one(Invitation, invitation.id))
    delivery.run_due()


@pytest.mark.parametrize(
    "ending",
    [
        lambda one: actions.send_again(one, clock.now() + timedelta(days=3)),
        lambda one: (answering.accept(one), actions.reissue(one)),
        actions.revoke,
    ],
    ids=["sent again", "reissued", "withdrawn"],
)
def test_an_ended_link_opens_nothing_anywhere(app: Flask, client: ReadingClient, sink: Sink, ending: Act) -> None:
    made = invitations.invitation(email=LIN)
    delivery.run_due()
    old = token_of(sink)
    done(made, ending)
    pages = below_the_link(app, old)
    token = client.get("/sign-in").form().values["csrf_token"]
    assert len(pages) > 5, "the pages are not found any more"
    for address, methods in pages:
        if "GET" in methods:
            assert client.get(address).status == 410, address
        if "POST" in methods and not address.endswith("/new-link"):
            assert client.post(address, {"answer": "accept", "csrf_token": token}).status == 410, address


def test_the_new_link_opens_what_the_old_one_did(app: Flask, client: ReadingClient, sink: Sink) -> None:
    made = invitations.invitation(email=LIN)
    delivery.run_due()
    old = token_of(sink)
    done(made, lambda one: actions.send_again(one, clock.now() + timedelta(days=3)))
    done(made, answering.accept)
    new = token_of(sink)
    assert new != old
    assert client.get(f"/en/i/{new}").status == client.get(f"/en/i/{new}.ics").status == 200
    assert client.get(f"/en/i/{old}.ics").status == 410


def words_of(response: Response) -> str:
    if response.mimetype != "application/pdf":
        return response.get_data(as_text=True)
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(response.get_data())).pages)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda one: answering.accept(one, TOLD, days=["2026-10-25"]), [TOLD]),
        (
            lambda one: answering.nominate(
                one, Nominee("Ygaudas Ąžuolas", "Vice-Minister", "director", "ygaudas@example.org", "lt"), TOLD
            ),
            [TOLD, "Ygaudas", "Vice-Minister", "ygaudas@"],
        ),
        (
            lambda one: answering.decline(one, TOLD, Suggestion("Suryadi", "Media Example", "Knows the field")),
            [TOLD, "Suryadi", "Media Example", "Knows the field"],
        ),
        (lambda one: answering.hesitate(one, TOLD), [TOLD]),
    ],
    ids=["accepted", "represented", "declined", "unsure"],
)
def test_whoever_it_was_passed_on_to_reads_nothing_she_told(
    app: Flask, client: ReadingClient, sink: Sink, act: Act, told: list[str]
) -> None:
    made = invitations.invitation(email=LIN)
    done(made, act)
    read = 0
    for address, methods in below_the_link(app, token_of(sink)):
        if "GET" not in methods:
            continue
        shown = words_of(client.get(address).response)
        read += 1
        for words in [LIN, *told]:
            assert words not in shown, f"{words} on {address}"
    assert read > 3
