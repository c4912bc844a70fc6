"""The pool: found by what is known of people, by whoever may know it."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.people import filters, groups, queries
from forumapp.people.belonging import GroupMembership
from forumapp.people.filters import Filters
from tests.factories import forums, invitations, people, people_pool
from tests.factories.programme import fresh
from tests.support.signed_in import Team
from tests.support.statements import statements

SATURDAY, MONDAY = "2026-10-24", "2026-10-26"


def found(edition: Edition, by_address: bool = True, **told: str) -> set[str]:
    people_found = filters.found(edition, Filters(**told), language="en", by_address=by_address)
    return {person.printed_name for person in db.session.scalars(people_found)}


@pytest.fixture
def edition(app: Flask) -> Edition:
    """Three people who differ in everything that can be filtered."""
    made = forums.edition()
    people_pool.known(
        made,
        people.expert(made, "LIN Yu-ching", sector="private"),
        topics=("artificial-intelligence",),
        languages=("zh-Hant", "en"),
        place="TW",
        group=people_pool.group(made),
        windows=((datetime(2026, 10, 24, 22, 0), datetime(2026, 10, 25, 5, 0)),),
        zone="Asia/Taipei",
        agreed_on=date(2020, 1, 1),
    )
    people_pool.known(
        made,
        people.expert(made, "Ąžuolas Ygaudas", sector="government"),
        topics=("digital-trade", "artificial-intelligence"),
        languages=("lt",),
        place="LT",
        agreed_on=date(2020, 1, 1),
        until=date(2020, 12, 31),
    )
    people.expert(made, "Suryadi", sector="academia")
    return fresh(made)


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"sector": "private"}, {"LIN Yu-ching"}),
        ({"sector": "public"}, {"Ąžuolas Ygaudas"}),
        ({"sector": "third"}, {"Suryadi"}),
        ({"topic": "artificial-intelligence"}, {"LIN Yu-ching", "Ąžuolas Ygaudas"}),
        ({"topic": "artificial-intelligence", "sector": "public"}, {"Ąžuolas Ygaudas"}),
        ({"language": "lt"}, {"Ąžuolas Ygaudas"}),
        ({"language": "zh-Hant"}, {"LIN Yu-ching"}),
        ({"language": "zh"}, set()),
        ({"place": "TW"}, {"LIN Yu-ching"}),
        ({"standing": "member"}, {"LIN Yu-ching", "Ąžuolas Ygaudas"}),
        ({"standing": "observer"}, set()),
        ({"kept": "agreed"}, {"LIN Yu-ching"}),
        ({"kept": "ended"}, {"Ąžuolas Ygaudas"}),
        ({"kept": "none"}, {"Suryadi"}),
        ({"kept": "nonsense"}, set()),
        ({"day": "24 October"}, set()),
    ],
)
def test_a_filter_leaves_those_it_names(edition: Edition, told: dict[str, str], names: set[str]) -> None:
    assert found(edition, **told) == names


def test_a_group_of_the_series_is_a_filter_like_a_standing(edition: Edition) -> None:
    key = edition.series_id and people_pool.group(edition, "Steering Committee").key
    assert found(edition, standing=f"group-{key}") == set()
    advisers = next(one for one in filters.queries.groups_of(edition.series) if one.name["en"] == "Advisory Network")
    assert found(edition, standing=f"group-{advisers.key}") == {"LIN Yu-ching"}


def test_an_organisation_with_a_standing_brings_it_to_its_people(edition: Edition) -> None:
    advisers = next(one for one in queries.groups_of(edition.series) if one.name["en"] == "Advisory Network")
    assert "observer" not in queries.statuses_of(edition.series)
    with transaction():
        groups.change(fresh(edition), fresh(advisers), advisers.name, "observer")
    assert "observer" in queries.statuses_of(edition.series)
    assert found(edition, standing="observer") == {"LIN Yu-ching"}
    with transaction():
        db.session.scalars(select(GroupMembership)).one().until = date(2020, 1, 1)
    assert found(edition, standing="observer") == set(), "a membership that ended gives none"


def test_a_group_gets_its_name_and_standing_on_a_page(team: Team, edition: Edition) -> None:
    other = people_pool.group(forums.edition(series="FOC"), "Friends of the Chair").key
    browser = team.signed_in_as("organiser", edition)
    url = f"/manage/{fresh(edition).slug}/people/groups"
    page = browser.submit(
        browser.get(url).form("standing"), **{"name-en": "Example Observatory", "standing": "observer"}
    )
    assert "Example Observatory" in page.text and "observer" in page.text
    page = browser.get(page.links()["Change Example Observatory"])
    assert page.document.xpath("//option[@selected]/@value") == ["observer"]
    taken = browser.submit(page.form("standing"), **{"name-en": "Advisory network"})
    assert taken.status == 422 and "The series has this group already." in taken.text
    page = browser.submit(page.form("standing"), **{"name-en": "Observatory", "standing": "guest"})
    assert "Observatory" in page.text and "guest" in page.text
    assert browser.get(f"{url}/{other}").status == 404, "of another series"


def test_time_is_compared_as_instants_not_as_words(edition: Edition) -> None:
    """22:00 to 05:00 in Taipei is the afternoon and evening of the same Saturday in Vilnius: the 24th alone."""
    assert found(edition, day=SATURDAY) == {"LIN Yu-ching"}
    assert found(edition, day="2026-10-25") == set()


def test_answers_are_a_filter(app: Flask) -> None:
    session = invitations.panel()
    edition = session.edition
    people.expert(edition, "Suryadi")
    invitations.invitation(session, printed_name="LIN Yu-ching")
    invitations.invitation(session, printed_name="Gintarė Čė", state="accepted")
    assert found(edition, answer="none") == {"Suryadi"}
    assert found(edition, answer="waiting") == {"LIN Yu-ching"}
    assert found(edition, answer="yes") == {"Gintarė Čė"}
    assert found(edition, answer="no") == set()


def test_a_co_host_sees_experts_but_no_contact_data(app: Flask, team: Team) -> None:
    edition = forums.edition()
    person = people_pool.known(
        edition,
        people.expert(edition, "Ąžuolas Ygaudas", email="minister@example.org", salutation="Excellency,"),
        notes="Prefers mornings",
        contact={"name": "Daina Adomaitytė", "email": "office@example.org"},
    )
    browser = team.signed_in_as("cohost", edition)
    listed = browser.get(f"/manage/{edition.slug}/people").text
    shown = browser.get(f"/manage/{edition.slug}/people/{person.public_id}").text
    assert "Ąžuolas Ygaudas" in listed and "Ąžuolas Ygaudas" in shown
    for secret in ("minister@", "office@", "Daina", "Prefers mornings", "Excellency"):
        assert secret not in listed + shown
    for part in ("edit", "contact", "notes", "expertise", "time", "keeping", "positions"):
        assert browser.get(f"/manage/{edition.slug}/people/{person.public_id}/{part}").status == 404


def test_a_co_host_cannot_find_out_an_address_by_searching_for_it(app: Flask, team: Team) -> None:
    edition = forums.edition()
    people.expert(edition, "Ąžuolas Ygaudas", email="minister@example.org")
    search = f"/manage/{edition.slug}/people?q=minister@example.org"
    assert "Ygaudas" in team.signed_in_as("organiser", edition).get(search).text
    assert "Ygaudas" not in team.signed_in_as("cohost", edition).get(search).text
    assert "Ygaudas" in team.signed_in_as("cohost", edition).get(search.replace("minister@example.org", "azuolas")).text


def test_a_full_pool_costs_as_many_queries_as_a_small_one(app: Flask, team: Team) -> None:
    session = invitations.panel()
    edition = session.edition
    browser = team.signed_in_as("organiser", edition)
    group = people_pool.group(edition)

    def add() -> None:
        person = people.expert(edition)
        people_pool.known(edition, person, topics=("digital-trade",), languages=("lt",), place="LT", group=group)
        invitations.invitation(session, person)

    add()
    with statements(app) as few:
        browser.get(f"/manage/{edition.slug}/people")
    for _number in range(12):
        add()
    with statements(app) as many:
        browser.get(f"/manage/{edition.slug}/people")
    assert len(many) == len(few)


def test_notes_of_one_forum_are_not_read_by_another(app: Flask, team: Team) -> None:
    ours, theirs = forums.edition(), forums.edition()
    person = people.expert(ours, email="lin@example.org")
    people_pool.known(ours, person, notes="Prefers mornings")
    people.expert(theirs, email="lin@example.org")
    other = team.signed_in_as("organiser", theirs, "other@team.example.org")
    assert "Prefers mornings" not in other.get(f"/manage/{theirs.slug}/people/{person.public_id}").text


def test_the_audit_names_the_part_and_nothing_of_what_it_says(app: Flask, edition: Edition) -> None:
    person = people.expert(edition, email="minister@example.org")
    people_pool.known(edition, person, notes="Prefers mornings", contact={"name": "Daina", "email": "d@example.org"})
    entries = " ".join(f"{e.object} {e.detail}" for e in db.session.query(AuditEntry))
    assert "contact" in entries and "notes" in entries
    for secret in ("Daina", "d@example.org", "mornings", "minister@"):
        assert secret not in entries
