"""A full disk: said in words, nothing half written, and all well again as soon as there is room."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.storm import outbox
from bench.storm.browser import Answer, Browser, filled_in
from bench.storm.findings import Control, Finding
from bench.storm.hosts import Host, wait_for
from bench.storm.outbox import Queued
from bench.storm.postgresql import PostgreSQL
from bench.storm.teamwork import add_panel, signed_in
from bench.storm.worlds import World, world
from tests.support.signed_in import PASSWORD

CONTROL = "answers_anyway"

EMAIL = "owner@team.example.org"
LETTERS = 12
MEBIBYTES = {"sqlite": 16, "postgresql": 64}
SAID_WELL = (503, 507)


class CannotMount(Exception):
    """Only root may, and not in every container."""


@contextmanager
def small_disk(mebibytes: int) -> Iterator[Path]:
    """A file system of its own. Raises CannotMount."""
    folder = Path(tempfile.mkdtemp(prefix="forumapp-disk-"))
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        folder.rmdir()
        raise CannotMount("a small file system cannot be mounted here") from error
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def full(server: PostgreSQL | None = None, *, tries: int, seed: int) -> Finding:
    """Raises CannotMount."""
    with _world_on_small_disk(server) as (made, folder):
        [host] = made.started(1)
        return _fill_and_free(made, host, folder, tries, seed, has_worker=True)


def broken(server: PostgreSQL | None = None, *, tries: int, seed: int) -> Control:
    """Raises CannotMount."""
    with _world_on_small_disk(server) as (made, folder):
        host = made.started_broken(CONTROL)
        return Control(CONTROL, _fill_and_free(made, host, folder, tries, seed, has_worker=False))


@contextmanager
def _world_on_small_disk(server: PostgreSQL | None) -> Iterator[tuple[World, Path]]:
    kind = "postgresql" if server else "sqlite"
    with small_disk(MEBIBYTES[kind]) as folder, world(kind, server, disk=folder) as made:
        yield made, folder


def _fill_and_free(made: World, host: Host, folder: Path, tries: int, seed: int, *, has_worker: bool) -> Finding:
    found = Finding("disk full", made.kind, tries, "forms on a full disk", seed)
    slug = made.open_edition()
    add_panel(made, slug)
    path = f"/en/{slug}/register"
    acknowledged = [email for n in range(3) if _registered(host, path, email := f"before-{n}@example.org").says_yes]
    organiser = signed_in(made, slug, host.address, email=EMAIL)
    letters = _begin_to_send(made) if has_worker else {}
    _fill(folder)
    answers = {email: _registered(host, path, email) for n in range(tries) if (email := f"full-{n}@example.org")}
    reading = Browser(host.address, "10.0.0.1").get(path)
    found.expect(reading.status == 200, f"reading answers {reading.status} on a full disk")
    if made.kind == "sqlite":  # the disk of a server elsewhere is not ours to look at
        found.expect("disk" in _degraded(host), "readyz does not tell of a full disk")
    sign_in, release = _of_team(host, organiser, slug)
    _check_refusals(found, [*answers.values(), sign_in, release])
    acknowledged += [email for email, answer in answers.items() if answer.says_yes]
    (folder / "ballast").unlink()
    began = time.monotonic()
    while not (after := _registered(host, path, "after@example.org")).says_yes and time.monotonic() - began < 10:
        time.sleep(0.1)
    found.numbers["recovery s"] = time.monotonic() - began
    found.expect(after.says_yes, f"answers {after.status} after space was freed")
    found.expect("disk" not in _degraded(host), "readyz tells of a full disk that has room")
    acknowledged.append("after@example.org")
    rows = {row[0] for row in made.rows("SELECT email FROM registrations")}
    found.expect(
        rows == set(acknowledged), f"{len(set(acknowledged) - rows)} lost, {len(rows - set(acknowledged))} half"
    )
    found.expect(len(made.rows("SELECT 1 FROM releases")) == release.says_yes, "a release was half written")
    found.wrong += made.half_records(slug) + made.broken_tables()
    found.numbers["refused"] = sum(answer.status in SAID_WELL for answer in answers.values())
    if letters and not found.wrong:
        _check_letters(found, made, letters)
    return found


def _begin_to_send(made: World) -> Queued:
    """The worker is at it when the disk becomes full."""
    made.sink.before_receiving = lambda: time.sleep(0.1)
    letters = outbox.queue(made, LETTERS)
    wait_for(lambda: outbox.copies(made.sink.letters, letters), "the first letter to leave")
    return letters


def _of_team(host: Host, organiser: Browser, slug: str) -> list[Answer]:
    """Signing in and releasing, which write, too."""
    visitor = Browser(host.address, "10.0.0.3")
    sign_in = filled_in(visitor.get("/sign-in").body, "password")
    release = filled_in(organiser.get(f"/manage/{slug}/agenda").body, "label")
    return [
        visitor.post("/sign-in", sign_in | {"email": EMAIL, "password": PASSWORD}),
        organiser.post(f"/manage/{slug}/agenda/release", release | {"override_reason": "The disk is full."}),
    ]


def _check_letters(found: Finding, made: World, letters: Queued) -> None:
    """What the worker could not write down leaves once more, the same to the byte."""
    made.let_leases_expire()
    made.change("UPDATE notifications SET not_before = queued_at WHERE state = 'retrying'")
    made.wake_worker()
    made.wait_for_letters()
    arrived = outbox.copies(made.sink.letters, letters)
    found.expect(len(arrived) == len(letters), f"{len(letters) - len(arrived)} letters lost")
    found.expect(all(len(set(same)) == 1 for same in arrived.values()), "copies differ")
    found.expect(max(map(len, arrived.values())) <= 2, "a letter left more than twice")
    found.numbers["extra copies"] = sum(len(same) - 1 for same in arrived.values())


def _degraded(host: Host) -> list[str]:
    answer = Browser(host.address, "10.0.0.2").get("/readyz")
    return list(json.loads(answer.body)["degraded"]) if answer.status == 200 else [str(answer.status)]


def _check_refusals(found: Finding, answers: list[Answer]) -> None:
    refused = [answer for answer in answers if not answer.says_yes]
    found.expect(bool(refused), "nothing was refused on a full disk")
    odd = sorted({answer.status for answer in refused} - set(SAID_WELL))
    found.expect(not odd, f"a full disk is answered with {odd}")
    found.expect(all("Nothing of what you sent was saved" in a.body for a in refused), "a refusal without words")
    found.expect(all(answer.seconds < 15 for answer in answers), "somebody waited for ever")


def _registered(host: Host, path: str, email: str) -> Answer:
    browser = Browser(host.address, f"10.1.{hash(email) % 250}.{len(email)}")
    form = filled_in(browser.get(path).body, "email")
    return browser.post(path, form | {"name": "A visitor", "email": email})


def _fill(folder: Path) -> None:
    """To the last byte, as a runaway log would."""
    with (folder / "ballast").open("wb", buffering=0) as ballast:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    ballast.write(os.urandom(size))
            except OSError:
                continue
