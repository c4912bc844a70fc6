"""The team's review pages: list and filters, one registration, many at once with their number typed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose, make
from forumapp.notifications.models import Message
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.review import queries
from forumapp.registrations.review.models import RegistrationReview
from forumapp.tasks import running
from tests.factories.categories import category
from tests.factories.questions import question
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

LIST = "/manage/f3dreviewed/registrations/review"
MANY = 5_000


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3dreviewed")
    db.session.expunge(made)
    return made


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def delegates(edition: Edition, number: int) -> None:
    """So many who wait for the team's word, written straight into their tables."""
    made, now = category(edition, "Delegate", is_reviewed=True), clock.now()
    with transaction():
        rows = [
            {
                "edition_id": edition.id,
                "reference": f"F3D26-{one:05}",
                "name": f"Delegate {one:05}",
                "email": f"d{one}@example.org",
                "email_normalised": f"d{one}@example.org",
                "organisation": "",
                "language": "en",
                "category": "participant",
                "category_id": made.id,
                "mode": "in_person",
                "state": RegistrationState.UNDER_REVIEW,
                "takes_place": True,
                "keeps_place": False,
                "source": "self",
                "submitted_at": now,
                "verified_at": now,
                "letter_count": 0,
                "search_text": f"delegate{one:05}",
                "version": 1,
            }
            for one in range(number)
        ]
        db.session.execute(insert(Registration), rows)
        ids = db.session.scalars(select(Registration.id).order_by(Registration.id))
        reviews = [
            {
                "registration_id": id,
                "waiting_since": now + timedelta(seconds=at),
                "asked": "",
                "answered": "",
                "reason": "",
            }
            for at, id in enumerate(ids)
        ]
        db.session.execute(insert(RegistrationReview), reviews)


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Registration.state).order_by(Registration.id)))


def test_five_thousand_are_listed_with_ten_queries_at_most_and_by_pages(
    app: Flask, organiser: ReadingClient, edition: Edition
) -> None:
    delegates(edition, MANY)
    organiser.get(LIST)
    with statements(app) as said:
        page = organiser.get(f"{LIST}?page=3")
    asked = [one for one in said if one.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= 10, "\n".join(asked)
    assert "5000 registrations" in page.text.replace(",", "")
    assert len(page.document.xpath("//tbody/tr")) == 50
    assert "Delegate 00100" in page.text


def test_the_list_costs_the_same_for_one_and_for_thirty(app: Flask, organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 1)
    organiser.get(LIST)
    with statements(app) as few:
        organiser.get(LIST)
    delegates_more(edition)
    with statements(app) as many:
        organiser.get(LIST)
    assert len(few) == len(many)


def delegates_more(edition: Edition) -> None:
    found = next(iter(queries.by_references(edition, ["F3D26-00000"])))
    made = found.own_category
    for _ in range(29):
        registration(edition, category=made)


def test_whoever_waits_longest_comes_first_and_filters_find_the_others(
    organiser: ReadingClient, edition: Edition
) -> None:
    delegates(edition, 3)
    page = organiser.get(LIST)
    assert page.text.index("Delegate 00000") < page.text.index("Delegate 00002")
    assert "Delegate 00001" in organiser.get(f"{LIST}?q=00001").text
    assert "Delegate 00000" not in organiser.get(f"{LIST}?q=00001").text
    for state in ("asked", "changed", "unconfirmed", "yes", "no"):
        assert "Nobody matches this." in organiser.get(f"{LIST}?state={state}").text


def test_one_is_opened_and_approved(organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 1)
    page = organiser.get("/manage/f3dreviewed/registrations/F3D26-00000")
    assert "d0@example.org" in page.text
    answer = organiser.submit(page.form())
    assert "F3D26-00000 is approved; a letter says so." in answer.text
    assert states() == ["approved"]


def test_a_refusal_and_a_question_need_words(organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 1)
    for act in ("refuse", "ask"):
        page = organiser.get(f"/manage/f3dreviewed/registrations/F3D26-00000/{act}")
        assert organiser.submit(page.form()).status == 422
    assert states() == ["under_review"]
    page = organiser.get("/manage/f3dreviewed/registrations/F3D26-00000/refuse")
    organiser.submit(page.form("reason"), reason="The table is for delegations.")
    assert states() == ["rejected"]


def test_those_who_were_ticked_are_decided_and_nobody_else(organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 3)
    page = organiser.get(f"{LIST}/decide?act=approve&chosen=F3D26-00000&chosen=F3D26-00002")
    assert page.heading == "Approve 2 registrations?"
    answer = organiser.submit(page.form("once"))
    assert "2 are decided; letters say so." in answer.text
    assert states() == ["approved", "under_review", "approved"]


def test_nobody_ticked_is_nothing_to_decide(organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 1)
    assert "Nobody was ticked." in organiser.get(f"{LIST}/decide?act=approve").text


def test_more_than_25_are_decided_only_with_their_number_typed(organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 26)
    page = organiser.get(f"{LIST}/decide?act=refuse&all=y")
    assert page.heading == "Refuse 26 registrations?"
    for typed in ("", "25"):
        answer = organiser.submit(page.form("once"), reason="The hall is small.", count=typed)
        assert answer.status == 422
        assert "Type 26 to decide about that many." in answer.text
    assert set(states()) == {"under_review"}
    organiser.submit(page.form("once"), reason="The hall is small.", count="26", follow=False)
    running.run_due()
    assert set(states()) == {"rejected"}
    assert len(db.session.scalars(select(Message.id)).all()) == 26


def test_who_came_meanwhile_is_not_decided_about_unseen(organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 2)
    page = organiser.get(f"{LIST}/decide?act=approve&all=y")
    delegates_more(edition)
    answer = organiser.submit(page.form("once"))
    assert answer.status == 422
    assert "Meanwhile there are 31." in answer.text
    assert set(states()) == {"under_review"}


def test_pressing_twice_decides_once(organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 2)
    form = organiser.get(f"{LIST}/decide?act=approve&all=y").form("once")
    organiser.submit(form)
    organiser.submit(form)
    assert len(db.session.scalars(select(Message.id)).all()) == 2


def test_a_registration_of_another_edition_is_not_found(organiser: ReadingClient, edition: Edition) -> None:
    elsewhere = registration(open_edition(slug="f3dother"))
    reference = elsewhere.reference
    assert organiser.get(f"/manage/f3dreviewed/registrations/{reference}").status == 404
    assert "Nobody was ticked." in organiser.get(f"{LIST}/decide?act=approve&chosen={reference}").text


def test_the_desk_neither_reads_nor_decides(team: Team, edition: Edition) -> None:
    delegates(edition, 1)
    desk = team.signed_in_as("desk", edition)
    for address in (LIST, "/manage/f3dreviewed/registrations/F3D26-00000", f"{LIST}/decide?act=approve&all=y"):
        assert desk.get(address).status == 404


def test_who_has_not_given_a_file_that_has_to_be_given_is_approved_only_on_purpose(
    organiser: ReadingClient, edition: Edition
) -> None:
    question(edition, "Press card", kind="file", is_required=True)
    delegates(edition, 1)
    address = "/manage/f3dreviewed/registrations/F3D26-00000"
    page = organiser.get(address)
    assert "no file yet, and it has to be given" in page.text
    assert "A file that has to be given is missing" in organiser.submit(page.form("without_files")).text
    assert states() == [RegistrationState.UNDER_REVIEW]
    organiser.submit(organiser.get(f"{LIST}/decide?act=approve&all=y").form("once"))
    assert states() == [RegistrationState.UNDER_REVIEW], "many at once leave her out"
    organiser.submit(organiser.get(address).form("without_files"), without_files="y")
    assert states() == [RegistrationState.APPROVED]


def test_she_reads_the_question_and_answers_on_her_page(
    organiser: ReadingClient, client: ReadingClient, edition: Edition
) -> None:
    delegates(edition, 1)
    page = organiser.get("/manage/f3dreviewed/registrations/F3D26-00000/ask")
    organiser.submit(page.form("words"), words="Which ministry?", answer_by="2026-09-20")
    with transaction():
        token = make(Purpose.REGISTRATION, db.session.scalars(select(Registration.id)).one())
    mine = client.get(f"/en/r/{token}")
    assert mine.heading == "The team looks at your registration"
    assert "Which ministry?" in mine.text
    answer = client.get(f"/en/r/{token}/answer")
    assert client.submit(answer.form("words")).status == 422
    assert "Your answer is with the team." in client.submit(answer.form("words"), words="Foreign affairs.").text
    assert client.get(f"/en/r/{token}/answer", follow=False).status == 303
    shown = organiser.get("/manage/f3dreviewed/registrations/F3D26-00000")
    assert "Foreign affairs." in shown.text


def test_the_overview_says_who_waits(organiser: ReadingClient, edition: Edition) -> None:
    delegates(edition, 2)
    assert "2 registrations wait for your word." in organiser.get("/manage/f3dreviewed/").text
