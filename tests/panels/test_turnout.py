"""Targets of a discussion: somebody leads it, enough people said yes, enough of them come."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from forumapp.extensions import db
from forumapp.forums.models import Mode
from forumapp.panels import balance, shortfalls
from forumapp.panels.models import PanelTargets
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import Format, Part
from forumapp.words import Text
from tests.factories import forums, invitations, people
from tests.factories.invitations import NOW, panel
from tests.support.signed_in import Team

YES, ASKED, NO = RoleState.CONFIRMED, RoleState.INVITED, RoleState.DECLINED
HERE, AFAR = Mode.IN_PERSON, Mode.ONLINE

_ids = iter(range(1, 1000))


def session(*parts: tuple[Part, RoleState, Mode], **facts: Any) -> ForumSession:
    made = ForumSession(code="P1", title=Text.of("Names"), edition=None, **{"mode": Mode.HYBRID, **facts})  # type: ignore[arg-type]
    for part, state, mode in parts:
        somebody = Person(printed_name="Somebody", created_at=NOW)
        somebody.id = next(_ids)
        role = SessionRole(session=made, person=somebody, part=part, state=state, mode=mode)
        role.person_id = somebody.id
    return made


def short(found: ForumSession, *, foreseen: bool = False, joining: int = 0, **wanted: int) -> list[str]:
    targets = PanelTargets(edition_id=1, **wanted)
    new = [Person(printed_name="New", created_at=NOW) for _ in range(joining)]
    for one in new:
        one.id = next(_ids)
    return shortfalls.foreseen(found, targets, new) if foreseen else shortfalls.of(found, targets)


@pytest.fixture(autouse=True)
def page(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


THREE = [(Part.MODERATOR, YES, HERE), (Part.PANELLIST, YES, AFAR), (Part.PANELLIST, ASKED, HERE)]


def test_who_said_yes_counts_and_who_may_still_say_it_does_not() -> None:
    assert short(session(*THREE), confirmed=3) == ["Said yes: 2 of at least 3."]
    assert short(session(*THREE), confirmed=2) == []


def test_who_said_yes_from_afar_is_not_on_site() -> None:
    assert short(session(*THREE), on_site=2) == ["Said yes and come in person: 1 of at least 2."]
    assert short(session(*THREE), on_site=1) == []
    assert short(session(*THREE, mode=Mode.ONLINE), on_site=2) == [], "an online session asks nobody to come"


@pytest.mark.parametrize(
    ("part", "is_led"), [(Part.CHAIR, True), (Part.MODERATOR, True), (Part.ONLINE_MODERATOR, False)]
)
def test_somebody_leads_a_discussion(part: Part, is_led: bool) -> None:
    found = session((part, ASKED, HERE), (Part.PANELLIST, YES, HERE))
    assert (short(found, moderated=True) == []) is is_led
    assert short(session((part, NO, HERE)), moderated=True) == ["Nobody chairs or moderates it."]


@pytest.mark.parametrize("part", [Part.INTERPRETER, Part.CAPTIONER, Part.ROOM_MONITOR, Part.RAPPORTEUR])
def test_who_does_not_speak_makes_no_panel(part: Part) -> None:
    found = session((part, YES, HERE), (Part.PANELLIST, YES, HERE))
    assert short(found, confirmed=2) == ["Said yes: 1 of at least 2."]
    assert len(balance.speaking(found.roles)) == 1


def test_what_is_no_discussion_is_asked_for_none_of_it() -> None:
    keynote = session((Part.KEYNOTE, ASKED, HERE), format=Format.KEYNOTE)
    assert short(keynote, confirmed=3, on_site=2, moderated=True) == []


def test_before_letters_leave_only_what_no_answer_can_mend_is_said() -> None:
    found = session((Part.PANELLIST, ASKED, HERE), (Part.PANELLIST, NO, HERE), (Part.RAPPORTEUR, YES, HERE))
    assert short(found, foreseen=True, joining=1, confirmed=3, on_site=2) == [
        "Even if all say yes: 2 of at least 3 people."
    ]
    assert short(found, foreseen=True, joining=2, confirmed=3, on_site=3) == []


def test_one_person_with_two_parts_is_one() -> None:
    found = session((Part.MODERATOR, YES, HERE))
    again = SessionRole(session=found, person=found.roles[0].person, part=Part.PANELLIST, state=YES)
    again.person_id = found.roles[0].person_id
    assert short(found, confirmed=2) == ["Said yes: 1 of at least 2."]


def test_answers_that_are_waited_for_are_on_the_board_and_not_on_the_overview(app: Flask, team: Team) -> None:
    with time_machine.travel(NOW, tick=False):
        edition = forums.edition(slug="f3d2026")
        made = panel(edition).id
        for name in ("LIN Yu-ching", "Suryadi"):
            asked = db.session.get_one(ForumSession, made)
            invitations.invitation(asked, people.expert(asked.edition, name))
        organiser = team.signed_in_as("organiser", db.session.get_one(ForumSession, made).edition)
        form = organiser.get("/manage/f3d2026/board/targets").form("confirmed")
        organiser.submit(form, confirmed="2", on_site="1")
        assert "Said yes: 0 of at least 2." in organiser.get("/manage/f3d2026/sessions/P1/board").text
        assert "Said yes: 0 of at least 2." in organiser.get("/manage/f3d2026/board").text
        assert "short of the targets" not in organiser.get("/manage/f3d2026/").text
        form = organiser.get("/manage/f3d2026/board/targets").form("confirmed")
        organiser.submit(form, confirmed="4")
        assert "1 panel is short of the targets." in organiser.get("/manage/f3d2026/").text
