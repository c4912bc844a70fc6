"""A forum with something in nearly every table, and further databases to restore into."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from forumapp import create_app
from forumapp.accounts import actions as accounts
from forumapp.accounts import sessions
from forumapp.consents import actions as consents
from forumapp.consents.purposes import Purpose
from forumapp.database import Base
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation, Nomination
from forumapp.notifications import actions as notifications
from forumapp.notifications.models import Message, State
from forumapp.people.models import Person
from forumapp.rights import Role
from forumapp.setup.models import FormUsed
from forumapp.uploads import actions as uploads
from forumapp.uploads.models import Kind
from tests.conftest import settings_for
from tests.factories import agenda, invitations, registrations
from tests.support.databases import fresh_database

NewApp = Callable[[str], Flask]
Rows = dict[str, list[tuple[Any, ...]]]

_numbers = count(1)


@pytest.fixture(autouse=True)
def before_the_forum() -> Iterator[None]:
    """While invitations are out and answers are awaited."""
    with time_machine.travel(invitations.NOW, tick=True):
        yield


@pytest.fixture
def edition(app: Flask) -> Edition:
    """Released, with people who were asked, came, and signed in; letters wait in three states."""
    made = agenda.edition()
    agenda.released(made)
    panel = invitations.panel()
    for name in ("𠮷野 健 ‧ Ūla 'x' \"y\" \\z", "Sayun Nomin", "Nguyễn Thị Ánh"):
        invitations.invitation(panel, printed_name=name)
    registrations.registration(registrations.open_edition(capacity=1))
    with transaction():
        member = accounts.create("organiser@team.example.org")
        accounts.grant(member, db.session.get_one(Edition, made.id), Role.ORGANISER)
        sessions.begin(member)
        notifications.suppress("gone@example.org", "refused")
        accounts.remember_failed_try("organiser@team.example.org", "192.0.2.1")
        consents.record(db.session.scalars(select(Person)).all()[0], made, Purpose.NAME_PRINTED, "lt")
        db.session.add(FormUsed(once="abc", edition_id=made.id))
        asked = db.session.scalars(select(Invitation)).all()[0]
        asked.nominations.append(Nomination(name="Ąžuolas Ygaudas", created_at=asked.created_at))
        uploads.keep(member, Kind.PEOPLE, file_name="experts.xlsx", content=bytes(range(256)) * 9, edition=made)
        waiting = db.session.query(Message).filter_by(state=State.QUEUED).order_by(Message.id).all()
        assert len(waiting) > 2, "the test needs letters that wait"
        waiting[0].lease(until=waiting[0].queued_at)
        waiting[1].state = State.RETRYING
    return db.session.get_one(Edition, made.id)


@pytest.fixture
def new_app(app: Flask, tmp_path: Path) -> Iterator[NewApp]:
    """Apps on databases of their own that hold nothing, not even tables."""
    with ExitStack() as stack:

        def make(kind: str) -> Flask:
            name = f"elsewhere{next(_numbers)}"
            folder = tmp_path / name
            folder.mkdir()
            made = create_app(settings_for(stack.enter_context(fresh_database(kind, folder, name)), folder))
            stack.callback(_disposed, made)
            return made

        yield make


def command(app: Flask, *words: object) -> str:
    """What a command says; it has to succeed."""
    result = _run(app, words)
    assert result.exit_code == 0, result.output
    return result.output


def refusal(app: Flask, *words: object) -> str:
    """What a command says when it refuses: one line, exit status 1."""
    result = _run(app, words)
    assert result.exit_code == 1, result.output
    assert len(result.output.strip().splitlines()) == 1, result.output
    assert result.output.startswith("Error: ") and "Traceback" not in result.output
    return result.output


def all_rows(app: Flask) -> Rows:
    """Every row of every table, as the models read them."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
        }


def _run(app: Flask, words: tuple[object, ...]) -> Result:
    db.session.rollback()  # what a test still reads would keep the command waiting
    with app.app_context():  # a command takes the context it finds, which may be that of another app
        return app.test_cli_runner().invoke(args=[str(word) for word in words])


def _disposed(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
