"""What processes wrote to the files of a database and when they asked the disk to keep it, taken down by ``strace``.

From that follows what a disk may hold after the power went at any moment: all that was written before a sync that had
ended, and of the rest nothing, everything or any part, down to single sectors.
"""

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""

_CALLS = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink"
_LINE = re.compile(r"(?P<at>[\d.]+) (?P<call>\w+)\((?P<given>.*)\)\s+= (?P<result>-?\d+).* <(?P<took>[\d.]+)>$")
_FILE = re.compile(r"\d+<((?:\\x[0-9a-f]{2})+)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class NoStrace(Exception):
    """Not installed, or nobody may look at other processes here."""


class Keeps(StrEnum):
    """What the disk has of that which nobody had asked it to keep."""

    NOTHING = "nothing"
    EVERYTHING = "everything"
    SOME_WRITES = "some writes"
    SOME_SECTORS = "some sectors"


@dataclass(frozen=True)
class Deed:
    """``kind``: write, truncate, create, unlink or sync. Times as ``time.time``; ``size`` of what is left."""

    kind: str
    file: str
    began: float
    ended: float
    offset: int = 0
    data: bytes = b""
    size: int = 0


@dataclass(frozen=True)
class Recording:
    database: Path
    before: bytes
    """The database when nobody had it open."""
    deeds: list[Deed] = field(repr=False)

    def disk_at(self, moment: float, keeps: Keeps, rng: random.Random) -> dict[str, bytes]:
        """Names and contents of the files that somebody finds when the power is back."""
        files = {self.database.name: bytearray(self.before)}
        settled = self._settled(moment)
        for deed in self.deeds:
            if deed.began > moment:
                break
            if deed.kind == "sync":
                continue
            of = "" if deed.kind in ("create", "unlink") else deed.file
            if deed.ended <= settled.get(of, 0):
                _do(deed, files)
            else:
                for part in _kept(deed, keeps, rng):
                    _do(part, files)
        return {name: bytes(content) for name, content in files.items()}

    def unsettled_at(self, moment: float) -> int:
        """Writes that a power cut may take back."""
        settled = self._settled(moment)
        written = (deed for deed in self.deeds if deed.kind == "write" and deed.began <= moment)
        return sum(deed.ended > settled.get(deed.file, 0) for deed in written)

    def _settled(self, moment: float) -> dict[str, float]:
        """For each file, and as an empty name for their folder: what ended before is on the disk."""
        settled: dict[str, float] = {}
        for deed in self.deeds:
            if deed.kind == "sync" and deed.ended <= moment:
                settled[deed.file] = max(deed.began, settled.get(deed.file, 0))
        return settled


def command(traces: Path, database: Path, watched: tuple[str, ...]) -> tuple[str, ...]:
    """``watched`` under the eye of strace, which writes a file a thread. Raises NoStrace."""
    strace = shutil.which("strace")
    if not strace:
        raise NoStrace("strace is not installed here")
    paths = [part for name in _names(database) for part in ("-P", str(database.with_name(name)))]
    # Texts as numbers, whole; with names of files and times.
    options = ("-ff", "-o", str(traces / "of"), "-ttt", "-T", "-y", "-xx", "-s", str(1 << 20), "-e", f"trace={_CALLS}")
    return (strace, *options, *paths, "-P", str(database.parent), *watched)


def read(traces: Path, database: Path, before: bytes) -> Recording:
    deeds = [
        deed for file in traces.iterdir() for line in file.read_text().splitlines() for deed in _deeds(line, database)
    ]
    return Recording(database, before, sorted(deeds, key=lambda deed: deed.began))


def _names(database: Path) -> tuple[str, ...]:
    return (database.name, f"{database.name}-wal", f"{database.name}-journal")


def _deeds(line: str, database: Path) -> Iterator[Deed]:
    """What this line tells; nothing where it failed or was about something else."""
    told = _LINE.match(line)
    if not told or int(told["result"]) < 0:
        return
    began, given, call = float(told["at"]), told["given"], told["call"]
    ended = began + float(told["took"])
    of_file, text = _FILE.match(given), _TEXT.search(given)
    if call == "unlink" or (call == "openat" and "O_CREAT" in given):
        name = Path(_bytes(text[1]).decode()).name if text else ""
        if name in _names(database):
            yield Deed("create" if call == "openat" else "unlink", name, began, ended)
        return
    path = Path(_bytes(of_file[1]).decode()) if of_file else Path()
    file = "" if path == database.parent else path.name
    if file and file not in _names(database):
        return
    rest = given.rsplit(",", 1)[-1].strip()
    match call:
        case "fsync" | "fdatasync":
            yield Deed("sync", file, began, ended)
        case "ftruncate":
            yield Deed("truncate", file, began, ended, size=int(rest))
        case "pwrite64":
            data = _bytes(text[1])[: int(told["result"])] if text else b""
            yield Deed("write", file, began, ended, offset=int(rest), data=data)
        case "write":
            raise ValueError(f"SQLite says where it writes: {line[:200]}")


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _kept(deed: Deed, keeps: Keeps, rng: random.Random) -> Iterator[Deed]:
    """The parts of it that reached the disk by chance."""
    if keeps is Keeps.EVERYTHING or (keeps is Keeps.SOME_WRITES and rng.random() < 0.5):
        yield deed
    elif keeps is Keeps.SOME_SECTORS:
        if deed.kind != "write":
            yield from [deed] if rng.random() < 0.5 else []
            return
        at, end = deed.offset, deed.offset + len(deed.data)
        while at < end:
            until = min((at // SECTOR + 1) * SECTOR, end)
            if rng.random() < 0.5:
                part = deed.data[at - deed.offset : until - deed.offset]
                yield Deed("write", deed.file, deed.began, deed.ended, at, part)
            at = until


def _do(deed: Deed, files: dict[str, bytearray]) -> None:
    if deed.kind == "unlink":
        files.pop(deed.file, None)
        return
    if deed.kind == "create":
        files.setdefault(deed.file, bytearray())
        return
    content = files.get(deed.file)
    if content is None:  # its entry in the folder is lost, and with it whatever it held
        return
    if deed.kind == "truncate":
        del content[deed.size :]
        content.extend(bytes(deed.size - len(content)))
        return
    content.extend(bytes(max(0, deed.offset - len(content))))
    content[deed.offset : deed.offset + len(deed.data)] = deed.data
