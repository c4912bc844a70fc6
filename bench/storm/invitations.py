"""Workers killed while a mass invitation is being queued: whoever is shown as invited is mailed once, nobody else."""

import random
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

from bench.storm import letters
from bench.storm.findings import Control, Finding
from bench.storm.hosts import wait_for
from bench.storm.warm import HEALTHY, Nursery
from bench.storm.worlds import World
from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions, sending
from forumapp.invitations.actions import Terms
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.tasks import pressed
from forumapp.words import Text
from tests.factories import invitations as factories

CONTROL = "invites_first"

LONGEST_WAIT = 0.25
"""Seconds from the moment that more people are shown as invited to the kill."""


def killed(world: World, *, people: int, kills: int, seed: int, build: str = HEALTHY) -> Finding:
    """``kill -9`` of the worker at random moments while letters are written.

    After each kill, and at the end, what is shown is compared with what was written and with what arrived.
    """
    found = Finding("mass invitation killed", world.kind, kills, "kills", seed)
    rng, began = random.Random(seed), time.monotonic()
    with ExitStack() as stack:
        home = letters.home_of(stack, world, 0, build)
        invited = _begun(world, people)
        for _ in range(kills):
            _let_some_be_written(world, home, rng)
            home.kill(home.workers[0])
            found.wrong += [f"after a kill: {fault}" for fault in _faults(world)][:1]
        _let_leases_expire(world)
        _at_work(world, home)
        wait_for(lambda: _left(world) == 0, "the invitations to be written", 120)
        world.wait_for_letters()
    _check(found, world, invited, kills)
    found.numbers |= {"people": people, "seconds": round(time.monotonic() - began)}
    return found


def broken(world: World, *, people: int, kills: int, seed: int) -> Control:
    build = f"bench.storm.broken.{CONTROL}"
    return Control(CONTROL, killed(world, people=people, kills=kills, seed=seed, build=build))


def _begun(world: World, people: int) -> set[str]:
    """As an organiser who presses *Send* once for so many; beside them stand drafts that nobody sends."""
    with world.app.app_context():
        panel = factories.panel()
        with transaction():
            session, edition = db.session.get_one(ForumSession, panel.id), db.session.get_one(Edition, panel.edition_id)
            known = [_person(f"expert-{number}@example.org") for number in range(people)]
            db.session.add_all(known)
            drafts = actions.draft_all(session, known, "panellist")
            actions.draft_all(session, known, "discussant")
            respond_by = clock.now() + timedelta(days=30)
            sending.begin(edition, drafts, respond_by, Terms(Text(), Text()), "the press of the storm")
    return {f"expert-{number}@example.org" for number in range(people)}


def _person(email: str) -> Person:
    person = Person(printed_name=email.partition("@")[0], email=email, created_at=clock.now())
    person.refresh_keys()
    return person


def _let_some_be_written(world: World, home: Nursery, rng: random.Random) -> None:
    _let_leases_expire(world)
    before = _invited(world)
    _at_work(world, home)
    wait_for(lambda: _invited(world) > before or _left(world) == 0, "the next batch", 60)
    time.sleep(rng.uniform(0, LONGEST_WAIT))


def _at_work(world: World, home: Nursery) -> None:
    if not home.workers:
        home.new_worker()
    with world.app.app_context():
        world.app.extensions["jobs"].wake(pressed.JOB)
    world.wake_worker()


def _let_leases_expire(world: World) -> None:
    world.let_leases_expire()
    world.change("UPDATE tasks SET leased_until = created_at WHERE state = 'running'")


def _left(world: World) -> int:
    [(count,)] = world.rows("SELECT coalesce(sum(total - done), 0) FROM tasks WHERE state IN ('waiting', 'running')")
    return int(count)


def _invited(world: World) -> int:
    [(count,)] = world.rows("SELECT count(*) FROM invitations WHERE state = 'sent'")
    return int(count)


def _faults(world: World) -> list[str]:
    """What must be true at any moment: shown as invited and having one letter are the same."""
    [(mute,)] = world.rows(
        "SELECT count(*) FROM invitations i WHERE i.state = 'sent' AND 1 <>"
        " (SELECT count(*) FROM notifications n WHERE n.about = 'invitation ' || i.id)"
    )
    [(unknown,)] = world.rows(
        "SELECT count(*) FROM notifications n WHERE n.kind = 'invitation_to_speak' AND NOT EXISTS"
        " (SELECT 1 FROM invitations i WHERE n.about = 'invitation ' || i.id AND i.state = 'sent')"
    )
    return [
        *([f"{mute} shown as invited without just one letter"] if mute else []),
        *([f"{unknown} letters of people who are not shown as invited"] if unknown else []),
    ]


def _check(found: Finding, world: World, invited: set[str], kills: int) -> None:
    found.wrong += _faults(world)
    arrived = Counter(str(letter.message["To"]).rpartition("<")[2].strip(">") for letter in world.sink.letters)
    identities = {str(letter.message["Message-ID"]) for letter in world.sink.letters}
    shown = {row[0] for row in world.rows(_SHOWN)}
    found.expect(shown == invited, f"{len(shown)} of {len(invited)} are shown as invited")
    found.expect(set(arrived) == shown, f"{len(shown ^ set(arrived))} shown and not mailed, or mailed and not shown")
    found.expect(len(identities) == len(invited), f"{len(identities)} letters to {len(invited)} people")
    # A killed worker may hand the one letter at hand over again, under the same Message-ID.
    found.expect(arrived.total() - len(identities) <= kills, f"{arrived.total()} copies of {len(identities)} letters")
    found.numbers |= {"mailed": len(arrived), "copies by kills": arrived.total() - len(identities)}


_SHOWN = "SELECT p.email FROM invitations i JOIN people p ON p.id = i.person_id WHERE i.state = 'sent'"
