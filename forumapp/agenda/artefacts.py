"""Rendered pages and files of releases: a cache, never the truth (decision 28).

A request for something that was released asks the database at most once a second, and only which release is
the newest and whether a name was taken out since. What was rendered is kept in memory and under
``DATA_DIR/artefacts``, known by everything it depends on: the facts, the language, what was asked for, and the
code, templates and translations that rendered it.
"""

import contextlib
import gzip
import hashlib
import json
import logging
import os
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from config import ROOT, Settings
from forumapp.agenda import queries, snapshots
from forumapp.agenda import shelf as shelves
from forumapp.agenda.models import Release
from forumapp.agenda.shelf import Shelf
from forumapp.agenda.snapshots import Snapshot
from forumapp.extensions import db
from forumapp.forums.models import EditionState

log = logging.getLogger(__name__)

FRESH_SECONDS = 1.0
"""How long a process may believe that the newest release is still the newest."""
_KEPT_POINTERS, _KEPT_RELEASES, _KEPT_ARTEFACTS = 500, 64, 256
_LARGEST_IN_MEMORY = 200_000
"""Bytes; a longer file is read from the disk each time."""
_RENDERED_BY = ("forumapp/**/*.py", "forumapp/**/*.typ", "templates/**/*.html", "static/**/*.*")
_RENDERED_BY_TOO = ("translations/**/*.mo", "translations/**/*.po", "requirements.txt", "config.py")

Kept = TypeVar("Kept")


class _Recent(Generic[Kept]):
    """The entries used last, up to a number; one process serves many threads."""

    def __init__(self, size: int) -> None:
        self._size, self._entries, self._lock = size, OrderedDict[str, Kept](), threading.Lock()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def put(self, key: str, entry: Kept) -> None:
        with self._lock:
            self._entries[key] = entry
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


@dataclass(frozen=True)
class Released:
    """One release in one revision. ``digest`` changes whenever a byte of its facts does; with the newest release
    stand the files and links of the forum, so that its digest changes with them, too.
    """

    id: int
    number: int
    revision: int
    digest: str
    snapshot: Snapshot


@dataclass(frozen=True)
class Pointer:
    """What the public may know of an edition at this second; releases from first to newest."""

    slug: str
    state: str
    releases: tuple[Released, ...]
    read_at: float
    shelf: Shelf = shelves.EMPTY

    @property
    def newest(self) -> Released | None:
        return self.releases[-1] if self.releases else None

    def numbered(self, number: int) -> Released | None:
        return next((released for released in self.releases if released.number == number), None)

    def before(self, released: Released) -> Released | None:
        """The one that it replaced."""
        place = self.releases.index(released)
        return self.releases[place - 1] if place else None

    def earlier(self, released: Released) -> list[Snapshot]:
        """What was released before it, from the first."""
        return [other.snapshot for other in self.releases if other.number < released.number]


@dataclass(frozen=True)
class Artefact:
    content: bytes
    etag: str


_pointers = _Recent[Pointer](_KEPT_POINTERS)
_released = _Recent[Released](_KEPT_RELEASES)
_shelves = _Recent[Shelf](_KEPT_POINTERS)
_artefacts = _Recent[Artefact](_KEPT_ARTEFACTS)
_compressed = _Recent[Artefact](_KEPT_ARTEFACTS)
_reading = threading.Lock()
_rendering: dict[str, threading.Lock] = {}


def pointer(settings: Settings, slug: str) -> Pointer | None:
    """The edition as the public may know it; None where it must not be known to exist."""
    known = _pointers.get(slug)
    if known and is_current(known):
        return known
    # One thread asks; the others are served what was true a moment ago.
    if not _reading.acquire(blocking=known is None):
        return known
    try:
        return _read(settings, slug)
    except DBAPIError:
        if known is None:
            raise
        log.warning("the database does not answer; showing the release known last")
        db.session.rollback()
        return known
    finally:
        _reading.release()


def snapshot_at_hand(settings: Settings, slug: str) -> Snapshot | None:
    """The newest release, for whoever writes: an error of the database ends her transaction, as any other does."""
    known = _pointers.get(slug)
    if known is None or not is_current(known):
        known = _read(settings, slug)
    return known.newest.snapshot if known and known.newest else None


def is_current(known: Pointer) -> bool:
    """Whether this may still be believed without asking."""
    return time.monotonic() - known.read_at < FRESH_SECONDS and _pointers.get(known.slug) is known


def compressed(made: Artefact) -> Artefact:
    """The same, as browsers like to get it. Its bytes are others, so its entity tag is, too."""
    found = _compressed.get(made.etag)
    if found is None:
        found = Artefact(gzip.compress(made.content, mtime=0), f"{made.etag}-gzip")
        _compressed.put(made.etag, found)
    return found


def artefact(
    settings: Settings,
    released: Released,
    language: str,
    name: str,
    render: Callable[[], bytes],
    on_disk: bool = True,
) -> Artefact:
    """What ``render`` makes of a release, made once; ``name`` says what, e.g. ``agenda.pdf``.

    ``on_disk`` is for what comes in a handful of variants; filtered pages come in thousands.
    """
    key = _key(settings, released, language, name)
    found = _artefacts.get(key)
    if found:
        return found
    file = _folder(settings, released) / key
    with _one_at_a_time(key):
        content = _stored(file) if on_disk else None
        found = _artefacts.get(key)
        if content is None and found is None:
            db.session.rollback()  # rendering takes time; no connection waits for it
            content = render()
            if on_disk:
                _store(file, content)
        found = found or Artefact(content or b"", key)
        if len(found.content) <= _LARGEST_IN_MEMORY:
            _artefacts.put(key, found)
    return found


def large_file(settings: Settings, released: Released, name: str, make: Callable[[], bytes]) -> Path | bytes:
    """What is too large for memory, where it lies on the disk; its bytes where the disk does not take them."""
    file = _folder(settings, released) / _key(settings, released, "", name)
    with _one_at_a_time(str(file)):
        if not file.is_file():
            db.session.rollback()
            content = make()
            _store(file, content)
            if not file.is_file():
                return content
    return file


def etag(settings: Settings, released: Released, language: str, name: str) -> str:
    return _key(settings, released, language, name)


def forget() -> None:
    """Ask the database again at the next request."""
    _pointers.clear()
    _released.clear()
    _shelves.clear()


def forget_after_commit() -> None:
    """For whoever changes a release; a reader in between would only learn the old one anew."""
    event.listen(db.session(), "after_commit", lambda _session: forget(), once=True)


def remove_outdated(settings: Settings) -> None:
    """Files of revisions that are no more, even where nobody asks for that release: another machine revised it."""
    folders = list((settings.data_dir / "artefacts").glob("*-*-*"))  # before asking: a newer one is left alone
    if not folders:
        return
    current = {f"{number}-{revision}" for number, revision in queries.revisions()}
    for folder in folders:
        if folder.name.rpartition("-")[0] not in current:
            shutil.rmtree(folder, ignore_errors=True)


@cache
def renderer_version() -> str:
    """A hash of everything that decides how facts are rendered."""
    digest = hashlib.sha256()
    for pattern in _RENDERED_BY + _RENDERED_BY_TOO:
        for file in sorted(ROOT.glob(pattern)):
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _read(settings: Settings, slug: str) -> Pointer | None:
    rows = queries.marks(slug)
    if not rows or rows[0].state == EditionState.DRAFT:
        return None
    shelf, newest = _shelf(slug, rows[0].shelf), rows[-1].id
    releases = tuple(
        _release(settings, row.id, row.number, row.revision, shelf if row.id == newest else shelves.EMPTY)
        for row in rows
        if row.id is not None
    )
    known = Pointer(slug, rows[0].state, releases, time.monotonic(), shelf)
    _pointers.put(slug, known)
    return known


def _shelf(slug: str, mark: int) -> Shelf:
    """Read anew only when its mark has changed."""
    if not mark:
        return shelves.EMPTY
    key = f"{slug}/{mark}"
    found = _shelves.get(key)
    if found is None:
        found = shelves.read(slug)
        _shelves.put(key, found)
    return found


def _release(settings: Settings, release_id: int, number: int, revision: int, shelf: Shelf) -> Released:
    key = f"{release_id}/{number}/{revision}/{shelf.digest}"
    found = _released.get(key)
    if found is None:
        snapshot = snapshots.upgraded(db.session.get_one(Release, release_id).snapshot)
        facts = json.dumps(snapshot, sort_keys=True, ensure_ascii=False) + shelf.digest
        found = Released(release_id, number, revision, hashlib.sha256(facts.encode()).hexdigest(), snapshot)
        _released.put(key, found)
        _remove_other_revisions(_folder(settings, found))
    return found


def _key(settings: Settings, released: Released, language: str, name: str) -> str:
    # The facts themselves and not their number: after a restored backup a number may mean other facts.
    parts = (released.digest, settings.base_url, language, name, renderer_version())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def _folder(settings: Settings, released: Released) -> Path:
    return settings.data_dir / "artefacts" / f"{released.id}-{released.revision}-{released.digest[:16]}"


@contextlib.contextmanager
def _one_at_a_time(key: str) -> Iterator[None]:
    """The same thing is rendered by one thread; the others wait for it."""
    lock = _rendering.setdefault(key, threading.Lock())
    try:
        with lock:
            yield
    finally:
        _rendering.pop(key, None)


def _stored(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _store(file: Path, content: bytes) -> None:
    """Whole or not at all; what cannot be kept is rendered again next time."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).replace(file)
    except OSError as error:
        log.warning("a rendered file could not be kept: %s", error.strerror)


def _remove_other_revisions(folder: Path) -> None:
    """They may name somebody who took her name back."""
    release_id = folder.name.partition("-")[0]
    for other in folder.parent.glob(f"{release_id}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
