"""Seats of a session under a crowd: asked for, given back, promised, put first and counted anew at the same moment.

Whoever has a personal link presses the buttons of her own page; organisers press theirs. The tables, the audit
trail and the letters must tell one story afterwards, and a true one.
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
from forumapp.programme import queries as programme
from forumapp.registrations import actions as registrations
from forumapp.registrations import places
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import actions as seating
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.seats.models import SeatState
from tests.factories.registrations import open_edition
from tests.factories.seats import by_request

CONTROL = "offers_first"
CODE = "W2"


@dataclass(frozen=True)
class Guest:
    id: int
    reference: str
    path: str
    """Her personal page."""


@dataclass(frozen=True)
class Stage:
    slug: str
    seats: int
    """How many there were at first."""
    guests: list[Guest]
    cookies: dict[str, str]
    """Of an organiser who is signed in."""


def rush(
    world: World, hosts: Sequence[Host], *, rounds: int, people: int, seats: int, processes: int, seed: int
) -> Finding:
    """``people`` ask at the same moment for ``seats`` seats, several times (REG-01)."""
    found = Finding("rush for seats", world.kind, rounds * people, "requests", seed)
    storm = _Storm(world, hosts, random.Random(seed), processes, found, "seat")
    for _ in range(rounds):
        stage = storm.staged(people, seats)
        storm.press([storm.guest(guest, "request") for guest in stage.guests], {303})
        _expect_states(found, world, stage, {"confirmed": seats, "waitlisted": people - seats})
        _check(storm, stage)
    return storm.finished()


def commotion(
    world: World, hosts: Sequence[Host], *, rounds: int, people: int, seats: int, processes: int, seed: int
) -> Finding:
    """Half of those with a seat leave while others ask, the team puts some first and counts its chairs anew;
    then some take what was offered, and what nobody took is passed on (REG-05)."""
    found = Finding("seats given back", world.kind, rounds * people, "people", seed)
    storm = _Storm(world, hosts, random.Random(seed), processes, found, "seat")
    for _ in range(rounds):
        stage = storm.staged(people, seats)
        early = stage.guests[: people * 3 // 4]
        storm.ask_quietly(early)
        for happens in (_leave_and_ask, _answer_offers, _let_offers_lapse):
            happens(storm, stage, early)
            _check(storm, stage)
            if found.wrong:
                return storm.finished()
    return storm.finished()


def broken_rush(world: World, *, people: int, seats: int, processes: int, seed: int) -> Control:
    host = world.started_broken(CONTROL)
    found = rush(world, [host], rounds=1, people=people, seats=seats, processes=processes, seed=seed)
    host.kill()
    return Control(CONTROL, found)


def broken_commotion(world: World, *, people: int, seats: int, processes: int, seed: int) -> Control:
    host = world.started_broken(CONTROL)
    found = commotion(world, [host], rounds=1, people=people, seats=seats, processes=processes, seed=seed)
    host.kill()
    return Control(CONTROL, found)


class _Storm(Crowd):
    def staged(self, people: int, seats: int) -> Stage:
        with self.world.app.app_context():
            made = open_edition(mode="hybrid")
            slug, edition_id = made.slug, made.id
            by_request(made, seats=seats, code=CODE)
            guests, cookies = _invited(edition_id, people), self.organiser_of(edition_id)
        return Stage(slug, seats, guests, cookies)

    def guest(self, guest: Guest, button: str) -> Visitor:
        if button == "cancel":
            return self.visitor(f"{guest.path}/cancel", asked="csrf_token")
        return self.visitor(guest.path, button=f"/seats/{CODE}/{button}")

    def organiser(self, stage: Stage, page: str, asked: str, values: dict[str, str]) -> Visitor:
        path = f"/manage/{stage.slug}/seats/{CODE}/{page}"
        return self.visitor(path, values, asked=asked, cookies=stage.cookies)

    def ask_quietly(self, guests: Sequence[Guest]) -> None:
        """One after the other, before the storm."""
        with self.world.app.app_context(), transaction():
            for guest in guests:
                registration = db.session.get_one(Registration, guest.id)
                session = programme.by_code(registration.edition, CODE)
                assert session
                seating.request(registration, session)


def _invited(edition_id: int, people: int) -> list[Guest]:
    """Registered, with a place, the address confirmed."""
    made = []
    with transaction():
        edition = db.session.get_one(Edition, edition_id)
        for number in range(people):
            guest = registrations.add(edition, name=f"Guest {number}", email=f"{edition.slug}-{number}@example.org")
            guest.verify(clock.now())
            made.append(Guest(guest.id, guest.reference, f"/en/r/{links.make(Purpose.REGISTRATION, guest.id)}"))
    return made


def _leave_and_ask(storm: _Storm, stage: Stage, early: list[Guest]) -> None:
    seats = stage.seats
    leaving, late = early[:seats:2], stage.guests[len(early) :]
    waiting = early[seats:]
    favoured = waiting[-len(waiting) // 8 :] if waiting else []
    acts = [storm.guest(guest, "give-back" if n % 2 else "cancel") for n, guest in enumerate(leaving)]
    acts += [storm.guest(guest, "request") for guest in late]
    acts += [
        storm.organiser(stage, f"{guest.reference}/first", "reason", {"reason": "She chairs the group."})
        for guest in favoured
    ]
    acts += [
        storm.organiser(stage, "settings", "seats", {"seats": str(number)})
        for number in (seats - seats // 4, seats + seats // 4, seats - 1)
    ]
    storm.press(acts, FORGIVEN)


def _answer_offers(storm: _Storm, stage: Stage, early: list[Guest]) -> None:
    """Of four who are offered a seat one takes it, one leaves it, two are silent; beside them the chairs change."""
    offered = _with_state(storm.world, stage, SeatState.OFFERED)
    acts = [storm.guest(guest, "accept") for guest in offered[::4]]
    acts += [storm.guest(guest, "give-back") for guest in offered[1::4]]
    more = str(len(stage.guests) // 4 + 3)
    acts.append(storm.organiser(stage, "settings", "seats", {"seats": more}))
    storm.press(acts, FORGIVEN)


def _let_offers_lapse(storm: _Storm, stage: Stage, early: list[Guest]) -> None:
    """The time of all offers is over: several workers pass them on, while some of the silent say yes after all."""
    silent = _with_state(storm.world, stage, SeatState.OFFERED)
    over = threading.Event()

    def end_the_time() -> None:
        with storm.world.app.app_context(), transaction():
            places.lock(edition := _edition(stage))
            for seat in seats.overdue(edition, clock.now() + timedelta(days=7)):
                seat.offer_expires_at = clock.now() - timedelta(seconds=1)
        over.set()

    def sweep() -> None:
        over.wait(timeout=60)
        with storm.world.app.app_context():
            schedule.pass_seats_on()

    late = [storm.guest(guest, "accept") for guest in silent[::3]]
    storm.press(late, {303}, [end_the_time, *[sweep] * SWEEPERS])
    acted = Counter(act for act, _, _ in _acts(storm.world, stage))
    storm.found.expect(acted["seat lapsed"] <= len(silent), f"{acted['seat lapsed']} of {len(silent)} offers lapsed")


def _edition(stage: Stage) -> Edition:
    return db.session.scalars(select(Edition).where(Edition.slug == stage.slug)).one()


def _check(storm: _Storm, stage: Stage) -> None:
    world, found = storm.world, storm.found
    rows = world.rows(_SEATS, slug=stage.slug)
    keys: dict[str, list[tuple[int, str, int]]] = {}
    for reference, number, at, _ in rows:
        keys.setdefault(reference, []).append((3, str(at), number))
    ledger = Ledger(stage.seats, keys)
    ledger.read((_IN_LEDGER[act], who, detail) for act, who, detail in _acts(world, stage) if act in _IN_LEDGER)
    found.wrong += ledger.wrong
    now = {reference: _WORD[state] for reference, _, _, state in rows if state in _WORD}
    found.expect(
        now == ledger.state, f"the seats are not what the trail tells: {set(now.items()) ^ set(ledger.state.items())}"
    )
    idle = ledger.capacity - ledger.held
    found.expect(idle <= 0 or not ledger.waiting, f"{idle} seats stand empty while {len(ledger.waiting)} wait")
    _check_letters(found, world, stage, ledger)
    _check_pages(found, storm, stage, ledger)
    storm.offers[stage.slug] = ledger.offers


def _check_letters(found: Finding, world: World, stage: Stage, ledger: Ledger) -> None:
    """What the letters say that leave is what people have; each act wrote one, and none is written twice."""
    last = dict(world.rows(_LAST_LETTERS, slug=stage.slug))
    for reference, state in ledger.state.items():
        kind = last.get(reference)
        found.expect(kind == _LETTER[state], f"{reference} is {state} and was told {kind}")
    written = Counter(dict(world.rows(_WRITTEN, slug=stage.slug)))
    acted = Counter(act for act, _, _ in _acts(world, stage))
    for kind, act in (
        ("seat_confirmed", "seat confirmed"),
        ("seat_offered", "seat offered"),
        ("seat_lapsed", "seat lapsed"),
    ):
        found.expect(written[kind] == acted[act], f"{written[kind]} letters {kind} for {acted[act]} × {act}")
    twice = world.rows(_TWICE, slug=stage.slug)
    found.expect(not twice, f"letters written twice: {twice[:3]}")


def _check_pages(found: Finding, storm: _Storm, stage: Stage, ledger: Ledger) -> None:
    """A person's own page says what she has."""
    for guest in islice(stage.guests, 0, None, max(1, len(stage.guests) // 20)):
        page = storm.browser().get(guest.path).body
        state = ledger.state.get(guest.reference, "")
        told = [word for word, sentence in _SENTENCE.items() if sentence in page]
        found.expect(told == ([state] if state else []), f"{guest.reference} has {state or 'nothing'} and reads {told}")


def _expect_states(found: Finding, world: World, stage: Stage, expected: dict[str, int]) -> None:
    states = Counter(state for _, _, _, state in world.rows(_SEATS, slug=stage.slug))
    found.expect(dict(states) == expected, f"{dict(states)} instead of {expected}")


def _with_state(world: World, stage: Stage, state: str) -> list[Guest]:
    held = {reference for reference, _, _, now in world.rows(_SEATS, slug=stage.slug) if now == state}
    return [guest for guest in stage.guests if guest.reference in held]


def _acts(world: World, stage: Stage) -> Iterator[tuple[str, str, str]]:
    for act, object, detail in world.rows(_TRAIL, slug=stage.slug):
        yield act, object.removeprefix("registration "), detail


_IN_LEDGER = {
    "seats set": "counted",
    "seat requested": "asked",
    "seat promoted": "put first",
    "seat confirmed": "taken",
    "seat offered": "offered",
    "seat given back": "ended",
    "seat lapsed": "ended",
    "seat refused": "ended",
    "registration cancelled": "ended",
}
_WORD = {"confirmed": "confirmed", "offered": "offered", "waitlisted": "waiting"}
_LETTER = {"confirmed": "seat_confirmed", "offered": "seat_offered", "waiting": "seat_waitlisted"}
_SENTENCE = {
    "confirmed": "The seat is yours.",
    "offered": "A seat is kept for you until",
    "waiting": "You are on the waiting list; a letter comes",
}
_OF_EDITION = " JOIN editions e ON e.id = r.edition_id WHERE e.slug = :slug"
_SEATS = (
    "SELECT r.reference, s.id, s.requested_at, s.state FROM seats s JOIN registrations r ON r.id = s.registration_id"
    + _OF_EDITION
    + " ORDER BY s.id"
)
_TRAIL = (
    "SELECT a.action, a.object, a.detail FROM audit_entries a JOIN editions e ON e.id = a.edition_id"
    " WHERE e.slug = :slug ORDER BY a.id"
)
_LETTERS = (
    " FROM notifications n JOIN seats s ON n.about = 'seat ' || s.id"
    " JOIN registrations r ON r.id = s.registration_id" + _OF_EDITION
)
_LAST_LETTERS = f"SELECT r.reference, n.kind{_LETTERS} AND n.state <> 'cancelled' ORDER BY n.id"
_WRITTEN = f"SELECT n.kind, count(*){_LETTERS} GROUP BY n.kind"
_TWICE = f"SELECT n.about, n.version, count(*){_LETTERS} GROUP BY n.about, n.version HAVING count(*) > 1"
