"""The power goes at any moment: the tables are whole, and hold all that was acknowledged before (DATA-02).

Nobody can cut the power of the machine this runs on, so the disk is worked out afterwards: from what the app's
processes wrote to the files of SQLite and when they waited for the disk. PostgreSQL's own files are its own affair.
"""

import random
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from itertools import cycle
from pathlib import Path
from subprocess import TimeoutExpired

import psutil

from bench.storm import recorded, wholeness
from bench.storm.findings import Control, Finding
from bench.storm.hosts import Host, wait_for
from bench.storm.load import Load
from bench.storm.recorded import Deed, Keeps, Recording
from bench.storm.worlds import World
from forumapp.extensions import db

CONTROL = "trusts_the_cache"

THREADS = 4
_HALF = (
    "SELECT reference FROM registrations r"
    " WHERE NOT EXISTS (SELECT 1 FROM notifications n WHERE n.about = 'registration ' || r.id)"
)


def cut(world: World, *, cuts: int, writes: int, seed: int) -> Finding:
    """So many cuts while so many writes were acknowledged. Raises NoStrace."""
    [host] = world.new_hosts(1)
    return _cut(world, host, cuts, writes, seed)


def broken(world: World, *, cuts: int, writes: int, seed: int) -> Control:
    """Raises NoStrace."""
    host = world.new_broken(CONTROL)
    return Control(CONTROL, _cut(world, host, cuts, writes, seed))


def _cut(world: World, host: Host, cuts: int, writes: int, seed: int) -> Finding:
    found = Finding("power cut", world.kind, cuts, "cuts", seed)
    load = Load(world, [host], world.open_edition(), seed)
    with tempfile.TemporaryDirectory(prefix="forumapp-storm-") as folder:
        traces = Path(folder) / "traces"
        traces.mkdir()
        recording, first, last = _recorded(world, host, load, traces, writes)
        rng, ways, unsettled = random.Random(seed), cycle(Keeps), []
        for number in range(cuts):
            moment, keeps = _moment(recording, rng, first, last), next(ways)
            unsettled.append(recording.unsettled_at(moment))
            disk = Path(folder) / f"disk-{number}"
            disk.mkdir()
            for name, content in recording.disk_at(moment, keeps, rng).items():
                (disk / name).write_bytes(content)
            wrong = _faults(disk / recording.database.name, load, moment)
            found.wrong += [f"{keeps} kept: {fault}" for fault in wrong]
    done = Counter((deed.kind, deed.file) for deed in recording.deeds)
    found.numbers |= {
        "acknowledged": load.acknowledged,
        "writes to the journal": done["write", f"{recording.database.name}-wal"],
        "to the tables": done["write", recording.database.name],
        "unsettled at a cut": round(sum(unsettled) / len(unsettled)),
    }
    return found


def _recorded(world: World, host: Host, load: Load, traces: Path, writes: int) -> tuple[Recording, float, float]:
    """And between which moments writes were acknowledged."""
    database = Path(world.settings.database_url.removeprefix("sqlite:///"))
    with world.app.app_context():
        db.session.remove()
        db.engine.dispose()  # the last to leave puts the journal into the tables
    before = database.read_bytes()
    host.command = recorded.command(traces, database, host.command)
    host.start()
    load.begin(THREADS)
    try:
        wait_for(lambda: load.acknowledged >= 1, "a write to be acknowledged")
        first = time.time()
        wait_for(lambda: load.acknowledged >= writes, "writes to be acknowledged", 120)
    finally:
        last = time.time()
        load.end()
        _end(host)
    return recorded.read(traces, database, before), first, last


def _end(host: Host) -> None:
    """What is watched first: strace writes down the rest and leaves with it."""
    assert host.process
    for watched in psutil.Process(host.process.pid).children():
        watched.terminate()
    try:
        host.process.wait(60)
        host.process = None
    except TimeoutExpired:
        host.kill()


def _moment(recording: Recording, rng: random.Random, first: float, last: float) -> float:
    """In the middle of something, or just after it."""
    deeds: list[Deed] = [deed for deed in recording.deeds if first < deed.began < last]
    deed = rng.choice(deeds)
    return deed.began + rng.uniform(0, 2) * (deed.ended - deed.began)


def _faults(database: Path, load: Load, moment: float) -> list[str]:
    try:
        faults = wholeness.faults_of_sqlite(str(database))
        with closing(sqlite3.connect(database)) as file:
            rows = file.execute("SELECT email_normalised, name, verified_at FROM registrations").fetchall()
            half = file.execute(_HALF).fetchall()
    except sqlite3.DatabaseError as error:
        return [f"cannot be read: {error}"]
    lost = load.missing_from(rows, moment)
    told = [f"{len(lost)} acknowledged writes lost, such as {lost[0]}"] if lost else []
    return faults[:3] + told + [f"no letter for {reference}" for (reference,) in half[:3]]
