"""The team's pages: who comes, how many places, cancelling for somebody, the list as a file."""

import csv
import io
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.accounts.models import Member
from forumapp.audit.models import AuditEntry
from forumapp.database import Base
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Mode
from forumapp.notifications.models import Message
from forumapp.registrations import actions, places
from forumapp.registrations.models import Registration, RegistrationState
from tests.factories import people, seats
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import Page, ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

CONTRACT = ["reference", "name", "email", "category", "state", "mode", "submitted_at", "waitlist_position"]


@pytest.fixture
def edition(app: Flask) -> Edition:
    return open_edition(slug="f3dmanaged", capacity=2)


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def names(page: Page) -> list[str]:
    return [" ".join(cell.text_content().split()) for cell in page.document.xpath("//tbody/tr/td[1]/a/bdi")]


def fresh(found: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, found.id, populate_existing=True)


def acts() -> Iterator[tuple[str, str, str]]:
    db.session.rollback()
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        yield entry.action, entry.object, entry.detail


def test_an_empty_list_says_so(organiser: ReadingClient) -> None:
    page = organiser.get("/manage/f3dmanaged/registrations")
    assert "Nobody has registered yet." in page.text
    assert "0 of 2 places taken" in page.text


def test_the_page_counts_places_line_online_and_speakers(app: Flask, team: Team) -> None:
    edition = open_edition(slug="f3dcounted", capacity=1, mode=Mode.HYBRID)
    registration(edition, verified=False)
    registration(edition)
    registration(edition, mode=Mode.ONLINE)
    person = people.expert(edition)
    with transaction():
        actions.register_speaker(db.session.get_one(Edition, edition.id), db.session.merge(person), "in_person", "en")
    page = team.signed_in_as("organiser", edition).get("/manage/f3dcounted/registrations")
    assert "1 of 1 places taken · 1 waiting · 1 online · 1 speaker" in page.text.replace("\u00a0", " ")
    assert "1 address is not confirmed yet." in page.text
    assert "number 1 in line" in page.text


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("simkiene", ["Ūla Žemaitė-Šimkienė"]),
        ("zemaite ula", ["Ūla Žemaitė-Šimkienė"]),
        ("林雨晴", ["LIN Yu-ching 林雨晴"]),
        ("yuching", ["LIN Yu-ching 林雨晴"]),
        ("odegard", ["O'Brien-Ødegård, Seán"]),
        ("university", ["Ūla Žemaitė-Šimkienė"]),
        ("lin@example", ["LIN Yu-ching 林雨晴"]),
        ("nobody", []),
        ("%", ["O'Brien-Ødegård, Seán", "LIN Yu-ching 林雨晴", "Ūla Žemaitė-Šimkienė"]),
    ],
)
def test_search_finds_names_however_typed(
    organiser: ReadingClient, edition: Edition, search: str, found: list[str]
) -> None:
    registration(edition, name="Ūla Žemaitė-Šimkienė", organisation="Vilnius University")
    registration(edition, name="LIN Yu-ching 林雨晴", email="lin@example.org")
    registration(edition, name="O'Brien-Ødegård, Seán")
    page = organiser.submit(organiser.get("/manage/f3dmanaged/registrations").form("q"), q=search)
    assert names(page) == found


def test_the_list_is_filtered_by_state(organiser: ReadingClient, edition: Edition) -> None:
    for name in ("First", "Second", "Third", "Fourth"):
        registration(edition, name=name, verified=name != "Second")
    with transaction():
        actions.cancel(db.session.scalars(select(Registration).where(Registration.name == "First")).one())
    found = {
        state: names(organiser.get(f"/manage/f3dmanaged/registrations?state={state}"))
        for state in ("yes", "offered", "waiting", "unconfirmed", "speakers", "no", "")
    }
    assert found == {
        "yes": ["Second"],
        "offered": ["Third"],
        "waiting": ["Fourth"],
        "unconfirmed": ["Second"],
        "speakers": [],
        "no": ["First"],
        "": ["Fourth", "Third", "Second", "First"],
    }


def test_the_list_comes_in_pages(organiser: ReadingClient, edition: Edition) -> None:
    for number in range(51):
        registration(edition, name=f"Person {number}")
    page = organiser.get("/manage/f3dmanaged/registrations?q=person")
    assert len(names(page)) == 50
    assert names(organiser.get(f"/manage/f3dmanaged/registrations{page.links()['Next']}")) == ["Person 0"]


def test_thirty_rows_cost_as_many_queries_as_one(app: Flask, organiser: ReadingClient, edition: Edition) -> None:
    counted = {}
    for rows in (1, 30):
        while len(db.session.scalars(select(Registration.id)).all()) < rows:
            registration(edition)
        for address in ("registrations", "registrations?state=waiting", "registrations.csv"):
            with statements(app) as sent:
                organiser.get(f"/manage/f3dmanaged/{address}")
            counted[address, rows] = len(sent)
    for address, rows in counted:
        assert counted[address, rows] == counted[address, 1], address


def test_cancelling_for_somebody_asks_for_a_reason_and_sends_it(organiser: ReadingClient, edition: Edition) -> None:
    found = registration(edition, name="Ūla", email="ula@example.org")
    registration(edition)
    waiting = registration(edition)
    page = organiser.get("/manage/f3dmanaged/registrations?q=ula")
    page = organiser.get(page.links()["Cancel Ūla"])
    assert "The place is offered to the first in line at once; 1 person is waiting." in page.text
    assert organiser.submit(page.form("reason"), reason=" ").status == 422
    assert fresh(found).is_live
    page = organiser.submit(page.form("reason"), reason="You asked us by telephone.")
    assert f"{found.reference} is cancelled; a letter says so." in page.text
    assert fresh(found).state == RegistrationState.CANCELLED
    assert fresh(waiting).is_offered
    letter = db.session.scalars(select(Message).where(Message.recipient == "ula@example.org")).one()
    assert "You asked us by telephone." in letter.body_text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration cancelled")).one()
    assert entry.actor.startswith("member ")


def test_cancelling_what_has_ended_is_refused_in_words(organiser: ReadingClient, edition: Edition) -> None:
    found = registration(edition)
    form = organiser.get(f"/manage/f3dmanaged/registrations/{found.reference}/cancel").form("reason")
    organiser.submit(form, reason="One")
    page = organiser.submit(form, reason="Two")
    assert page.status == 422
    assert "This registration has ended already." in page.text


def test_a_registration_of_another_forum_is_not_found(organiser: ReadingClient) -> None:
    other = registration(open_edition())
    address = f"/manage/f3dmanaged/registrations/{other.reference}/cancel"
    assert organiser.get(address).status == 404
    assert organiser.post(address, {"reason": "x"}).status in (400, 404)


def test_the_capacity_is_set_and_emptied(organiser: ReadingClient, edition: Edition) -> None:
    for _ in range(3):
        registration(edition)
    address = "/manage/f3dmanaged/registrations/capacity"
    page = organiser.get(address)
    assert page.form("capacity").values["capacity"] == "2"
    assert "2 taken, 1 waiting" in page.text
    page = organiser.submit(page.form("capacity"), capacity="1")
    assert "2 of 1 places taken" in page.text
    assert "1 place more is taken than there are." in page.text
    page = organiser.submit(organiser.get(address).form("capacity"), capacity="")
    assert "3 places taken, no limit" in page.text
    pool = places.of(edition)
    assert pool and pool.capacity is None
    assert [act for act in acts() if act[0] == "capacity set"][1:] == [
        ("capacity set", "edition f3dmanaged", "1"),
        ("capacity set", "edition f3dmanaged", "no limit"),
    ]


def test_places_online_are_asked_for_where_one_can_choose_to_be_there(app: Flask, team: Team) -> None:
    edition = open_edition(slug="f3dboth", capacity=2, mode=Mode.HYBRID)
    registration(edition, mode=Mode.ONLINE)
    registration(edition, mode=Mode.ONLINE)
    organiser = team.signed_in_as("organiser", edition)
    address = "/manage/f3dboth/registrations/capacity"
    page = organiser.submit(organiser.get(address).form("capacity"), online_capacity="1")
    assert "0 of 2 places taken · 2 of 1 online" in page.text.replace("\u00a0", " ")
    assert "1 place online more is taken than there are." in page.text
    assert "One place online more is taken than there are." in organiser.get("/manage/f3dboth").text
    assert organiser.get(address).form("capacity").values["online_capacity"] == "1"
    assert list(acts())[-1] == ("capacity set", "edition f3dboth", "online 1")


def test_a_forum_in_one_place_asks_for_no_places_online(organiser: ReadingClient) -> None:
    assert "online_capacity" not in organiser.get("/manage/f3dmanaged/registrations/capacity").form("capacity").values


def test_the_overview_tells_of_more_people_than_places_to_those_who_can_find_room(
    organiser: ReadingClient, team: Team, edition: Edition
) -> None:
    for _ in range(2):
        registration(edition)
    form = organiser.get("/manage/f3dmanaged/registrations/capacity").form("capacity")
    assert "than the forum has" not in organiser.get("/manage/f3dmanaged").text
    organiser.submit(form, capacity="0")
    page = organiser.get("/manage/f3dmanaged")
    assert "2 places more are taken than the forum has." in page.text
    assert page.links()["Find room"] == "/manage/f3dmanaged/registrations/capacity"


def test_the_team_puts_somebody_first_on_her_page_and_says_why(organiser: ReadingClient, edition: Edition) -> None:
    for _ in range(2):
        registration(edition)
    first, second = (registration(edition, name=name) for name in ("Ona", "Lin"))
    page = organiser.get(f"/manage/f3dmanaged/registrations/{second.reference}")
    page = organiser.get(page.links()["Put first"])
    assert organiser.submit(page.form("reason"), reason=" ").status == 422
    page = organiser.submit(page.form("reason"), reason="She chairs the group.")
    assert f"The next free place is offered to {second.reference}." in page.text
    assert names(page) == ["Lin", "Ona"] and "put first by the team" in page.text
    page = organiser.get(f"/manage/f3dmanaged/registrations/{second.reference}")
    assert "She chairs the group." in page.text and "Put first" not in page.links()
    again = organiser.get(f"/manage/f3dmanaged/registrations/{first.reference}/first").form("reason")
    with transaction():
        actions.set_capacity(db.session.get_one(Edition, edition.id), 4)
    page = organiser.submit(again, reason="Too late.")
    assert page.status == 422 and "does not wait for a place any more" in page.text
    assert page.form("reason").values["reason"].strip() == "Too late."


@pytest.mark.parametrize("typed", ["-1", "many", "1000001"])
def test_a_capacity_that_is_none_is_refused_at_its_field(organiser: ReadingClient, typed: str) -> None:
    form = organiser.get("/manage/f3dmanaged/registrations/capacity").form("capacity")
    page = organiser.submit(form, capacity=typed)
    assert page.status == 422
    assert page.document.xpath("//*[@id='capacity-error']")
    assert page.form("capacity").values["capacity"] == typed


def test_the_read_out_has_the_agreed_columns(organiser: ReadingClient, edition: Edition) -> None:
    for name, verified in (("=HYPERLINK(1)", False), ("Second", True), ("Third", True), ("林雨晴", True)):
        registration(edition, name=name, verified=verified)
    answer = organiser.get("/manage/f3dmanaged/registrations.csv").response
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert list(rows[0])[: len(CONTRACT) + 1] == [*CONTRACT, "verified"]
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)", "Second", "Third", "林雨晴"]
    assert [row["state"] for row in rows] == ["approved", "approved", "waitlisted", "waitlisted"]
    assert [row["waitlist_position"] for row in rows] == ["", "", "1", "2"]
    assert [row["verified"] for row in rows] == ["false", "true", "true", "true"]
    assert rows[0]["submitted_at"].endswith("Z")
    assert {row["category"] for row in rows} == {"participant"}


def test_taking_the_list_away_is_written_down_and_reading_it_writes_nothing(
    organiser: ReadingClient, edition: Edition
) -> None:
    registration(edition)
    page = organiser.submit(organiser.get("/manage/f3dmanaged/registrations").form("Download as CSV"), follow=False)
    assert page.response.location.endswith("/manage/f3dmanaged/registrations.csv")
    assert list(acts())[-1] == ("registrations exported", "edition f3dmanaged", "1 rows")
    db.session.rollback()
    before = {t.name: db.session.execute(t.select()).all() for t in Base.metadata.sorted_tables}
    organiser.get("/manage/f3dmanaged/registrations.csv")
    db.session.rollback()
    assert before == {t.name: db.session.execute(t.select()).all() for t in Base.metadata.sorted_tables}


def test_a_read_out_by_its_address_is_in_the_log_with_who_read_it(
    team: Team, edition: Edition, caplog: pytest.LogCaptureFixture
) -> None:
    """A button writes into the audit; the address, which stays for scripts, writes nothing (INV-28, decision 9)."""
    reader = team.signed_in_as("organiser", edition)
    number = db.session.scalars(select(Member.id).order_by(Member.id.desc())).first()
    caplog.clear()  # where logs are read already, her sign-in is among them
    with caplog.at_level("INFO", logger="forumapp.requests"):
        for path in ("registrations.csv", "registrations.xlsx", "seats.csv", "participants.pdf", "registrations"):
            reader.get(f"/manage/f3dmanaged/{path}")
    said = [(record.path.rpartition("/")[2], getattr(record, "member", None)) for record in caplog.records]
    assert said == [
        ("registrations.csv", number),
        ("registrations.xlsx", number),
        ("seats.csv", number),
        ("participants.pdf", number),
        ("registrations", None),
    ]


@pytest.mark.parametrize(
    ("role", "expected"), [("desk", 404), ("viewer", 404), ("cohost", 404), ("organiser", 200), ("owner", 200)]
)
def test_who_may_see_and_who_may_act(app: Flask, team: Team, edition: Edition, role: str, expected: int) -> None:
    found = registration(edition)
    client = team.signed_in_as(role, edition)
    for address in (
        "registrations",
        "registrations/review",
        f"registrations/{found.reference}",
        f"registrations/{found.reference}/cancel",
        f"registrations/{found.reference}/first",
        "registrations/capacity",
        "registrations.csv",
        "seats",
    ):
        assert client.get(f"/manage/f3dmanaged/{address}").status == expected, address


def test_the_desk_finds_a_name_and_reads_no_address_anywhere(app: Flask, team: Team, edition: Edition) -> None:
    found = registration(edition, name="Ūla", email="ula@secret.example.org")
    seats.request(found, seats.by_request(edition))
    desk = team.signed_in_as("desk", edition)
    assert "Ūla" in desk.get("/manage/f3dmanaged/desk?q=ula").text
    for rule in app.url_map.iter_rules():
        if rule.arguments == {"edition"} and "GET" in (rule.methods or ()):
            page = desk.get(rule.rule.replace("<edition:edition>", "f3dmanaged") + "?q=ula")
            assert "secret.example.org" not in page.response.get_data(as_text=True), rule.rule


def test_whoever_has_not_signed_in_is_sent_to_sign_in(client: ReadingClient, edition: Edition) -> None:
    assert client.get("/manage/f3dmanaged/registrations", follow=False).status == 302
