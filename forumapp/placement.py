"""Where a SQLite database may lie, and that one machine at a time works on it.

SQLite's log is shared memory: on a network file system, or from two machines, it is corrupted in silence.
PostgreSQL is the answer to several machines, and is never refused here.
"""

import contextlib
import fcntl
import os
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import click
from sqlalchemy import delete, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.notifications.models import WorkerHeartbeat

HEARD_OF = timedelta(minutes=2)
"""So long after its last sign a worker counts as working; they give one every half minute."""

MOUNTS = Path("/proc/mounts")

NETWORK = re.compile(
    r"nfs\d?|cifs|smb\w*|9p|afs|ceph|lustre|beegfs|glusterfs|gfs2|ocfs2|orangefs|davfs|ncpfs"
    r"|fuse\.(sshfs|glusterfs|ceph|ceph-fuse|s3fs|rclone|davfs\d?|gcsfuse|goofys|mount-s3|blobfuse\d?|smbnetfs|juicefs)"
)
"""Kinds of file systems whose files another machine may hold, as /proc/mounts names them."""


class WrongPlace(click.ClickException):
    """The app must not work on this database from here."""


class StillRunning(click.ClickException):
    """Something works on the database that this command wants for itself."""


@contextlib.contextmanager
def working(settings: Settings) -> Iterator[None]:
    """For as long as the block runs, this machine works on the database. Raises WrongPlace."""
    file = sqlite_file(settings)
    if file is None:
        yield
        return
    refuse_network_file_system((file, settings.data_dir), _mounts())
    with _mark(file).open("a+") as mark:
        fcntl.flock(mark, fcntl.LOCK_SH)
        _refuse_other_machine(mark)
        _write(mark, socket.gethostname())
        try:
            yield
        finally:
            if _nobody_else(mark):
                _write(mark, "")


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Nobody else works on the database while the block runs. Raises StillRunning or WrongPlace."""
    file = sqlite_file(settings)
    if file is None:
        _refuse_running_worker()
        yield
        return
    refuse_network_file_system((file, settings.data_dir), _mounts())
    with _mark(file).open("a+") as mark:
        if not _nobody_else(mark):
            raise StillRunning("The app is running; stop it first.")
        _refuse_other_machine(mark)
        yield


def worker_name() -> str:
    """How this process signs its heartbeats: machine, hyphen, process."""
    return f"{socket.gethostname()}-{os.getpid()}"


def leave(worker: str) -> None:
    """The worker stops and says so, so that another machine need not wait out its silence."""
    with contextlib.suppress(SQLAlchemyError), transaction():
        db.session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.worker == worker))


def refuse_network_file_system(paths: tuple[Path, ...], mounts: str) -> None:
    """Raises WrongPlace if one of the paths lies on another machine's disk; ``mounts`` is /proc/mounts."""
    for path in paths:
        kind = file_system_of(path, mounts)
        if kind and NETWORK.fullmatch(kind):
            raise WrongPlace(
                f"{path} lies on a network file system ({kind}), where SQLite loses data. "
                "Put DATA_DIR on a local disk, or set DATABASE_URL to a PostgreSQL."
            )


def file_system_of(path: Path, mounts: str) -> str | None:
    """The kind of the file system that holds the path; None where the system does not tell."""
    found: tuple[int, str] | None = None
    for line in mounts.splitlines():
        _device, point, kind, *_ = line.split(" ")
        mounted = Path(re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), point))
        # Of two mounts on one folder the later one is seen.
        if path.is_relative_to(mounted) and (found is None or len(mounted.parts) >= found[0]):
            found = len(mounted.parts), kind
    return found[1] if found else None


def sqlite_file(settings: Settings) -> Path | None:
    """Where the SQLite database lies; None for PostgreSQL."""
    url = make_url(settings.database_url)
    return Path(url.database).resolve() if url.get_backend_name() == "sqlite" and url.database else None


def _mounts() -> str:
    return MOUNTS.read_text(errors="replace") if MOUNTS.exists() else ""


def _mark(file: Path) -> Path:
    """Beside the database: whoever shares the one shares the other."""
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.with_name(f"{file.name}.machine")


def _nobody_else(mark: IO[str]) -> bool:
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _refuse_other_machine(mark: IO[str]) -> None:
    """Two signs: what the other wrote at its start, and the heartbeats it sends from then on."""
    mark.seek(0)
    named, here = mark.read().strip(), socket.gethostname()
    written_at = datetime.fromtimestamp(Path(mark.name).stat().st_mtime, UTC)
    started = {named} if named and clock.now() - written_at < HEARD_OF else set()
    if others := (started | _machines_heard_of()) - {here}:
        raise WrongPlace(
            f"The machine {min(others)} works on this SQLite database; two machines would corrupt it. "
            "Stop the app there and wait two minutes, or set DATABASE_URL to a PostgreSQL."
        )


def _refuse_running_worker() -> None:
    if others := _machines_heard_of():
        raise StillRunning(
            f"A worker on {min(others)} was heard of less than two minutes ago. "
            "Stop the app on every machine; after a crash wait two minutes."
        )


def _machines_heard_of() -> set[str]:
    if not inspect(db.engine).has_table(WorkerHeartbeat.__tablename__):
        return set()
    workers = db.session.scalars(select(WorkerHeartbeat.worker).where(WorkerHeartbeat.at > clock.now() - HEARD_OF))
    machines = {worker.rpartition("-")[0] for worker in workers}
    db.session.rollback()
    return machines


def _write(mark: IO[str], name: str) -> None:
    mark.truncate(0)
    mark.write(name)
    mark.flush()
