"""The daily digest: asked for, once in the morning, with the numbers of the overview and nothing else (E34, S16)."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import schedule
from forumapp.accounts import queries as members
from forumapp.accounts.models import Member
from forumapp.digests import contents
from forumapp.extensions import db, transaction
from forumapp.forums import team as teams
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import answering
from forumapp.invitations.models import Invitation
from forumapp.notifications import actions as notifications
from forumapp.notifications.models import Message, State
from forumapp.people import bringing
from forumapp.people.models import EditionPerson
from forumapp.programme import cohosts
from forumapp.programme.models import ForumSession
from forumapp.reports import needs
from forumapp.reports.matters import Matter
from forumapp.rights import Role
from forumapp.words import LANGUAGES, Text
from tests.factories import invitations
from tests.factories.people import expert
from tests.factories.programme import fresh
from tests.support.browser_like import ReadingClient
from tests.support.reviewed_letters import assert_as_reviewed, assert_both_parts_say_the_same
from tests.support.signed_in import Team

GOLDEN = Path(__file__).parent / "golden"
OWNER, COHOST = "owner@team.example.org", "cohost@team.example.org"
EVENING = datetime(2026, 9, 1, 15, tzinfo=UTC)
SEVEN = datetime(2026, 9, 2, 4, tzinfo=UTC)
"""In Vilnius."""
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EVENING, tick=False) as clock:
        yield clock


@pytest.fixture
def ours(app: Flask) -> ForumSession:
    """P1, with one answer that is waited for."""
    session = invitations.panel()
    invitations.invitation(session, email="lin@example.org")
    return session


@pytest.fixture
def owner(team: Team, ours: ForumSession) -> ReadingClient:
    return team.signed_in_as("owner", ours.edition)


def member(address: str) -> Member:
    found = members.by_email(address)
    assert found
    return found


def wanted_by(browser: ReadingClient) -> None:
    page = browser.get("/manage/f3d2026/")
    assert "from the next morning" in browser.submit(page.form("Send me the digest")).text


def digests() -> list[Message]:
    db.session.rollback()
    found = select(Message).where(Message.kind == "organiser_digest", Message.state != State.CANCELLED)
    return list(db.session.scalars(found.order_by(Message.id)))


def lost(address: str) -> None:
    with transaction():
        letter = db.session.scalars(select(Message).where(Message.recipient == address)).first()
        assert letter
        letter.state, letter.sealed_link = State.BOUNCED, None


def accept(address: str) -> None:
    with transaction():
        found = db.session.scalars(select(Invitation)).all()
        answering.accept(next(one for one in found if one.person.email == address))


def test_it_comes_to_nobody_who_did_not_ask(
    clock: time_machine.Traveller, owner: ReadingClient, ours: ForumSession
) -> None:
    lost("lin@example.org")
    clock.move_to(SEVEN)
    schedule.write_digests()
    assert digests() == []


def test_it_is_written_once_a_day_at_seven_on_the_clocks_of_the_forum(
    clock: time_machine.Traveller, owner: ReadingClient
) -> None:
    wanted_by(owner)
    lost("lin@example.org")
    for at in (EVENING + timedelta(hours=1), SEVEN - timedelta(minutes=1)):
        clock.move_to(at)
        schedule.write_digests()
        assert digests() == []
    for minutes in (0, 5, 600):
        clock.move_to(SEVEN + timedelta(minutes=minutes))
        schedule.write_digests()
        assert [(one.recipient, one.not_before) for one in digests()] == [(OWNER, SEVEN)]
    clock.move_to(SEVEN + DAY)
    schedule.write_digests()
    assert len(digests()) == 2, "the letter is still not corrected"


def test_after_a_pause_at_night_it_waits_for_the_morning(clock: time_machine.Traveller, owner: ReadingClient) -> None:
    wanted_by(owner)
    lost("lin@example.org")
    clock.move_to(SEVEN + timedelta(hours=16))
    schedule.write_digests()
    assert digests() == []


def test_nothing_to_say_is_no_letter_and_an_answer_is_told_once(
    clock: time_machine.Traveller, owner: ReadingClient
) -> None:
    wanted_by(owner)
    clock.shift(60)
    accept("lin@example.org")
    with transaction():
        edition = db.session.scalars(select(Edition)).one()
        edition.starts_on, edition.ends_on = datetime(2026, 9, 3).date(), datetime(2026, 9, 3).date()
    clock.move_to(SEVEN)
    schedule.write_digests()
    [letter] = digests()
    assert "One new answer to an invitation." in letter.body_text
    clock.move_to(SEVEN + DAY)
    schedule.write_digests()
    assert len(digests()) == 1, "profiles are not asked for any more, and the answer was told"


def test_its_numbers_are_those_of_the_overview_for_owner_and_co_host(
    clock: time_machine.Traveller, team: Team, owner: ReadingClient, ours: ForumSession
) -> None:
    cohost = team.signed_in_as("cohost", ours.edition)
    theirs = invitations.panel(ours.edition, code="W3", room=fresh(ours).room, title=Text.of("A secret table"))
    brought(COHOST, ours, "sayun@example.org", "tallo@example.org")
    for address in ("sayun@example.org", "tallo@example.org"):
        invite(ours, address)
    far = invitations.panel(ours.edition, code="W4", wall_start=datetime(2026, 10, 25, 9))
    for address in ("far@example.org", "gone@example.org", "late@example.org"):
        invitations.invitation(far, email=address)
    for address in ("lin@example.org", "far@example.org", "sayun@example.org"):
        lost(address)
    with transaction():
        for one in (far, ours):
            db.session.get_one(ForumSession, one.id).slides_due_on = EVENING.date()
    since = EVENING - DAY
    accept("tallo@example.org")
    accept("gone@example.org")
    assert theirs.room_id == ours.room_id
    of_owner, of_cohost = (told(address, since) for address in (OWNER, COHOST))
    assert of_owner == {
        Matter.ANSWERS: 2,
        Matter.CLASHES: 1,
        Matter.BOUNCED: 3,
        Matter.PROFILES: 2,
        Matter.SLIDES: 2,
    }
    assert of_cohost == {
        Matter.ANSWERS: 1,
        Matter.CLASHES: 1,
        Matter.BOUNCED: 1,
        Matter.PROFILES: 1,
        Matter.SLIDES: 1,
    }
    for browser, address, lines in ((owner, OWNER, of_owner), (cohost, COHOST, of_cohost)):
        assert lines - Counter({Matter.ANSWERS: lines[Matter.ANSWERS]}) == on_overview(address)
        shown = browser.get("/manage/f3d2026/")
        for line in of(address, since):
            if line.matter not in (Matter.ANSWERS, Matter.CLASHES):
                assert line.words in shown.text, (address, line.words)


def test_each_line_leads_to_a_page_that_its_reader_may_open(
    clock: time_machine.Traveller, team: Team, owner: ReadingClient, ours: ForumSession
) -> None:
    cohost = team.signed_in_as("cohost", ours.edition)
    brought(COHOST, ours, "sayun@example.org", "tallo@example.org")
    for address in ("sayun@example.org", "tallo@example.org"):
        invite(ours, address)
    lost("sayun@example.org")
    for browser in (owner, cohost):
        wanted_by(browser)
    invitations.panel(ours.edition, code="W3", room=fresh(ours).room, title=Text.of("A secret table"))
    clock.shift(60)
    accept("tallo@example.org")
    clock.move_to(SEVEN)
    schedule.write_digests()
    assert [one.recipient for one in digests()] == [OWNER, COHOST]
    owner, cohost = (team.signed_in_as(role, ours.edition) for role in ("owner", "cohost"))
    for letter, browser in zip(digests(), (owner, cohost), strict=True):
        links = [line for line in letter.body_text.splitlines() if line.startswith("http://localhost/manage/")]
        assert len(links) == 5
        assert {browser.get(link.removeprefix("http://localhost")).status for link in links} == {200}
        for secret in ("sayun", "Sayun", "tallo", "What democracies owe", "A secret table", "Aula"):
            assert secret not in letter.subject + letter.body_text + letter.body_html, secret


@pytest.mark.parametrize("end", ["leaves", "switches off", "becomes a viewer", "called off", "long over"])
def test_it_ends(clock: time_machine.Traveller, team: Team, owner: ReadingClient, ours: ForumSession, end: str) -> None:
    organiser = team.signed_in_as("organiser", ours.edition)
    wanted_by(organiser)
    lost("lin@example.org")
    clock.move_to(SEVEN)
    schedule.write_digests()
    assert len(digests()) == 1
    if end == "switches off":
        organiser = team.signed_in_as("organiser", ours.edition)  # anew: it is the next day
        page = organiser.submit(organiser.get("/manage/f3d2026/").form("Stop the digest"))
        assert "no digest any more" in page.text
        assert digests() == [], "nor the one that has not left"
    else:
        with transaction():
            edition = db.session.get_one(Edition, ours.edition_id)
            given = teams.grant_of(edition, member("organiser@team.example.org").public_id)
            assert given
            match end:
                case "leaves":
                    teams.end_access(edition, given)
                case "becomes a viewer":
                    teams.change_role(edition, given, Role.VIEWER, by=None)
                case "called off":
                    edition.state = EditionState.CANCELLED
                case _:
                    edition.starts_on = edition.ends_on = datetime(2026, 8, 1).date()
        assert len(digests()) == (0 if end == "leaves" else 1)
    before = len(digests())
    clock.move_to(SEVEN + DAY)
    schedule.write_digests()
    assert len(digests()) == before


def test_a_copy_sent_again_does_not_take_the_place_of_tomorrows(
    clock: time_machine.Traveller, owner: ReadingClient
) -> None:
    wanted_by(owner)
    lost("lin@example.org")
    clock.move_to(SEVEN)
    schedule.write_digests()
    with transaction():
        letter = db.session.scalars(select(Message).where(Message.kind == "organiser_digest")).one()
        letter.state = State.SENT
        notifications.send_again(letter)
    assert len(digests()) == 2
    clock.move_to(SEVEN + DAY)
    schedule.write_digests()
    assert len(digests()) == 3


def test_who_has_no_part_in_it_is_not_offered_it(team: Team, ours: ForumSession) -> None:
    for role in ("viewer", "desk", "admin"):
        page = team.signed_in_as(role, ours.edition).get("/manage/f3d2026/")
        assert "digest" not in page.text, role


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_words_are_reviewed(
    clock: time_machine.Traveller, owner: ReadingClient, ours: ForumSession, language: str
) -> None:
    wanted_by(owner)
    with transaction():
        member(OWNER).language = language
    invitations.invitation(ours, email="two@example.org", printed_name="Two")
    invitations.panel(ours.edition, code="W3", room=fresh(ours).room)
    clock.shift(60)
    accept("two@example.org")
    lost("lin@example.org")
    clock.move_to(SEVEN)
    schedule.write_digests()
    [letter] = digests()
    assert_as_reviewed(letter, GOLDEN / f"organiser_digest.{language}.txt")
    if language == "en":
        assert_both_parts_say_the_same(letter)


def edition() -> Edition:
    return db.session.scalars(select(Edition)).one()


def of(address: str, since: datetime) -> list[contents.Line]:
    db.session.rollback()
    return contents.of(edition(), member(address), since)


def told(address: str, since: datetime) -> Counter[Matter]:
    return Counter({line.matter: line.count for line in of(address, since)})


def on_overview(address: str) -> Counter[Matter]:
    found = Counter[Matter]()
    for line in needs.of_edition(edition(), member(address)):
        if line.matter and line.kind in contents.TOLD:
            found[line.matter] += line.count
    return found


def brought(address: str, session: ForumSession, *addresses: str) -> None:
    """She brings these people and co-hosts the session."""
    people = [expert(session.edition, one.partition("@")[0].title(), email=one) for one in addresses]
    with transaction():
        bringer, here = member(address), db.session.get_one(Edition, session.edition_id)
        given = teams.grant_of(here, bringer.public_id)
        assert given
        cohosts.set_sessions(here, given, [db.session.get_one(ForumSession, session.id)])
        for one in people:
            known = db.session.scalars(select(EditionPerson).where(EditionPerson.person_id == one.id)).one()
            bringing.note(known, bringer, wrote_record=True)


def invite(session: ForumSession, address: str) -> None:
    known = next(one.person for one in db.session.scalars(select(EditionPerson)) if one.person.email == address)
    invitations.invitation(session, known)
