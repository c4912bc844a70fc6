"""Places of a forum under a crowd: cancelled, taken, put first and counted anew while others register.

The tables, the audit trail, the letters and each person's own page must tell one story afterwards, and a true one.
"""

import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from sqlalchemy import select

from bench.storm.crowds import FORGIVEN, SWEEPERS, Crowd
from bench.storm.findings import Control, Finding
from bench.storm.herd import Visitor
from bench.storm.hosts import Host
from bench.storm.ledger import Ledger
from bench.storm.worlds import World
from forumapp import clock, links, schedule
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.registrations import actions as registrations
from forumapp.registrations import places as pools
from forumapp.registrations import queries
from forumapp.registrations.models import RegistrationState
from tests.factories.registrations import open_edition

CONTROLS = ("counts_first", "offers_newest")


@dataclass(frozen=True)
class Guest:
    reference: str
    path: str
    """Her personal page."""


@dataclass(frozen=True)
class Stage:
    slug: str
    places: int
    """How many there were at first."""
    guests: list[Guest]
    """Registered before the storm, the earliest first."""
    cookies: dict[str, str]
    """Of an organiser who is signed in."""


def cancelled(
    world: World, hosts: Sequence[Host], *, rounds: int, people: int, places: int, processes: int, seed: int
) -> Finding:
    """Half of those with a place cancel while others register, the team puts some first and counts its places anew;
    then some take what was offered, and what nobody took is passed on (REG-05)."""
    found = Finding("places given back", world.kind, rounds * people, "people", seed)
    storm = _Storm(world, hosts, random.Random(seed), processes, found, "registration")
    for _ in range(rounds):
        stage = storm.staged(people * 3 // 4, places)
        for happens in (_leave_and_register, _answer_offers, _let_offers_lapse):
            happens(storm, stage)
            _check(storm, stage)
            if found.wrong:
                return storm.finished()
    return storm.finished()


def broken(world: World, control: str, *, people: int, places: int, processes: int, seed: int) -> Control:
    host = world.started_broken(control)
    found = cancelled(world, [host], rounds=1, people=people, places=places, processes=processes, seed=seed)
    host.kill()
    return Control(control, found)


class _Storm(Crowd):
    def staged(self, people: int, places: int) -> Stage:
        with self.world.app.app_context():
            made = open_edition(capacity=places)
            slug, edition_id = made.slug, made.id
            return Stage(slug, places, _registered(edition_id, people), self.organiser_of(edition_id))

    def newcomer(self, stage: Stage) -> Visitor:
        number = self.rng.randrange(10**9)
        values = {"name": f"Guest {number}", "email": f"{stage.slug}-{number}@example.org"}
        return self.visitor(f"/en/{stage.slug}/register", values)

    def canceller(self, guest: Guest) -> Visitor:
        return self.visitor(f"{guest.path}/cancel", asked="csrf_token")

    def accepter(self, guest: Guest) -> Visitor:
        return self.visitor(guest.path, button="/accept")

    def organiser(self, stage: Stage, page: str, asked: str, value: str) -> Visitor:
        path = f"/manage/{stage.slug}/registrations/{page}"
        return self.visitor(path, {asked: value}, asked=asked, cookies=stage.cookies)


def _registered(edition_id: int, people: int) -> list[Guest]:
    """One after the other, before the storm; each with the address confirmed."""
    made = []
    with transaction():
        edition = db.session.get_one(Edition, edition_id)
        for number in range(people):
            email = f"{edition.slug}-early-{number}@example.org"
            registrations.register(edition, name=f"Guest {number}", email=email, form_number=number + 1)
            guest = queries.live_by_address(edition, email)
            assert guest
            registrations.verify(guest)
            made.append(Guest(guest.reference, f"/en/r/{links.make(Purpose.REGISTRATION, guest.id)}"))
    return made


def _leave_and_register(storm: _Storm, stage: Stage) -> None:
    places = stage.places
    waiting = stage.guests[places:]
    favoured = waiting[-max(1, len(waiting) // 8) :]
    acts = [storm.canceller(guest) for guest in (*stage.guests[:places:2], *waiting[1::6])]
    acts += [storm.newcomer(stage) for _ in range(len(stage.guests) // 3)]
    acts += [
        storm.organiser(stage, f"{guest.reference}/first", "reason", "She chairs the group.") for guest in favoured
    ]
    acts += [
        storm.organiser(stage, "capacity", "capacity", str(number))
        for number in (places - places // 4, places + places // 4, places - 1)
    ]
    storm.press(acts, FORGIVEN)


def _answer_offers(storm: _Storm, stage: Stage) -> None:
    """Of four who are offered a place one takes it, one leaves it, two are silent; beside them the places change."""
    offered = _with_state(storm.world, stage, RegistrationState.OFFERED)
    acts = [storm.accepter(guest) for guest in offered[::4]]
    acts += [storm.canceller(guest) for guest in offered[1::4]]
    acts += [storm.newcomer(stage) for _ in range(len(offered))]
    acts.append(storm.organiser(stage, "capacity", "capacity", str(stage.places + 3)))
    storm.press(acts, FORGIVEN)


def _let_offers_lapse(storm: _Storm, stage: Stage) -> None:
    """The time of all offers is over: several workers pass them on, while some of the silent say yes after all."""
    silent = _with_state(storm.world, stage, RegistrationState.OFFERED)
    before = Counter(act for act, _, _ in _acts(storm.world, stage))["place lapsed"]
    open_now = len([row for row in storm.world.rows(_STATES, slug=stage.slug) if row[1] == RegistrationState.OFFERED])
    over = threading.Event()

    def end_the_time() -> None:
        with storm.world.app.app_context(), transaction():
            edition = db.session.scalars(select(Edition).where(Edition.slug == stage.slug)).one()
            pools.lock(edition)
            for registration in queries.overdue_offers(edition, clock.now() + timedelta(days=7)):
                registration.offer_expires_at = clock.now() - timedelta(seconds=1)
        over.set()

    def sweep() -> None:
        over.wait(timeout=60)
        with storm.world.app.app_context():
            schedule.pass_places_on()

    storm.press([storm.accepter(guest) for guest in silent[::3]], {303}, [end_the_time, *[sweep] * SWEEPERS])
    lapsed = Counter(act for act, _, _ in _acts(storm.world, stage))["place lapsed"] - before
    storm.found.expect(lapsed <= open_now, f"{lapsed} of {open_now} offers lapsed")


def _check(storm: _Storm, stage: Stage) -> None:
    world, found = storm.world, storm.found
    ledger = Ledger(stage.places)
    ledger.read(_for_ledger(_acts(world, stage)))
    found.wrong += ledger.wrong
    rows = world.rows(_STATES, slug=stage.slug)
    now = {reference: _WORD[state] for reference, state in rows if state in _WORD}
    differs = set(now.items()) ^ set(ledger.state.items())
    found.expect(not differs, f"the places are not what the trail tells: {differs}")
    line = [reference for (reference,) in world.rows(_LINE, slug=stage.slug)]
    found.expect(line == ledger.waiting, f"the line is {line} instead of {ledger.waiting}")
    idle = ledger.capacity - ledger.held
    found.expect(idle <= 0 or not ledger.waiting, f"{idle} places stand empty while {len(ledger.waiting)} wait")
    found.wrong += world.half_records(stage.slug)
    _check_letters(storm, stage, ledger)
    _check_pages(storm, stage, ledger)
    storm.offers[stage.slug] = ledger.offers


def _check_letters(storm: _Storm, stage: Stage, ledger: Ledger) -> None:
    """What the letters say that leave is what people have; each act wrote one, and none is written twice."""
    world, found = storm.world, storm.found
    last = dict(world.rows(_LAST_LETTERS, slug=stage.slug))
    for reference, state in ledger.state.items():
        kind = last.get(reference)
        found.expect(kind == _LETTER[state], f"{reference} is {state} and was told {kind}")
    written = Counter(dict(world.rows(_WRITTEN, slug=stage.slug)))
    acted = Counter(f"{act} {detail}" if act == "registered" else act for act, _, detail in _acts(world, stage))
    for kind, count in (
        ("registration_confirmed", acted["registered approved"] + acted["place taken"]),
        ("registration_offered", acted["place offered"]),
        ("registration_cancelled", acted["registration cancelled"]),
    ):
        found.expect(written[kind] == count, f"{written[kind]} letters {kind} for {count} acts")
    twice = world.rows(_TWICE, slug=stage.slug)
    found.expect(not twice, f"letters written twice: {twice[:3]}")


def _check_pages(storm: _Storm, stage: Stage, ledger: Ledger) -> None:
    """A person's own page says what she has."""
    for guest in islice(stage.guests, 0, None, max(1, len(stage.guests) // 20)):
        page = storm.browser().get(guest.path).body
        state = ledger.state.get(guest.reference, "")
        told = [word for word, sentence in _HEADING.items() if f"{sentence}</h1>" in page]
        expected = [state] if state else []
        storm.found.expect(told == expected, f"{guest.reference} has {state or 'nothing'} and reads {told}")


def _with_state(world: World, stage: Stage, state: str) -> list[Guest]:
    """Of those whose link is known."""
    held = {reference for reference, now in world.rows(_STATES, slug=stage.slug) if now == state}
    return [guest for guest in stage.guests if guest.reference in held]


def _acts(world: World, stage: Stage) -> Iterator[tuple[str, str, str]]:
    for act, object, detail in world.rows(_TRAIL, slug=stage.slug):
        yield act, object.removeprefix("registration "), detail


def _for_ledger(acts: Iterator[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    for act, who, detail in acts:
        if act == "registered":
            yield "asked", who, detail
            if detail == RegistrationState.APPROVED:
                yield "taken", who, detail
        elif act in _IN_LEDGER:
            yield _IN_LEDGER[act], who, detail


_IN_LEDGER = {
    "capacity set": "counted",
    "registration promoted": "put first",
    "place offered": "offered",
    "place taken": "taken",
    "place lapsed": "ended",
    "came back to the line": "asked",
    "registration cancelled": "ended",
}
_WORD = {"approved": "confirmed", "offered": "offered", "waitlisted": "waiting"}
_LETTER = {
    "confirmed": "registration_confirmed",
    "offered": "registration_offered",
    "waiting": "registration_waitlisted",
}
_HEADING = {
    "confirmed": "You have a place",
    "offered": "A place is offered to you",
    "waiting": "You are on the waiting list",
}
_OF_EDITION = " JOIN editions e ON e.id = r.edition_id WHERE e.slug = :slug"
_STATES = "SELECT r.reference, r.state FROM registrations r" + _OF_EDITION + " ORDER BY r.id"
_LINE = (
    "SELECT r.reference FROM registrations r"
    + _OF_EDITION
    + " AND r.state = 'waitlisted' ORDER BY r.priority, r.queued_at, r.id"
)
_TRAIL = (
    "SELECT a.action, a.object, a.detail FROM audit_entries a JOIN editions e ON e.id = a.edition_id"
    " WHERE e.slug = :slug ORDER BY a.id"
)
_LETTERS = " FROM notifications n JOIN registrations r ON n.about = 'registration ' || r.id" + _OF_EDITION
_LAST_LETTERS = f"SELECT r.reference, n.kind{_LETTERS} AND n.state <> 'cancelled' ORDER BY n.id"
_WRITTEN = f"SELECT n.kind, count(*){_LETTERS} GROUP BY n.kind"
_TWICE = (
    f"SELECT n.about, n.kind, n.version, count(*){_LETTERS} GROUP BY n.about, n.kind, n.version HAVING count(*) > 1"
)
