"""A file waits for its confirmation: for its sender only, one day at most."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from forumapp import schedule
from forumapp.accounts import queries as accounts
from forumapp.accounts.models import Member
from forumapp.extensions import db, transaction
from forumapp.jobs import engine
from forumapp.uploads import actions, queries
from forumapp.uploads.models import Kind, Upload

NOON = datetime(2026, 10, 24, 12, tzinfo=UTC)


@pytest.fixture
def owner(team) -> Member:
    return accounts.by_email(team.member("admin"))


def keep(owner: Member, name: str = "programme.csv", at: datetime = NOON) -> str:
    with time_machine.travel(at, tick=False), transaction():
        return actions.keep(owner, Kind.PROGRAMME, file_name=name, content=b"title\n").public_id


def names() -> list[str]:
    db.session.rollback()
    return sorted(upload.file_name for upload in db.session.query(Upload))


def test_a_file_is_found_by_its_sender_and_under_its_kind_only(app, team, owner):
    other = accounts.by_email(team.member("admin", email="other@team.example.org"))
    kept = keep(owner)
    assert queries.by_public_id(owner, Kind.PROGRAMME, kept) is not None
    assert queries.by_public_id(other, Kind.PROGRAMME, kept) is None
    assert queries.by_public_id(owner, Kind.PEOPLE, kept) is None


def test_files_older_than_a_day_are_forgotten_by_the_clock(app, owner):
    keep(owner, "old.csv", NOON - timedelta(days=1, minutes=1))
    keep(owner, "young.csv", NOON - timedelta(hours=23))
    schedule.init_app(app)
    with time_machine.travel(NOON, tick=False):
        engine().jobs["forget_old_uploads"].run()
    assert names() == ["young.csv"]


def test_a_member_has_ten_files_waiting_at_most(app, owner):
    for number in range(12):
        keep(owner, f"{number:02}.csv", NOON + timedelta(minutes=number))
    assert names() == [f"{number:02}.csv" for number in range(2, 12)]


def test_a_name_of_a_file_is_one_short_line(app, owner):
    keep(owner, "x" * 300 + "\u202e\n.csv")
    (name,) = names()
    assert (len(name), name[-6:]) == (200, "xx.csv") or name.endswith("x .csv")
