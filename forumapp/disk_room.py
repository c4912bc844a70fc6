"""How much room is left where the app keeps things: asked by whoever watches over a machine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config import Settings
from forumapp import placement

LOW_BYTES = 100_000_000
"""A few slides and some thousand letters: time enough to be told and to make room."""
LOW_SHARE = 20
"""Of a disk so small that a hundred megabytes are most of it, one part of so many."""


@dataclass(frozen=True)
class Room:
    """Bytes of the file system that holds one kind of things."""

    holds: str
    size: int
    free: int

    @property
    def is_low(self) -> bool:
        return self.free < min(LOW_BYTES, self.size // LOW_SHARE)


def rooms(settings: Settings) -> Iterator[Room]:
    """Of the data folder, and of a SQLite database that lies elsewhere; silent where the system does not tell."""
    yield from _room("data", settings.data_dir)
    file = placement.sqlite_file(settings)
    if file and not file.is_relative_to(settings.data_dir.resolve()):
        yield from _room("database", file.parent)


def _room(holds: str, folder: Path) -> Iterator[Room]:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent  # it is made when it is first needed
    try:
        found = os.statvfs(folder)
    except OSError:
        return
    yield Room(holds, found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize)
