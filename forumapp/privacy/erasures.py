"""That somebody was erased, told to backups made before: a keyed hash of the address and when, no more.

The list stands in the database and, because a restored database may be older, in a file in the data folder of each
machine and in one beside the backups, too.
"""

import hashlib
import hmac
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, inspect, select

from forumapp import clock, names
from forumapp.extensions import db, transaction
from forumapp.invitations.nominations import Nomination
from forumapp.notifications import rendering
from forumapp.notifications.models import Message
from forumapp.people.belonging import Contact
from forumapp.people.models import Person
from forumapp.privacy.models import Erasure
from forumapp.registrations.models import Registration

KEPT = timedelta(days=730)
"""Longer than any backup should be."""
FILE = "erasures"
"""A line for each, the key and when."""

Entry = tuple[str, str]
"""Key of the address, and when in UTC."""


@dataclass(frozen=True)
class Replayed:
    """How many of those who were erased the backup still held."""

    erased: int
    left: int
    """Who sign in as members of the team by what the backup says; they have to leave it first."""


def remember(address: str) -> None:
    db.session.add(Erasure(address_key=_key(address), erased_at=clock.now()))


def unknown_beside(folder: Path) -> set[Entry]:
    """Those of the database that the file in this folder does not know yet."""
    with db.engine.connect() as connection:
        return _not_too_old(_stored(connection)) - _read(folder)


def write_beside(folder: Path) -> None:
    """Bring the file in this folder up to date; after the commit."""
    if missing := unknown_beside(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / FILE, "a", encoding="utf-8", opener=_for_its_owner_only) as file:
            file.write(_lines(missing))
    known = _read(folder)
    if (kept := _not_too_old(known)) != known:
        unfinished = folder / f"{FILE}.unfinished"
        with open(unfinished, "w", encoding="utf-8", opener=_for_its_owner_only) as file:
            file.write(_lines(kept))
        unfinished.replace(folder / FILE)


def known_to(engine: Engine, *folders: Path) -> set[Entry]:
    """Those in a database and in the files of these folders."""
    with engine.connect() as connection:
        return _stored(connection).union(*(_read(folder) for folder in folders))


def replay(
    copy: Engine, known: Collection[Entry], erase: Callable[[str], object], refuses: type[Exception]
) -> Replayed:
    """Erase from a database that is nobody's yet whoever was erased after it was written."""
    with _as_database(copy):
        with db.engine.connect() as connection:
            missing = set(known) - _stored(connection)
        if not missing:
            return Replayed(0, 0)
        wanted, erased, left = {key for key, _ in missing}, 0, 0
        for address in _addresses(wanted):
            try:
                with transaction():
                    erase(address)
                erased += 1
            except refuses:
                left += 1
        with transaction():
            db.session.add_all(Erasure(address_key=key, erased_at=datetime.fromisoformat(at)) for key, at in missing)
    return Replayed(erased, left)


def _addresses(wanted: Collection[str]) -> list[str]:
    """The addresses of the database that have one of these keys."""
    columns = (
        Person.email_normalised,
        Registration.email_normalised,
        Contact.email_normalised,
        Message.recipient_key,
        Nomination.email,
    )
    found: set[str] = set()
    for column in columns:
        found |= {
            names.normalise_email(address) for address in db.session.scalars(select(column).distinct()) if address
        }
    db.session.remove()
    return sorted(address for address in found if _key(address) in wanted)


@contextmanager
def _as_database(engine: Engine) -> Iterator[None]:
    """Sessions of this block work on another database."""
    db.session.remove()
    engines = cast(dict[str | None, Engine], db.engines)
    usual = engines[None]
    engines[None] = engine
    try:
        yield
    finally:
        db.session.remove()
        engines[None] = usual


def _stored(connection: Connection) -> set[Entry]:
    if not inspect(connection).has_table(Erasure.__tablename__):
        return set()
    rows = connection.execute(select(Erasure.address_key, Erasure.erased_at))
    return {(key, at.astimezone(UTC).isoformat()) for key, at in rows}


def _not_too_old(entries: set[Entry]) -> set[Entry]:
    since = clock.now() - KEPT
    return {(key, at) for key, at in entries if datetime.fromisoformat(at) >= since}


def _for_its_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _lines(entries: set[Entry]) -> str:
    return "".join(f"{key} {at}\n" for key, at in sorted(entries, key=lambda entry: entry[1]))


def _read(folder: Path) -> set[Entry]:
    file = folder / FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {(key, at) for key, _, at in (line.partition(" ") for line in lines) if key and at}


def _key(address: str) -> str:
    secret = hashlib.sha256(f"forumapp: who was erased, v1:{rendering.secret_key()}".encode()).digest()
    return hmac.new(secret, names.normalise_email(address).encode(), hashlib.sha256).hexdigest()
