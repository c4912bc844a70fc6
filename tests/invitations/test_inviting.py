"""From a list to sent on one page."""

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import deadlines
from forumapp.invitations.models import Invitation
from forumapp.notifications import actions as notifications
from forumapp.notifications import delivery
from forumapp.people import actions as directory
from forumapp.people import pool
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.tasks import running
from forumapp.tasks.models import Task
from forumapp.words import Text
from tests.factories import forums, invitations, people
from tests.invitations.support import Queries, letters, told
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team


@pytest.fixture
def session(app: Flask) -> ForumSession:
    return invitations.panel()


@pytest.fixture
def url(session: ForumSession) -> str:
    return f"/manage/{session.edition.slug}/invitations/new"


@pytest.fixture
def organiser(team: Team, session: ForumSession) -> ReadingClient:
    return team.signed_in_as("organiser", session.edition)


def looked(browser: ReadingClient, page: Page, *chosen: str, **values: object) -> Page:
    """Tick these people by name, and press *Look at the letters*."""
    db.session.rollback()
    ids = db.session.scalars(select(Person.public_id).where(Person.printed_name.in_(chosen))).all()
    return browser.submit(page.form("Look"), "Look", people=ids, **values)


def kept() -> int:
    db.session.rollback()
    return db.session.query(SessionRole).count() + db.session.query(Invitation).count() + db.session.query(Task).count()


def test_a_list_is_chosen_looked_at_and_sent_once(organiser: ReadingClient, url: str, session: ForumSession) -> None:
    for name, language in (("LIN Yu-ching", "zh-Hant"), ("Gintarė Čė", "lt"), ("Suryadi", "en")):
        people.expert(session.edition, name, email=f"{language}@example.org", language=language)
    page = looked(
        organiser, organiser.get(url), "LIN Yu-ching", "Gintarė Čė", **{"with_words-en": "a minister is being asked"}
    )
    shown = [letter.get("lang") for letter in page.document.xpath("//div[@class='letter']")]
    assert sorted(shown) == ["lt", "zh-Hant-TW"] and "a minister is being asked" in page.text
    assert kept() == 0, "looking leaves no trace"
    assert "already" not in page.text, "what is drafted for a look is not told as if it were so"
    send = page.form("Send 2 invitations")
    page = organiser.submit(send, "Send 2")
    assert "2 invitations are on their way." in page.text
    assert "nothing was sent twice" in organiser.submit(send, "Send 2").text
    assert told() == {("invitation_to_speak", f"{who}@example.org") for who in ("zh-Hant", "lt")}
    assert len(letters()) == 2


def test_what_was_changed_after_looking_is_looked_at_again(
    organiser: ReadingClient, url: str, session: ForumSession
) -> None:
    people.expert(session.edition, "Suryadi")
    page = looked(organiser, organiser.get(url), "Suryadi")
    page = organiser.submit(page.form("Send 1"), "Send 1", part="moderator")
    assert page.status == 422 and "Something changed since you looked." in page.text and kept() == 0
    organiser.submit(page.form("Send 1"), "Send 1")
    assert db.session.scalars(select(SessionRole.part)).all() == ["moderator"] and len(letters()) == 1


def test_searching_keeps_who_is_ticked(organiser: ReadingClient, url: str, session: ForumSession) -> None:
    for name in ("LIN Yu-ching", "Suryadi", "Gintarė Čė"):
        people.expert(session.edition, name)
    page = organiser.get(f"{url}?q=lin")
    assert "Suryadi" not in page.text
    [lin] = page.document.xpath("//input[@name='people']/@value")
    page = organiser.submit(page.form("Search"), "Search", people=[lin], q="ce")
    assert page.document.xpath("//input[@name='people' and @checked]/@value") == [lin]
    assert "Gintarė Čė" in page.text and "Suryadi" not in page.text


def test_people_may_be_chosen_by_a_link(organiser: ReadingClient, url: str, session: ForumSession) -> None:
    some = [people.expert(session.edition, name).public_id for name in ("LIN Yu-ching", "Suryadi", "Gintarė Čė")]
    page = organiser.get(f"{url}?people={some[0]},{some[2]}&part=moderator&session=P1")
    assert set(page.document.xpath("//input[@name='people' and @checked]/@value")) == {some[0], some[2]}
    assert page.form("Look").values["part"] == "moderator"


def test_everybody_found_is_chosen_by_one_tick_and_counted(
    organiser: ReadingClient, url: str, session: ForumSession
) -> None:
    for number in range(27):
        people.expert(session.edition, f"Expert {number}", sector="academia")
    people.expert(session.edition, "Suryadi", sector="media")
    page = organiser.get(f"{url}?sector=academia")
    page = looked(organiser, page, everybody="y")
    send = page.form("Send 27 invitations")
    assert "Type 27 to send them." in page.text
    assert organiser.submit(send, "Send 27", count="26").status == 422 and kept() == 0
    page = organiser.submit(send, "Send 27", count="27")
    assert "/tasks/" in page.url
    running.run_due()
    assert len(told()) == 27


def test_obstacles_and_what_is_worth_knowing_are_told(
    organiser: ReadingClient, url: str, session: ForumSession
) -> None:
    other = invitations.panel(session.edition, code="W3", title=Text.of("Beside it"), room=None)
    asked = people.expert(session.edition, "LIN Yu-ching")
    invitations.invitation(session, asked)
    busy = people.expert(session.edition, "Suryadi")
    invitations.invitation(other, busy)
    people.expert(session.edition, "Gintarė Čė", email="")
    people.expert(session.edition, "Ąžuolas Ygaudas", email="gone@example.org")
    with transaction():
        notifications.suppress("gone@example.org", "refused")
    everybody = ("LIN Yu-ching", "Suryadi", "Gintarė Čė", "Ąžuolas Ygaudas")
    page = looked(organiser, organiser.get(url), *everybody, session="P1")
    for words in (
        "none: has this part already: asked, no answer yet",
        "at the same time panellist in W3: asked, no answer yet",
        "none: no address",
        "none: letters to this address are stopped",
    ):
        assert words in page.text
    organiser.submit(page.form("Send 1 invitation"), "Send 1")
    assert len(letters()) == 3, "two were written to before"


def with_contact(person: Person, edition_id: int, **contact: object) -> None:
    values = {"name": "Daina", "email": "daina@example.org", "language": "lt", "receives_letters": True}
    person_id = person.id
    with transaction():
        edition = db.session.get_one(Edition, edition_id)
        pool.set_contact(db.session.get_one(Person, person_id), edition, **values | contact)


def rows_of(page: Page, caption: str) -> list[str]:
    table = next(one for one in page.document.xpath("//table") if caption in one.xpath("string(caption)"))
    return [" ".join(row.text_content().split()) for row in table.xpath(".//tbody/tr")]


def test_the_letter_to_her_contact_is_counted_and_looked_at_like_hers(
    organiser: ReadingClient, url: str, session: ForumSession
) -> None:
    with_contact(people.expert(session.edition, "LIN Yu-ching", email="lin@example.org"), session.edition_id)
    people.expert(session.edition, "Suryadi", email="suryadi@example.org")
    page = looked(organiser, organiser.get(url), "LIN Yu-ching", "Suryadi")
    assert rows_of(page, "How many") == ["Invitation English 2", "Invitation, to the contact Lietuvių 1"]
    assert "Lietuvių, as to the contact of LIN Yu-ching" in page.text
    assert "Skirta asmeniui, kurio kontaktinis asmuo esate: LIN Yu-ching" in page.text
    organiser.submit(page.form("Send 2 invitations"), "Send 2")
    assert len(letters()) == 3


def test_the_number_typed_is_that_of_letters(organiser: ReadingClient, url: str, session: ForumSession) -> None:
    for number in range(14):
        someone = people.expert(session.edition, f"Expert {number}")
        if number < 12:
            with_contact(someone, session.edition_id)
    page = looked(organiser, organiser.get(url), everybody="y")
    send = page.form("Send 14 invitations")
    assert "Type 26 to send them." in page.text
    assert organiser.submit(send, "Send 14", count="14").status == 422 and kept() == 0
    organiser.submit(send, "Send 14", count="26")
    running.run_due()
    assert len(letters()) == 26


def test_check_and_send_counts_the_letters_of_contacts_and_shows_one(
    organiser: ReadingClient, session: ForumSession
) -> None:
    slug = session.edition.slug
    for number in range(14):
        someone = people.expert(session.edition, f"Expert {number}")
        if number < 12:
            with_contact(someone, session.edition_id)
        invitations.invitation(session, someone, state="draft")
    page = organiser.get(f"/manage/{slug}/invitations/send")
    assert rows_of(page, "How many") == ["Invitation English 14", "Invitation, to the contact Lietuvių 12"]
    assert "Type 26 to send them." in page.text and "Lietuvių, as to the contact of Expert 0" in page.text
    send = page.form("Send 14 invitations")
    assert organiser.submit(send, count="14").status == 422
    organiser.submit(send, count="26")
    running.run_due()
    assert len(letters()) == 26


def test_a_contact_is_written_to_where_her_own_address_is_stopped(
    organiser: ReadingClient, url: str, session: ForumSession, sink: Sink
) -> None:
    with_contact(people.expert(session.edition, "LIN Yu-ching", email="gone@example.org"), session.edition_id)
    with transaction():
        notifications.suppress("gone@example.org", "refused")
    page = looked(organiser, organiser.get(url), "LIN Yu-ching")
    assert "only the contact gets the letter" in page.text
    assert rows_of(page, "How many") == ["Invitation, to the contact Lietuvių 1"]
    organiser.submit(page.form("Send 1 invitation"), "Send 1")
    delivery.run_due()
    assert [letter.recipients for letter in sink.letters] == [("daina@example.org",)]


@pytest.mark.parametrize("is_of_both_teams", [True, False])
def test_who_is_asked_by_another_forum_now_is_told_before_and_no_more_than_one_may_know(
    app: Flask, team: Team, url: str, session: ForumSession, is_of_both_teams: bool
) -> None:
    slug, elsewhere = session.edition.slug, forums.edition(series="FOC", slug="foc2027")
    someone = people.expert(elsewhere, "LIN Yu-ching")
    invitations.invitation(invitations.panel(elsewhere, code="W3"), someone)
    with transaction():
        directory.make_known(db.session.get_one(Person, someone.id), db.session.get_one(Edition, session.edition_id))
    if is_of_both_teams:
        team.member("organiser", elsewhere, "both@example.org")
    organiser = team.signed_in_as("organiser", session.edition, "both@example.org")
    page = looked(organiser, organiser.get(url), "LIN Yu-ching")
    [told_here] = rows_of(page, "Before you send")
    assert ("panellist in W3" in told_here) == is_of_both_teams
    assert ("asked by another forum now" in told_here) != is_of_both_teams
    invitations.invitation(session, someone, state="draft")
    checked = organiser.get(f"/manage/{slug}/invitations/send")
    [row] = rows_of(checked, "Who will be written to")
    assert ("panellist in W3" in row) == is_of_both_teams
    assert ("asked by another forum now" in row) != is_of_both_teams


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"session": ""}, "Choose the session, or the whole forum."),
        ({"session": "P9"}, "Not a valid choice"),
        ({"respond_on": "2026-08-31"}, "The time to reply has to lie ahead."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    organiser: ReadingClient, url: str, session: ForumSession, values: dict[str, str], words: str
) -> None:
    people.expert(session.edition, "Suryadi")
    page = looked(organiser, organiser.get(url), "Suryadi", **values)
    assert page.status == 422 and words in page.text and kept() == 0


def test_nobody_is_chosen(organiser: ReadingClient, url: str, session: ForumSession) -> None:
    people.expert(session.edition, "Suryadi")
    page = looked(organiser, organiser.get(url))
    assert page.status == 422 and "Nobody is chosen who can be written to." in page.text


def test_the_page_asks_the_same_of_the_database_for_few_and_many(
    organiser: ReadingClient, url: str, session: ForumSession
) -> None:
    counts = []
    for number in (2, 30):
        for one in range(number):
            invitations.invitation(session, printed_name=f"Expert {number}-{one}", state="draft")
        with Queries() as queries:
            organiser.get(url)
        counts.append(queries.count)
    assert counts[0] == counts[1]


def test_the_deadline_is_suggested(organiser: ReadingClient, url: str, session: ForumSession) -> None:
    values = organiser.get(url).form("Look").values
    assert (values["respond_on"], values["respond_at"]) == ("2026-09-15", "23:59") and deadlines.USUAL.days == 14
