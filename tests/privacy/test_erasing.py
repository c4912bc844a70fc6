"""Who is erased is nowhere any more: in no row, no file, and not in the bytes of the database (PRIV-02)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import create_app, schedule
from forumapp.accounts import actions as accounts
from forumapp.agenda import actions as agenda
from forumapp.agenda.models import Release
from forumapp.audit import actions as audit
from forumapp.audit.models import AuditEntry
from forumapp.consents import actions as consents
from forumapp.consents.purposes import Purpose
from forumapp.database import Base
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Room
from forumapp.invitations.models import Invitation
from forumapp.invitations.nominations import Nomination
from forumapp.materials import actions as materials
from forumapp.materials import queries
from forumapp.materials.models import Material
from forumapp.notifications.models import Message
from forumapp.people import pool, saved
from forumapp.people.models import EditionPerson, Person
from forumapp.privacy import actions, erasures
from forumapp.profiles.models import AccessNeed, Photo, Profile, Stay
from forumapp.programme.models import ForumSession
from forumapp.registrations import actions as registration_actions
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.tasks import actions as tasks
from forumapp.uploads import actions as uploads
from forumapp.uploads.file_types import Checked
from forumapp.uploads.models import Kind
from forumapp.words import Text
from tests.factories import invitations, people, registrations

NAME, NATIVE, ADDRESS = "Ingeborg Quendolin", "昆多琳英格", "Ingeborg.Quendolin@Example.org"
OTHER_ADDRESS = "iq-private@example.net"
PLANTED = ("quendolin", "昆多琳英格", "iq-private")


@pytest.fixture(autouse=True)
def before_the_forum() -> Iterator[None]:
    with time_machine.travel(invitations.NOW, tick=True):
        yield


@pytest.fixture
def edition(app: Flask) -> Edition:
    """She is in more than thirty places: her own rows, and what others wrote of her."""
    panel = invitations.panel()
    other = invitations.invitation(panel, printed_name="Sayun Nomin", email="sayun@example.org")
    person = people.expert(
        panel.edition,
        printed_name=NAME,
        native_name=NATIVE,
        email=ADDRESS,
        title=Text.of("Chair of Quendolin Institute"),
        organisation=Text.of("Quendolin Institute"),
    )
    asked = invitations.invitation(panel, person, state="accepted")
    with transaction():
        _plant_her_own(db.session.get_one(Invitation, asked.id))
        _plant_what_others_wrote(db.session.get_one(Invitation, other.id))
        edition = db.session.get_one(Edition, panel.edition_id)
        for number in range(2):
            agenda.release(edition, by_id=None, note=Text.of(f"Number {number}"))
        if registration := db.session.scalar(select(Registration).where(Registration.person_id == person.id)):
            registration.email = registration.email_normalised = OTHER_ADDRESS
    return db.session.get_one(Edition, panel.edition_id)


def _plant_her_own(asked: Invitation) -> None:
    person, edition, at = asked.person, asked.edition, asked.created_at
    asked.message = f"Yours, {NAME}"
    person.salutation = f"Dear Professor {NAME}"
    person.refresh_keys()
    consents.record(person, edition, Purpose.NAME_PRINTED, "lt")
    db.session.add_all(
        (
            Profile(person_id=person.id, biography=Text.of(f"{NAME} writes."), saved_at=at),
            Photo(person_id=person.id, content=b"Quendolin" * 999, width=1, height=1, saved_at=at),
            Stay(edition_id=edition.id, person_id=person.id, arrives_with="Quendolin Air", saved_at=at),
            AccessNeed(edition_id=edition.id, person_id=person.id, diet_words="no Quendolin", saved_at=at),
        )
    )
    pool.take_position(person, edition, title=Text.of("Quendolin"), organisation=Text(), since=at.date())
    pool.set_contact(person, edition, name="Office of Quendolin", email="office@quendolin.example", language="lt")
    saved.choose(edition, "Panel", [person])
    known = db.session.scalars(select(EditionPerson).where(EditionPerson.person_id == person.id)).one()
    known.notes = f"{NAME} is an old friend"
    audit.record("person seen", f"person {person.public_id}", f"address {ADDRESS}", edition)


def _plant_what_others_wrote(asked: Invitation) -> None:
    edition, person = asked.edition, asked.person
    asked.message = f"Ask {NAME} ({ADDRESS.lower()}) too"
    asked.suggested_name, asked.suggested_why = NAME, f"{NATIVE} knows more"
    asked.nominations.append(Nomination(name=NAME, title="Quendolin", email=ADDRESS, created_at=asked.created_at))
    known = db.session.scalars(select(EditionPerson).where(EditionPerson.person_id == person.id)).one()
    known.notes = f"Met {NAME}, also written {NATIVE}."
    pool.set_contact(person, edition, name=NAME, email=ADDRESS, language="lt")
    letter = db.session.scalars(select(Message).where(Message.recipient_key == "sayun@example.org")).first()
    assert letter
    letter.subject, letter.body_html = f"With {NAME}", f"<p>{NAME} and {NATIVE}</p>"
    letter.body_text = f"{NAME} <{ADDRESS}>"
    session = db.session.scalars(select(ForumSession)).first()
    assert session
    session.abstract = Text.of(f"With a speech of {NAME}")
    session.note = Text.of(f"{NATIVE}致詞")
    session.lead_organiser = f"{NAME}, protocol"
    room = db.session.scalars(select(Room)).first()
    assert room
    room.contact = f"{NAME}, 555 0100"
    noted = db.session.get_one(Edition, edition.id)
    noted.contact, noted.emergency = Text.of(f"{NAME}, 555 0100"), Text.of(f"Call {NATIVE}.", "zh-Hant")
    tasks.begin("send_invitations", [1], once="abc", edition=edition, facts={"note": [f"for {NAME}"]})
    saved.save_filter(edition, "Found", {"q": ADDRESS})
    member = accounts.create("organiser@team.example.org")
    uploads.keep(member, Kind.PEOPLE, file_name=f"{NAME}.csv", content=NAME.encode(), edition=edition)


def test_an_erased_person_is_in_no_row_no_file_and_no_byte(app: Flask, edition: Edition) -> None:
    assert len(_places(app)) >= 30, sorted(_places(app))
    result = app.test_cli_runner().invoke(args=["privacy", "erase", ADDRESS])
    assert result.exit_code == 0, result.output
    assert _places(app) == set()
    assert _bytes_on_disk(app) == []


def test_what_others_are_stays(app: Flask, edition: Edition) -> None:
    _erase(ADDRESS)
    assert [person.printed_name for person in db.session.scalars(select(Person))] == ["Sayun Nomin"]
    other = db.session.scalars(select(Invitation)).one()
    assert other.message == "Ask […] ([…]) too"
    assert db.session.scalars(select(Message).where(Message.recipient_key == "sayun@example.org")).first()


def test_every_release_forgets_her_and_gets_a_new_revision(app: Flask, edition: Edition) -> None:
    before = [release.revision for release in db.session.scalars(select(Release).order_by(Release.id))]
    _erase(ADDRESS)
    releases = db.session.scalars(select(Release).order_by(Release.id)).all()
    assert len(releases) == 2
    assert all(release.revision == revision + 1 for release, revision in zip(releases, before, strict=True))
    assert not any(NAME in str(release.snapshot) for release in releases)


def test_that_somebody_agreed_stays_provable_without_saying_who(app: Flask, edition: Edition) -> None:
    _erase(ADDRESS)
    proof = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "consent kept without person")).all()
    assert any(entry.detail.startswith("name_printed 2026-1 lt 2026-09-01") for entry in proof)
    assert all(entry.object.startswith("erased ") for entry in proof)


def test_erasing_twice_and_erasing_nobody_change_nothing(app: Flask, edition: Edition) -> None:
    _erase(ADDRESS)
    before = db.session.query(AuditEntry).count()
    again, nobody = _erase(ADDRESS), _erase("nobody@example.org")
    assert again == nobody == actions.Erased(people=0, registrations=0, invitations=0, letters=0, mentions=0)
    assert db.session.query(AuditEntry).count() == before


def test_her_place_is_offered_to_the_next_in_line(app: Flask) -> None:
    edition = registrations.open_edition(capacity=1)
    registrations.registration(edition, email="first@example.org")
    registrations.registration(edition, email="second@example.org")
    _erase("first@example.org")
    left = db.session.scalars(select(Registration)).one()
    assert (left.email, left.state) == ("second@example.org", RegistrationState.OFFERED)


def test_words_in_a_public_form_wipe_nothing(app: Flask, edition: Edition) -> None:
    """Anybody may register under any name and then ask to be erased."""
    with transaction():
        made = db.session.get_one(Edition, edition.id)
        registration_actions.add(made, name="Sayun Nomin", email="prankster@example.org")
    _erase("prankster@example.org")
    assert db.session.scalars(select(Person).where(Person.printed_name == "Sayun Nomin")).one()
    assert NAME in db.session.scalars(select(ForumSession)).one().abstract.everything()


def test_an_address_within_a_longer_one_stays(app: Flask) -> None:
    edition = registrations.open_edition()
    registrations.registration(edition, email="li@example.org")
    with transaction():
        audit.record("told", "letters", "to yu-li@example.org and li@example.org")
    _erase("li@example.org")
    details = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "told")).one()
    assert details == "to yu-li@example.org and […]"


def test_who_signs_in_is_not_erased_by_accident(app: Flask) -> None:
    with transaction():
        accounts.create("organiser@team.example.org")
    result = app.test_cli_runner().invoke(args=["privacy", "erase", "organiser@team.example.org"])
    assert result.exit_code == 1
    assert "nothing was erased" in result.output


def test_files_whose_title_names_her_go_and_the_desk_is_told_where_to_look(app: Flask, edition: Edition) -> None:
    with transaction():
        session = db.session.scalars(select(ForumSession)).one()
        hers = materials.add(
            session.edition,
            Checked(f"{NAME} speaks".encode(), "pdf"),
            kind="slides",
            title=Text.of(f"Slides of {NAME}"),
            visibility="public",
            session=session,
        )
        other = materials.add(
            session.edition,
            Checked(b"of all", "pdf"),
            kind="slides",
            title=Text(),
            visibility="public",
            session=session,
        )
        numbers, code = (hers.id, other.id), session.code
    assert _erase(ADDRESS).files == 1
    gone, stays = (db.session.get_one(Material, number) for number in numbers)
    assert gone.is_withdrawn and not gone.title and queries.content(gone.current) is None
    assert not stays.is_withdrawn and queries.content(stays.current) == b"of all"
    told = db.session.scalars(select(Message).where(Message.kind == "speaker_erased")).one()
    assert code in told.body_text and "1 file of these sessions" in told.body_text
    assert _places(app) == set()


@pytest.fixture
def other_machine(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """It shares the database alone."""
    other = create_app(replace(app.config["SETTINGS"], data_dir=tmp_path / "other-machine"))
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def test_other_machines_forget_her_on_their_disks_though_nobody_asks_them(
    app: Flask, other_machine: Flask, edition: Edition
) -> None:
    folder = other_machine.config["SETTINGS"].data_dir
    path = f"/en/{edition.slug}/releases/1/agenda.json"
    assert other_machine.test_client().get(path).status_code == 200
    assert _files_with_her(folder)
    assert app.test_cli_runner().invoke(args=["privacy", "erase", ADDRESS]).exit_code == 0
    with other_machine.app_context():
        schedule.forget_here_too()
    assert _files_with_her(folder) == []
    here = app.config["SETTINGS"].data_dir
    assert (folder / erasures.FILE).read_text() in (here / erasures.FILE).read_text()


def test_what_was_taken_out_of_a_release_elsewhere_goes_and_the_rest_stays(
    app: Flask, other_machine: Flask, edition: Edition
) -> None:
    with other_machine.app_context():
        schedule.forget_here_too()  # nobody was erased that this machine would not know of
    folder = other_machine.config["SETTINGS"].data_dir
    for number in (1, 2):
        path = f"/en/{edition.slug}/releases/{number}/agenda.json"
        assert other_machine.test_client().get(path).status_code == 200
    first, second = (folder / "artefacts" / _rendered(folder, number) for number in _release_ids())
    with transaction():
        db.session.get_one(Release, _release_ids()[0]).revision += 1
    with other_machine.app_context():
        schedule.forget_here_too()
    assert not first.exists() and second.exists()


def _release_ids() -> list[int]:
    return list(db.session.scalars(select(Release.id).order_by(Release.number)))


def _rendered(folder: Path, release_id: int) -> str:
    (found,) = (folder / "artefacts").glob(f"{release_id}-*")
    return found.name


def _erase(address: str) -> actions.Erased:
    with transaction():
        return actions.erase(address)


def _places(app: Flask) -> set[str]:
    """Each row and column in which she can be read, of every table there is."""
    db.session.rollback()
    found = set()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(*table.columns)):
            for column, value in zip(table.columns, row, strict=True):
                text = repr(value).lower()
                if any(word in text for word in PLANTED):
                    found.add(f"{table.name}.{column.name} {row[0]}")
    db.session.rollback()
    return found


def _bytes_on_disk(app: Flask) -> list[str]:
    """Files that hold her: database, journal, data directory."""
    folders = [app.config["SETTINGS"].data_dir]
    if db.engine.dialect.name == "sqlite":
        folders.append(Path(db.engine.url.database or "").parent)
    return _files_with_her(*folders)


def _files_with_her(*folders: Path) -> list[str]:
    needles = [word.encode() for word in PLANTED]
    files = {file for folder in folders for file in folder.rglob("*") if file.is_file()}
    return [file.name for file in files if any(needle in file.read_bytes().lower() for needle in needles)]
