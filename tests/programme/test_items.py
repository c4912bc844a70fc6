"""What happens inside a session: it has to fit (INV-05)."""

from datetime import datetime

import pytest

from forumapp.extensions import db, transaction
from forumapp.programme import actions, courses
from forumapp.programme.agenda_items import AgendaItem, ItemsTooLong
from forumapp.programme.models import ShorterThanItems
from forumapp.words import Text
from tests.factories import forums, programme
from tests.factories.programme import fresh

NINE = datetime(2026, 10, 24, 9)
ITEMS = "/manage/f3d2026/sessions/P1/items"


@pytest.fixture
def edition(app):
    return forums.edition(slug="f3d2026")


@pytest.fixture
def panel(edition):
    """75 minutes long, with items of 5, 15, 45 and 10."""
    made = programme.forum_session(edition, code="P1", start=NINE, minutes=75)
    with transaction():
        for title, minutes in (("Welcome", 5), ("Keynote", 15), ("Panel", 45), ("Close", 10)):
            courses.add_item(fresh(made), Text.of(title), minutes, "other")
    return fresh(made)


@pytest.fixture
def organiser(team, edition):
    return team.signed_in_as("organiser", edition)


def titles(session):
    return [item.title.in_language("en") for item in fresh(session).items]


def test_items_may_fill_their_session_and_not_a_minute_more(panel):
    with transaction(), pytest.raises(ItemsTooLong):
        courses.add_item(fresh(panel), Text.of("One more"), 1, "other")
    with transaction(), pytest.raises(ItemsTooLong):
        courses.change_item(fresh(panel).items[0], Text.of("Welcome"), 6, "welcome")
    assert fresh(panel).minutes_of_items == 75


def test_a_session_becomes_no_shorter_than_its_items(panel):
    with transaction(), pytest.raises(ShorterThanItems):
        actions.reschedule(fresh(panel), NINE, 74)
    with transaction():
        assert actions.reschedule(fresh(panel), datetime(2026, 10, 24, 15), 75)


def test_without_a_time_there_is_room_for_everything(edition):
    made = programme.forum_session(edition, start=None)
    with transaction():
        courses.add_item(fresh(made), Text.of("Panel"), 500, "panel")
    assert titles(made) == ["Panel"]


def test_items_change_their_order_and_leave(panel):
    with transaction():
        courses.move_item(fresh(panel).items[2], -1)
    assert titles(panel) == ["Welcome", "Panel", "Keynote", "Close"]
    with transaction():
        courses.remove_item(fresh(panel).items[0])
    assert titles(panel) == ["Panel", "Keynote", "Close"]
    assert db.session.query(AgendaItem).count() == 3


def test_an_item_outlives_the_role_of_who_leads_it(edition, panel):
    role = programme.role(panel, programme.person(edition))
    with transaction():
        item = fresh(panel).items[1]
        courses.change_item(item, item.title, item.minutes, "keynote", fresh(role))
    with transaction():
        actions.remove_role(fresh(role))
    assert fresh(panel).items[1].role is None


def test_the_organiser_writes_what_happens_minute_by_minute(organiser, edition):
    session = programme.forum_session(edition, code="P1", start=NINE, minutes=75)
    role = programme.role(session, programme.person(edition, "LIN Yu-ching"))
    page = organiser.submit(organiser.get(ITEMS).form("minutes"), **{"title-en": "Welcome"}, minutes="5")
    page = organiser.submit(
        page.form("minutes"), **{"title-en": "Keynote"}, minutes="15", kind="keynote", role=str(role.id)
    )
    assert "09:05 Keynote LIN Yu-ching 15" in page.text
    assert "55 minutes of 75 are free." in page.text
    page = organiser.submit(page.form("minutes"), **{"title-en": "Panel"}, minutes="56")
    assert page.status == 422
    assert "The items take 76 minutes together, but the session has only 75." in page.text


def test_an_item_is_edited_and_nothing_is_overwritten_silently(organiser, panel):
    item = panel.items[0]
    form = organiser.get(f"{ITEMS}/{item.id}").form("minutes")
    assert (form.values["title-en"], form.values["minutes"]) == ("Welcome", "5")
    with transaction():
        courses.change_item(fresh(item), Text.of("Greetings"), 5, "welcome")
    page = organiser.submit(form, **{"title-en": "Opening"})
    assert page.status == 409
    organiser.submit(page.form("minutes"))
    assert titles(panel)[0] == "Opening"


def test_an_item_of_another_session_is_not_found(organiser, edition, panel):
    item_id = panel.items[0].id
    programme.forum_session(edition, code="W1")
    assert organiser.get(f"/manage/f3d2026/sessions/W1/items/{item_id}").status == 404
