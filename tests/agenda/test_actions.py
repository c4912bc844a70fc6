"""Releasing, and taking a name out of what was released."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forumapp.agenda import actions, queries
from forumapp.agenda.models import Label, Release
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme.roles import SessionRole
from forumapp.words import Text
from tests.factories import agenda


def role_of(name: str, code: str, made: Edition) -> SessionRole:
    roles = agenda.session(made, code).roles
    return next(role for role in roles if role.person.printed_name == name)


def names_in(release: Release) -> set[str]:
    return {person["printed_name"] for person in release.snapshot["people"].values()}


def clashing(made: Edition) -> None:
    """The moderator of W1 is asked to lead the meeting beside it (S9)."""
    with transaction():
        suryadi = role_of("Suryadi", "W1", made).person
        programme.confirm_role(programme.add_role(agenda.session(made, "C1"), suryadi, "moderator"))


def test_the_first_release_is_number_one_and_announces_the_forum_and_writes_to_nobody(app: Flask) -> None:
    made = agenda.edition()
    release = agenda.released(made, label=Label.PROVISIONAL, note=Text.of("Rooms may change."))
    assert (release.number, release.label, release.revision) == (1, "provisional", 0)
    assert release.snapshot["release"]["note"] == {"en": "Rooms may change."}
    assert agenda.fresh(made).is_announced
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "release")).one()
    assert (entry.object, entry.detail) == ("release 1", "provisional, 10 sessions")


def test_a_release_stays_as_it_was_whatever_is_planned_afterwards(app: Flask) -> None:
    made = agenda.edition()
    before = agenda.released(made).snapshot
    with transaction():
        session = agenda.session(made, "P1")
        programme.reschedule(session, datetime(2026, 10, 24, 10), 30, room=session.room)
        session.title = Text.of("Another title")
        programme.cancel(agenda.session(made, "P2"))
    newest = queries.newest(agenda.fresh(made))
    assert newest is not None and newest.snapshot == before


def test_a_second_press_makes_no_second_release(app: Flask) -> None:
    made = agenda.edition()
    agenda.released(made, expected_number=1)
    with pytest.raises(actions.AlreadyReleased, match="out already"):
        agenda.released(made, expected_number=1)
    assert len(queries.of_edition(agenda.fresh(made))) == 1


def test_the_database_has_one_release_of_a_number(app: Flask) -> None:
    made = agenda.edition()
    first = agenda.released(made)
    with pytest.raises(IntegrityError), transaction():
        twin = Release(edition=agenda.fresh(made), number=1, released_at=first.released_at, snapshot={})
        db.session.add(twin)


def test_what_says_the_same_is_not_released_again_but_another_label_is(app: Flask) -> None:
    made = agenda.edition()
    agenda.released(made)
    with pytest.raises(actions.NothingChanged):
        agenda.released(made)
    assert agenda.released(made, label=Label.FINAL).number == 2


def test_nothing_to_show_is_not_released(app: Flask) -> None:
    made = agenda.one_panel()
    with transaction():
        programme.reschedule(agenda.session(made, "P1"), None, None)
    with pytest.raises(actions.NothingToRelease):
        agenda.released(made)
    assert not agenda.fresh(made).is_announced


def test_the_same_person_twice_blocks_a_release_unless_a_reason_is_given(app: Flask) -> None:
    made = agenda.edition()
    clashing(made)
    with pytest.raises(actions.Clashing):
        agenda.released(made)
    release = agenda.released(made, override_reason="She leaves C1 early.")
    assert release.override_reason == "She leaves C1 early."
    assert "early" not in repr(release.snapshot)


def test_after_moving_one_of_the_two_sessions_nothing_blocks(app: Flask) -> None:
    made = agenda.edition()
    clashing(made)
    with transaction():
        session = agenda.session(made, "W1")
        programme.reschedule(session, datetime(2026, 10, 24, 15), 90, room=session.room)
    assert agenda.released(made).number == 1


def test_the_same_room_twice_blocks_a_release(app: Flask) -> None:
    made = agenda.edition()
    with transaction():
        session = agenda.session(made, "P2")
        programme.reschedule(session, datetime(2026, 10, 24, 9, 30), 30, room=session.room)
    with pytest.raises(actions.Clashing):
        agenda.released(made)


def test_who_takes_her_yes_back_is_gone_from_every_release_at_once(app: Flask) -> None:
    made = agenda.edition()
    agenda.released(made)
    agenda.released(made, label=Label.FINAL)
    with transaction():
        programme.decline_role(role_of("LIN Yu-ching", "P1", made))
    for release in queries.with_snapshots(agenda.fresh(made)):
        assert release.revision == 1
        assert "LIN Yu-ching" not in repr(release.snapshot) and "林雨晴" not in repr(release.snapshot)


def test_who_refuses_to_be_named_is_gone_from_that_session_and_stays_in_the_other(app: Flask) -> None:
    made = agenda.edition()
    with transaction():
        lin = role_of("LIN Yu-ching", "P1", made).person
        programme.confirm_role(programme.add_role(agenda.session(made, "W3"), lin, "speaker"))
    agenda.released(made)
    with transaction():
        programme.confirm_role(role_of("LIN Yu-ching", "P1", made), name_shown="refused")
    release = queries.newest(agenda.fresh(made))
    assert release is not None and "LIN Yu-ching" in names_in(release) and release.revision == 1


def test_who_says_no_without_ever_having_said_yes_changes_no_release(app: Flask) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        programme.decline_role(role_of("Müjde IŞIK", "P1", made))
    release = queries.newest(agenda.fresh(made))
    assert release is not None and release.revision == 0


def test_who_says_yes_again_is_named_from_the_next_release_on(app: Flask) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        programme.decline_role(role_of("LIN Yu-ching", "P1", made))
    with transaction():
        programme.confirm_role(role_of("LIN Yu-ching", "P1", made))
    assert "LIN Yu-ching" in names_in(agenda.released(made))


def test_a_person_is_taken_out_of_all_editions(app: Flask) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        person = db.session.scalars(select(Person).where(Person.printed_name == "Suryadi")).one()
        assert actions.redact_person(person) == 1
        assert actions.redact_person(person) == 0
    release = queries.newest(agenda.fresh(made))
    assert release is not None and "Suryadi" not in repr(release.snapshot)
