"""A person part by part: each saved by itself, wrong ones said at their field, nothing overwritten silently."""

from datetime import date, datetime

import pytest
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.forums import queries as series
from forumapp.forums.models import Edition
from forumapp.people import actions, pool, queries
from forumapp.people.models import Person
from forumapp.words import Text
from tests.factories import forums, invitations, people
from tests.factories.programme import fresh
from tests.support.browser_like import Form, Page, ReadingClient
from tests.support.signed_in import Team


@pytest.fixture
def edition(app: Flask) -> Edition:
    return forums.edition()


@pytest.fixture
def person(edition: Edition) -> Person:
    return people.expert(edition, "Ūla Žemaitė-Šimkienė", email="ula@example.org")


@pytest.fixture
def browser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def opened(browser: ReadingClient, edition: Edition, person: Person, part: str, field: str) -> Form:
    return browser.get(f"/manage/{edition.slug}/people/{person.public_id}/{part}").form(field)


def test_expertise_is_told_in_words(browser: ReadingClient, edition: Edition, person: Person) -> None:
    form = opened(browser, edition, person, "expertise", "languages")
    page = browser.submit(form, topics=["digital-trade"], languages="Lithuanian, 英文", place="LT", gender="woman")
    assert page.status == 200, page.text
    assert "Digital trade" in page.text and "Lithuanian, English" in page.text and "Lithuania" in page.text
    assert "woman" not in page.text
    assert db.session.get_one(Person, person.id).languages == ["lt", "en"]


def test_an_unknown_language_is_said_at_its_field(browser: ReadingClient, edition: Edition, person: Person) -> None:
    page = browser.submit(opened(browser, edition, person, "expertise", "languages"), languages="Klingonish")
    assert page.status == 422 and "“Klingonish” is not a language" in page.text


def test_topics_of_another_series_stay(app: Flask, edition: Edition, person: Person) -> None:
    with transaction():
        ours, kept = fresh(edition), fresh(person)
        other = next(one for one in series.all_series() if one.code != ours.series.code)
        kept.topics = [other.topics[0]]
        pool.set_topics(kept, ours, [ours.series.topics[0]])
    assert len(fresh(person).topics) == 2


def test_a_contact_is_not_herself(browser: ReadingClient, edition: Edition, person: Person) -> None:
    page = browser.submit(opened(browser, edition, person, "contact", "email"), email="ULA@example.org")
    assert page.status == 422 and "This is the person's own address." in page.text
    page = browser.submit(opened(browser, edition, person, "contact", "email"), name="Daina", email="d@example.org")
    assert "Daina" in page.text and "d@example.org" in page.text
    page = browser.submit(opened(browser, edition, person, "contact", "email"), email="")
    assert "No contact is known." in page.text


def test_a_row_without_times_is_the_whole_day(browser: ReadingClient, edition: Edition, person: Person) -> None:
    form = opened(browser, edition, person, "time", "zone")
    browser.submit(form, zone="Europe/Vilnius", **{"rows-0-day": "2026-10-24"})
    known = queries.knowledge(edition, person)
    assert known and (known.windows[0].wall_start, known.windows[0].wall_end) == (
        datetime(2026, 10, 24),
        datetime(2026, 10, 25),
    )


def test_a_time_that_the_clocks_skip_or_that_runs_backwards_is_refused(
    browser: ReadingClient, edition: Edition, person: Person
) -> None:
    backwards = {"rows-0-day": "2026-10-24", "rows-0-start": "17:00", "rows-0-end": "09:00"}
    page = browser.submit(opened(browser, edition, person, "time", "zone"), **backwards)
    assert page.status == 422 and "A time has to end after it begins." in page.text
    doubled = {"rows-0-day": "2026-10-25", "rows-0-start": "03:30", "rows-0-end": "09:00"}
    page = browser.submit(opened(browser, edition, person, "time", "zone"), zone="Europe/Vilnius", **doubled)
    assert page.status == 422 and "happens twice" in page.text


def test_a_new_position_makes_the_old_one_history(browser: ReadingClient, edition: Edition, person: Person) -> None:
    form = opened(browser, edition, person, "positions", "kind")
    told = {"organisation-en": "Open Lines", "kind": "now", "since": "2026-01-01"}
    page = browser.submit(form, **told)
    assert "Open Lines" in page.text and "Example Networks" in page.text
    kept = db.session.get_one(Person, person.id)
    assert kept.organisation == Text.of("Open Lines")
    assert kept.affiliations[0].organisation == Text.of("Example Networks")
    assert kept.affiliations[0].until == date(2026, 1, 1)


def test_who_writes_over_a_position_is_asked_whether_it_is_a_new_one(
    browser: ReadingClient, edition: Edition, person: Person
) -> None:
    form = opened(browser, edition, person, "edit", "printed_name")
    asked = browser.submit(form, **{"organisation-en": "Open Lines"})
    assert asked.status == 422 and "Choose one of the two." in asked.text
    assert fresh(person).organisation == Text.of("Example Networks")
    again = asked.form("printed_name")
    assert again.values["organisation-en"] == "Open Lines"
    browser.submit(again, change="moved", moved_on="2026-01-01")
    kept = fresh(person)
    assert (kept.organisation, kept.title) == (Text.of("Open Lines"), Text.of("Chief Security Officer"))
    assert kept.position_since == date(2026, 1, 1)
    [former] = kept.affiliations
    assert (former.organisation, former.until) == (Text.of("Example Networks"), date(2026, 1, 1))


def test_better_words_for_a_position_make_no_history(browser: ReadingClient, edition: Edition, person: Person) -> None:
    with transaction():
        fresh(person).position_since = date(2020, 5, 1)
    form = opened(browser, edition, person, "edit", "printed_name")
    asked = browser.submit(form, **{"organisation-en": "Example Networks Ltd"})
    browser.submit(asked.form("printed_name"), change="corrected")
    kept = fresh(person)
    assert (kept.organisation, kept.position_since) == (Text.of("Example Networks Ltd"), date(2020, 5, 1))
    assert kept.affiliations == []


@pytest.mark.parametrize("told", [{"organisation-zh-Hant": "範例網路"}, {"salutation": "Excellency,"}, {}])
def test_one_more_language_of_a_position_asks_nothing(
    browser: ReadingClient, edition: Edition, person: Person, told: dict[str, str]
) -> None:
    page = browser.submit(opened(browser, edition, person, "edit", "printed_name"), **told)
    assert page.status == 200 and "Saved." in page.text


def test_the_first_position_of_somebody_is_no_change(browser: ReadingClient, edition: Edition) -> None:
    person = people.expert(edition, "Suryadi", title=Text(), organisation=Text())
    page = browser.submit(opened(browser, edition, person, "edit", "printed_name"), **{"organisation-en": "Open Lines"})
    assert "Saved." in page.text and fresh(person).affiliations == []


def test_a_confirmed_part_keeps_the_position_it_had(app: Flask) -> None:
    invitation = invitations.invitation(state="accepted")
    with transaction():
        kept = db.session.get_one(Person, invitation.person_id)
        pool.take_position(
            kept,
            db.session.get_one(Edition, invitation.edition_id),
            title=Text(),
            organisation=Text.of("X"),
            since=None,
        )
    assert fresh(invitation).part_asked.organisation == Text.of("Example Networks")


def test_the_second_of_two_who_write_notes_sees_both(
    browser: ReadingClient, team: Team, edition: Edition, person: Person
) -> None:
    mine = opened(browser, edition, person, "notes", "notes")
    other = team.signed_in_as("owner", edition)
    other.submit(opened(other, fresh(edition), fresh(person), "notes", "notes"), notes="Prefers mornings")
    page: Page = browser.submit(mine, notes="Prefers evenings")
    assert page.status == 409 and "Prefers mornings" in page.text


def test_earlier_forums_show_public_parts_alone(app: Flask, team: Team) -> None:
    invitation = invitations.invitation(state="accepted")
    before = invitation.edition
    later = forums.edition(starts_on=date(2027, 10, 23), ends_on=date(2027, 10, 24))
    with transaction():
        actions.make_known(db.session.get_one(Person, invitation.person_id), db.session.get_one(Edition, later.id))
        db.session.get_one(Edition, before.id).state = "announced"
    page = team.signed_in_as("organiser", later).get(f"/manage/{later.slug}/people/{invitation.person.public_id}")
    assert "Earlier forums" in page.text and "What democracies owe their digital citizens" in page.text
    with transaction():
        db.session.get_one(Edition, before.id).state = "draft"
    page = team.signed_in_as("organiser", later).get(f"/manage/{later.slug}/people/{invitation.person.public_id}")
    assert "Earlier forums" not in page.text
