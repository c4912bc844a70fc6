"""A forum with something in nearly every table, and further databases to restore into."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from forumapp import clock, create_app
from forumapp.accounts import actions as accounts
from forumapp.accounts import sessions
from forumapp.agenda.models import CalendarFeed, OwnAgenda
from forumapp.announcements import actions as announcements
from forumapp.announcements.models import Kind as Announced
from forumapp.attendance import actions as attendance
from forumapp.attendance import queries as at_the_desk
from forumapp.certificates import actions as certificates
from forumapp.certificates.models import Certificate, new_code
from forumapp.consents import actions as consents
from forumapp.consents.models import Giver
from forumapp.consents.purposes import Purpose
from forumapp.database import Base
from forumapp.extensions import db, transaction
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition
from forumapp.invitations import answering
from forumapp.invitations.models import Invitation
from forumapp.invitations.nominations import Nomination
from forumapp.materials import actions as materials
from forumapp.notifications import actions as notifications
from forumapp.notifications.models import Message, State
from forumapp.panels import actions as panels
from forumapp.people import actions as people
from forumapp.people import pool, saved
from forumapp.people.belonging import SeriesGroup
from forumapp.people.models import EditionPerson, Person
from forumapp.people.pool import WallWindow
from forumapp.pictures import Picture
from forumapp.privacy import erasures
from forumapp.privacy.models import Erasure, PrivacyWords
from forumapp.profiles.models import AccessNeed, OneTimeCode, Photo, Profile, ProfileRequest, Stay
from forumapp.programme import advice, clashes, cohosts, courses, online
from forumapp.programme.models import ForumSession
from forumapp.registrations.addresses import actions as addresses
from forumapp.registrations.models import Registration
from forumapp.rights import Role
from forumapp.setup.models import FormUsed
from forumapp.tasks import actions as tasks
from forumapp.uploads import actions as uploads
from forumapp.uploads.file_types import Checked
from forumapp.uploads.models import Kind
from forumapp.words import Text
from tests.conftest import settings_for
from tests.factories import agenda, categories, invitations, questions, registrations, seats
from tests.support.databases import fresh_database

NewApp = Callable[[str], Flask]
Rows = dict[str, list[tuple[Any, ...]]]

_numbers = count(1)


@pytest.fixture(autouse=True)
def before_the_forum() -> Iterator[None]:
    """While invitations are out and answers are awaited."""
    with time_machine.travel(invitations.NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def nobody_was_erased_before(app: Flask) -> None:
    """By another test, whose list would be replayed here: the data directory is everybody's."""
    (app.config["SETTINGS"].data_dir / erasures.FILE).unlink(missing_ok=True)


@pytest.fixture
def edition(app: Flask) -> Edition:
    """Released, with people who were asked, came, and signed in; letters wait in three states."""
    made = agenda.with_tracks(agenda.edition())
    agenda.released(made)
    panel = invitations.panel()
    for name in ("𠮷野 健 ‧ Ūla 'x' \"y\" \\z", "Sayun Nomin", "Nguyễn Thị Ánh"):
        invitations.invitation(panel, printed_name=name)
    came = registrations.registration(registrations.open_edition(capacity=1))
    delegates = categories.category(came.edition, quota=3, sessions=("W2",), is_reviewed=True)
    delegate = registrations.registration(came.edition, category=delegates)
    note = questions.question(came.edition, kind="file")
    questions.give_file(delegate, note)
    questions.answer(delegate, questions.question(came.edition, after=(note, "x")), "𠮷")
    seats.request(came, seats.by_request(came.edition))
    with transaction():
        member = accounts.create("organiser@team.example.org")
        accounts.grant(member, db.session.get_one(Edition, made.id), Role.ORGANISER)
        sessions.begin(member)
        notifications.suppress("gone@example.org", "refused")
        accounts.remember_failed_try("organiser@team.example.org", "192.0.2.1")
        consents.record(
            db.session.scalars(select(Person).order_by(Person.id)).all()[0], made, Purpose.NAME_PRINTED, "lt"
        )
        consents.record(Giver(registration_id=came.id), came.edition, Purpose.LISTED, "en")
        db.session.add(Erasure(address_key="e" * 64, erased_at=clock.now()))
        db.session.add(
            PrivacyWords(edition_id=made.id, heading="contact", words=Text.of("Write to us."), saved_at=clock.now())
        )
        tasks.begin("send_invitations", [1, 2], once="abc", edition=made)
        db.session.add(FormUsed(once="abc", edition_id=made.id))
        asked = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()[0]
        asked.nominations.append(Nomination(name="Ąžuolas Ygaudas", created_at=asked.created_at))
        fill_profile(asked)
        came = db.session.get_one(Registration, came.id)
        attendance.check_in(came, member)
        attendance.print_badges(came.edition, at_the_desk.on_paper(came.edition))
        certificates.set_terms(came.edition, is_on=True, signatory=Text.of("Jonas Petraitis"), hours=6)
        db.session.add(Certificate(registration=came, code=new_code(), printed_name="Ūla", made_at=came.submitted_at))
        panels.set_targets(
            asked.edition,
            women_percent=40,
            sectors=2,
            regions=2,
            more_than_one_gender=True,
            languages=2,
            moderated=True,
            confirmed=3,
            on_site=2,
        )
        panel = db.session.scalars(select(ForumSession).order_by(ForumSession.id)).all()[0]
        courses.add_item(panel, Text.of("Welcome"), 5, "welcome", cue="Light on stage")
        outside = clashes.Clash(clashes.Kind.OTHER_DAY, (panel,))
        advice.set_aside(made, outside)
        taken = materials.add(
            panel.edition,
            Checked(bytes(range(256)), "pdf"),
            kind="slides",
            title=Text(),
            visibility="public",
            session=panel,
        )
        materials.replace(taken, "https://video.example.org/1")
        uploads.keep(member, Kind.PEOPLE, file_name="experts.xlsx", content=bytes(range(256)) * 9, edition=made)
        announcements.save(
            panel.edition, Announced.PRACTICAL, words=Text.of("Bring a passport."), online_words=Text(), days=None
        )
        addresses.ask(came, "elsewhere@example.org")
        db.session.add(OwnAgenda(registration_id=came.id, sessions=[panel.uid]))
        db.session.add(CalendarFeed(edition_id=made.id, registration_id=came.id, issued_at=came.submitted_at))
        _fill_pool(db.session.get_one(Edition, made.id))
        accepted = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()[1]
        answering.accept(accepted)
        hosted = db.session.get_one(Edition, made.id)
        forums.give_logo(hosted, hosted.hosts[0], Picture(bytes(range(256)), 16, 16))
        waiting = db.session.query(Message).filter_by(state=State.QUEUED).order_by(Message.id).all()
        assert len(waiting) > 2, "the test needs letters that wait"
        waiting[0].state, waiting[0].lease_owner = State.LEASED, "a worker"
        waiting[0].leased_until = waiting[0].queued_at
        waiting[1].state = State.RETRYING
    return db.session.get_one(Edition, made.id)


def fill_profile(asked: Invitation) -> None:
    """Everything an expert can tell."""
    person, edition, at = asked.person_id, asked.edition_id, asked.created_at
    db.session.add_all(
        (
            Profile(person_id=person, biography=Text.of("Writes on “names”; 𠮷."), saved_at=at),
            Photo(person_id=person, content=bytes(range(256)), width=1, height=1, saved_at=at),
            ProfileRequest(edition_id=edition, person_id=person, asked_at=at, times=2),
            Stay(edition_id=edition, person_id=person, arrives_on=at.date(), arrives_at=at.time(), saved_at=at),
            AccessNeed(edition_id=edition, person_id=person, access=["step_free"], diet_words="no nuts", saved_at=at),
            OneTimeCode(
                invitation_id=asked.id, code_hash="a" * 64, browser_hash="b" * 64, asked_at=at, expires_at=at, tries=2
            ),
        )
    )


def _fill_pool(edition: Edition) -> None:
    person, known = db.session.execute(select(Person, EditionPerson).join(EditionPerson)).all()[0]
    for organisation in ("Example Ministry", "Example Networks"):
        pool.take_position(person, edition, title=Text(), organisation=Text.of(organisation), since=date(2025, 1, 1))
    pool.set_contact(person, edition, name="Ąžuolas Ygaudas", email="office@example.org", language="lt")
    topic, group = (
        edition.series.topics[0],
        SeriesGroup(series_id=edition.series_id, key="advisers", name=Text.of("Advisers")),
    )
    db.session.add(group)
    db.session.flush()
    pool.set_topics(person, edition, [topic])
    pool.set_groups(person, edition, [group])
    day = datetime(2026, 10, 24)
    pool.set_windows(known, edition, [WallWindow(day.replace(hour=9), day.replace(hour=17))], "Europe/Vilnius")
    saved.choose(edition, "Panel", [person])
    helper = accounts.create("cohost@team.example.org")
    given = accounts.grant(helper, edition, Role.COHOST)
    people.make_known(person, edition, by=helper)
    online.keep(edition, None, join_address="https://meet.example.org/1")
    cohosts.set_sessions(edition, given, db.session.scalars(select(ForumSession).order_by(ForumSession.id)).all()[:1])


@pytest.fixture
def new_app(app: Flask, tmp_path: Path) -> Iterator[NewApp]:
    """Apps on databases of their own that hold nothing, not even tables."""
    with ExitStack() as stack:

        def make(kind: str) -> Flask:
            name = f"elsewhere{os.getpid()}_{next(_numbers)}"  # two processes of a run share one server
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
