"""A forum and a model of it: whatever people do in whatever order, both say the same (REG-08).

Hypothesis draws what happens, a step at a time; after each, tables, letters and people's own pages are compared with
the model. In process, because its clock is moved; what it finds is made smaller, as every run begins in the same forum.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bench.storm.findings import Control, Finding
from bench.storm.hands import Hands
from bench.storm.model import Forum, Invitation, Letter, Registration, Subject
from bench.storm.worlds import World
from forumapp import links, schedule
from forumapp.agenda import artefacts
from forumapp.extensions import db
from forumapp.notifications import actions as letters
from forumapp.notifications import delivery
from forumapp.registrations import waiting_list
from tests.factories import forums, invitations, people
from tests.factories.registrations import open_edition
from tests.support.databases import Rows, emptied, remembered_rows
from tests.support.signed_in import Team

BEGINS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
A_STEP = timedelta(minutes=15)
HALF_A_DAY = timedelta(hours=13)
STARTS = {"P1": ("09:10", "10:20"), "P2": ("14:40", "15:50")}
NAMES = {f"{name.lower()}@example.org": f"{name} Example" for name in ("Audra", "Bohdan", "Chiara", "Dovile", "Emeka")}
PLACES = 2

Pick = st.integers(0, 11)


@dataclass
class Stage:
    """The forum in which every run begins, and what was seen in all of them."""

    world: World
    clock: Any
    slug: str = ""
    cookie: tuple[str, str] = ("", "")
    rows: Rows = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    """Address → her public id."""
    steps: int = 0
    pages: int = 0
    letters: int = 0
    kinds: set[str] = field(default_factory=set)
    """Of letters that somebody was owed."""
    wrong: list[str] = field(default_factory=list)
    """What differed last, and what had happened before."""

    def set_up(self) -> None:
        """In a world where nobody was before: what is there now is there in every run."""
        edition = open_edition(capacity=PLACES)
        self.slug, room = edition.slug, forums.room(edition)
        day = datetime.combine(edition.starts_on, time())
        for code, (start, _) in STARTS.items():
            wall = datetime.combine(day, time.fromisoformat(start))
            invitations.panel(edition, room=room, code=code, wall_start=wall, minutes=60)
        for email, name in NAMES.items():
            self.people[email] = people.expert(edition, name, email=email).public_id
        name = self.world.app.config["SESSION_COOKIE_NAME"]
        cookie = Team(self.world.app).signed_in_as("admin").inner.get_cookie(name)
        assert cookie
        self.cookie = name, cookie.value
        self.world.change("UPDATE user_sessions SET expires_at = :late", late=BEGINS + timedelta(days=400))
        db.session.remove()
        self.rows = remembered_rows(db.engine)
        self.zone = ZoneInfo(edition.time_zone)


class Machine(RuleBasedStateMachine):
    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        stage = self.stage
        stage.clock.move_to(BEGINS)
        emptied(db.engine, stage.rows)
        artefacts.forget()
        self.hands = Hands(stage.world.app, stage.slug, stage.cookie)
        self.forum = Forum(BEGINS, PLACES, {code: start for code, (start, _) in STARTS.items()}, set(NAMES))
        self.told: list[str] = []
        self.is_prompt = False

    @initialize(is_prompt=st.booleans())
    def begin(self, is_prompt: bool) -> None:
        """In some runs letters leave at once, in others they may be overtaken by what happens next."""
        self.is_prompt = is_prompt
        self.told.append(f"letters leave {'at once' if is_prompt else 'when told'}")

    # What people do.

    @precondition(lambda self: self.not_asked)
    @rule(pick=Pick, days=st.integers(1, 9))
    def invite(self, pick: int, days: int) -> None:
        who, session = self.one_of(self.not_asked, pick)
        with self.step(f"invite {who} to {session}, {days} days"):
            last = self.day_in(days)
            self.hands.invite(session, self.stage.people[who], last)
            self.forum.invite(who, session, self.end_of(last))

    @precondition(lambda self: self.links(self.answerable))
    @rule(pick=Pick, link=Pick, yes=st.booleans())
    def answer(self, pick: int, link: int, yes: bool) -> None:
        one = self.one_of(self.links(self.answerable), pick)
        with self.step(f"{one.to} says {'yes' if yes else 'no'} to {one.session}"):
            self.hands.answer(self.one_of(self.forum.links_of(one), link), "accept" if yes else "decline")
            (self.forum.accept if yes else self.forum.decline)(one)

    @precondition(lambda self: self.links(self.accepted))
    @rule(pick=Pick, link=Pick, stays=st.booleans())
    def withdraw(self, pick: int, link: int, stays: bool) -> None:
        one = self.one_of(self.links(self.accepted), pick)
        with self.step(f"{one.to} withdraws from {one.session}{', stays' if stays else ''}"):
            self.hands.withdraw(self.one_of(self.forum.links_of(one), link), stays)
            self.forum.withdraw(one, stays)

    @precondition(lambda self: self.revocable)
    @rule(pick=Pick, tell=st.booleans())
    def revoke(self, pick: int, tell: bool) -> None:
        one = self.one_of(self.revocable, pick)
        with self.step(f"{one.to} is asked no more to {one.session}{', told' if tell else ''}"):
            self.hands.revoke(self.id_of(one), tell)
            self.forum.revoke(one, tell)

    @precondition(lambda self: self.asked_and_standing)
    @rule(pick=Pick, days=st.integers(1, 9))
    def resend(self, pick: int, days: int) -> None:
        one = self.one_of(self.asked_and_standing, pick)
        with self.step(f"resend to {one.to} for {one.session}, {days} days"):
            if one.state == "sent":
                self.hands.send_again(self.id_of(one), self.day_in(days))
                self.forum.send_again(one, self.end_of(self.day_in(days)))
            else:
                self.hands.reissue(self.id_of(one))
                self.forum.reissue(one)

    @rule(session=st.sampled_from(sorted(STARTS)), which=st.integers(0, 1))
    def move(self, session: str, which: int) -> None:
        start = STARTS[session][which]
        with self.step(f"move {session} to {start}"):
            self.hands.move(session, start)
            self.forum.move(session, start)

    @precondition(lambda self: self.moved)
    @rule()
    def tell_of_moves(self) -> None:
        with self.step("tell of moves"):
            self.hands.tell_of_moves()
            self.forum.tell_of_moves()

    @rule(who=st.sampled_from(sorted(NAMES)))
    def register(self, who: str) -> None:
        with self.step(f"{who} registers"):
            self.hands.register(NAMES[who], who)
            self.forum.register(who)

    @rule(who=st.sampled_from(sorted(NAMES)))
    def link_again(self, who: str) -> None:
        with self.step(f"{who} asks for her link"):
            self.hands.link_again(who)
            self.forum.link_again(who)

    @precondition(lambda self: self.links(self.unconfirmed))
    @rule(pick=Pick, link=Pick)
    def confirm(self, pick: int, link: int) -> None:
        one = self.one_of(self.links(self.unconfirmed), pick)
        with self.step(f"{one.of} confirms"):
            self.hands.press(self.one_of(self.forum.links_of(one), link), "/confirm")
            self.forum.confirm(one)

    @precondition(lambda self: self.links(self.offered))
    @rule(pick=Pick, link=Pick)
    def take(self, pick: int, link: int) -> None:
        one = self.one_of(self.links(self.offered), pick)
        with self.step(f"{one.of} takes the place"):
            self.hands.press(self.one_of(self.forum.links_of(one), link), "/accept")
            self.forum.take(one)

    @precondition(lambda self: self.links(self.cancellable))
    @rule(pick=Pick, link=Pick)
    def cancel(self, pick: int, link: int) -> None:
        one = self.one_of(self.links(self.cancellable), pick)
        with self.step(f"{one.of} cancels"):
            self.hands.cancel(self.one_of(self.forum.links_of(one), link))
            self.forum.cancel(one)

    @precondition(lambda self: self.forum.line)
    @rule(pick=Pick)
    def promote(self, pick: int) -> None:
        one = self.one_of(self.forum.line, pick)
        with self.step(f"{one.of} is put first"):
            self.hands.promote(self.reference_of(one))
            self.forum.promote(one)

    @rule(capacity=st.sampled_from((1, 2, 3, None)))
    def resize(self, capacity: int | None) -> None:
        with self.step(f"{capacity or 'endless'} places"):
            self.hands.resize(capacity)
            self.forum.resize(capacity)

    @precondition(lambda self: self.known)
    @rule(pick=Pick, really=st.integers(0, 2))
    def erase(self, pick: int, really: int) -> None:
        """Seldom, because it ends what could happen to her."""
        who = self.one_of(self.known, pick)
        if not really:
            with self.step(f"{who} is erased"):
                self.hands.erase(who)
                self.forum.erase(who)

    @rule(times=st.integers(1, 2))
    def time_passes(self, times: int) -> None:
        """Nobody does anything, the worker neither."""
        with self.step(f"{times} × 13 hours pass"):
            self.wait(times * HALF_A_DAY)

    @rule(sends=st.booleans())
    def worker_works(self, sends: bool) -> None:
        with self.step(f"the worker looks what is over{', and letters leave' if sends else ''}"):
            schedule._free_unverified_places()
            schedule.pass_places_on()
            self.forum.sweep()
            if sends:
                self.let_letters_leave()

    @rule()
    def letters_leave(self) -> None:
        with self.step("letters leave"):
            self.let_letters_leave()

    @rule(pick=Pick)
    def look(self, pick: int) -> None:
        """Opening a link, as robots and people do, changes nothing."""
        known = [one for one in self.forum.letters if one.path]
        if known:
            letter = self.one_of(known, pick)
            with self.step(f"{letter.to or 'somebody'} opens the link of {letter.kind}"):
                self.expect_page(letter)

    # How it is compared.

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """The same happens to the forum and to its model; then both are looked at."""
        self.told.append(words)
        self.stage.steps += 1
        self.wait(A_STEP)
        self.forum.touched.clear()
        try:
            yield
            if self.is_prompt:
                self.let_letters_leave()
            self.expect_tables()
            self.expect_letters()
            self.expect_pages()
        except Exception as error:
            self.stage.wrong = [str(error)[:400] or type(error).__name__, f"after: {'; '.join(self.told)}"]
            raise
        finally:
            self.stage.pages += self.hands.pages
            self.stage.kinds |= {letter.kind for letter in self.forum.letters}
            self.hands.pages = 0

    def let_letters_leave(self) -> None:
        self.stage.world.sink.letters.clear()
        delivery.run_due()
        self.expect_arrived(self.forum.letters_leave())

    def wait(self, how_long: timedelta) -> None:
        self.forum.now += how_long
        self.stage.clock.move_to(self.forum.now)

    def expect_tables(self) -> None:
        forum, rows = self.forum, self.stage.world.rows
        same("invitations", rows(_INVITATIONS), [(one.to, one.session, one.state) for one in forum.invitations])
        came = [(one.of, one.state, one.verified, one.speaks) for one in forum.registrations]
        same("registrations", [(a, b, bool(c), bool(d)) for a, b, c, d in rows(_REGISTRATIONS)], came)
        same("places", rows(_PLACES), [(forum.capacity, forum.taken)])
        same("line", [who for (who,) in rows(_LINE)], [one.of for one in forum.line])

    def expect_letters(self) -> None:
        there = Counter({(to, kind, state): count for to, kind, state, count in self.stage.world.rows(_LETTERS)})
        owed = Counter((one.to, one.kind, one.state) for one in self.forum.letters)
        assert there == owed, f"letters that nobody is owed: {dict(there - owed)}, not written: {dict(owed - there)}"

    def expect_pages(self) -> None:
        """Of whom it was about: behind a link that works, and behind one that does not."""
        for subject in self.forum.touched:
            for leads in (True, False):
                if paths := self.forum.links_of(subject, leads):
                    self.expect_page(next(one for one in self.forum.letters if one.path == paths[-1]))

    def expect_page(self, letter: Letter) -> None:
        page = self.hands.look(letter.path)
        same(f"page of {letter.kind} to {letter.to}", page.status, 200 if letter.leads else 410)
        if letter.leads:
            said = {words for words in (*_SENTENCES, *_STARTS) if words in page.text}
            same(f"page of {letter.kind} to {letter.to}", said, self.owed_words(letter.about))

    def owed_words(self, subject: Subject) -> set[str]:
        if isinstance(subject, Registration):
            confirms = subject.is_live and not subject.verified and subject.state != "offered"
            speaks = subject.speaks and subject.is_live
            heading = "You take part as a speaker" if speaks else _HEADINGS[subject.state]
            return {heading} | ({"Your address is not confirmed yet"} if confirms else set())
        assert isinstance(subject, Invitation)
        words = {self.forum.starts[subject.session]} | _NOTICES[subject.state]
        return words | ({"Send my answer"} if self.forum.is_answerable(subject) else set())

    def expect_arrived(self, owed: list[Letter]) -> None:
        """Each once, with a link where there is one to follow, which leads somewhere when it arrives."""
        known = {identity: (about, kind) for identity, about, kind in self.stage.world.rows(_SENT)}
        subjects = self.subjects()
        arrived = self.stage.world.sink.letters
        self.stage.letters += len(arrived)
        for received in arrived:
            about, kind = known[str(received.message["Message-ID"])]
            subject, to = subjects.get(about), received.recipients[0]
            letter = next((one for one in owed if (one.to, one.kind, one.about) == (to, kind, subject)), None)
            assert letter, f"{kind} to {to} arrived and was not owed"
            owed.remove(letter)
            if letter.has_link:
                letter.path = "/" + received.link().split("/", 3)[3]
                assert letter.leads, f"{kind} to {to} left with a link that leads nowhere"
                self.forum.touched.append(letter.about)
        same("letters that did not arrive", [(one.to, one.kind) for one in owed], [])

    def subjects(self) -> dict[str, Subject]:
        """By what their letters are about."""
        rows, forum = self.stage.world.rows, self.forum
        asked = zip(rows("SELECT id FROM invitations ORDER BY created_at"), forum.invitations, strict=True)
        came = zip(rows("SELECT id FROM registrations ORDER BY submitted_at"), forum.registrations, strict=True)
        return {f"invitation {row[0]}": one for row, one in asked} | {
            f"registration {row[0]}": one for row, one in came
        }

    # Whom it can happen to.

    @property
    def not_asked(self) -> list[tuple[str, str]]:
        asked = {(one.to, one.session) for one in self.forum.invitations}
        return [(who, code) for who in sorted(self.forum.directory) for code in STARTS if (who, code) not in asked]

    @property
    def answerable(self) -> list[Invitation]:
        return [one for one in self.forum.invitations if self.forum.is_answerable(one)]

    @property
    def accepted(self) -> list[Invitation]:
        return [one for one in self.forum.invitations if one.state == "accepted"]

    @property
    def revocable(self) -> list[Invitation]:
        return [one for one in self.forum.invitations if one.state not in ("revoked", "withdrawn")]

    @property
    def asked_and_standing(self) -> list[Invitation]:
        return [one for one in self.forum.invitations if one.state != "revoked"]

    @property
    def moved(self) -> list[Invitation]:
        return [one for one in self.accepted if one.told != self.forum.starts[one.session]]

    @property
    def unconfirmed(self) -> list[Registration]:
        live = [one for one in self.forum.registrations if one.is_live and one.state != "offered"]
        return [one for one in live if not one.verified]

    @property
    def offered(self) -> list[Registration]:
        return [one for one in self.forum.registrations if one.state == "offered" or one.let_pass]

    @property
    def cancellable(self) -> list[Registration]:
        return [one for one in self.forum.registrations if one.is_live and not one.speaks]

    @property
    def known(self) -> list[str]:
        asked = {one.to for one in self.forum.invitations} | {one.of for one in self.forum.registrations}
        return sorted(asked)

    def links(self, subjects: list[Any]) -> list[Any]:
        """Those of them whose letter arrived, with a link that works."""
        return [one for one in subjects if self.forum.links_of(one)]

    def one_of(self, options: list[Any], pick: int) -> Any:
        return options[pick % len(options)]

    def day_in(self, days: int) -> date:
        return self.forum.now.astimezone(self.stage.zone).date() + timedelta(days=days)

    def end_of(self, day: date) -> datetime:
        return datetime.combine(day, time(23, 59), self.stage.zone).astimezone(UTC)

    def id_of(self, one: Invitation) -> str:
        [(number,)] = self.stage.world.rows(_ID_OF, email=one.to, code=one.session)
        return str(number)

    def reference_of(self, one: Registration) -> str:
        [(reference,)] = self.stage.world.rows(_REFERENCE_OF, email=one.of)
        return str(reference)


def same(what: str, found: object, owed: object) -> None:
    assert found == owed, f"{what}: {found} instead of {owed}"


def run(world: World, *, runs: int, steps: int, seed: int, shrinks: bool = True) -> Finding:
    found = Finding("forum beside a model", world.kind, runs, "runs", seed)
    phases = (Phase.generate, Phase.shrink) if shrinks else (Phase.generate,)
    with _stage(world) as stage:
        machine = seeded(seed)(type("ForumBesideModel", (Machine,), {"stage": stage}))
        try:
            run_state_machine_as_test(machine, settings=_settings(runs, steps, phases))
        except Exception as error:
            found.wrong += stage.wrong or [f"{type(error).__name__}: {error}"]
    found.numbers |= {"steps": stage.steps, "pages": stage.pages, "letters": stage.letters}
    found.numbers |= {"kinds of letters": len(stage.kinds)}
    return found


def broken(world: World, control: str, *, runs: int, steps: int, seed: int) -> Control:
    """Something that the app forgets to do, which pages, tables or letters alone give away."""
    module, name = CONTROLS[control]
    does = getattr(module, name)
    setattr(module, name, lambda *_, **__: 0)
    try:
        return Control(control, run(world, runs=runs, steps=steps, seed=seed, shrinks=False))
    finally:
        setattr(module, name, does)


CONTROLS: dict[str, tuple[Any, str]] = {
    "keeps links": (links, "revoke_all"),
    "passes nothing on": (waiting_list, "pass_on"),
    "calls nothing off": (letters, "cancel"),
}


@contextmanager
def _stage(world: World) -> Iterator[Stage]:
    mail, app = world.app.extensions["mail"], world.app
    with ExitStack() as stack:
        clock = stack.enter_context(time_machine.travel(BEGINS, tick=False))
        stack.enter_context(app.app_context())
        mail.server, mail.port = "127.0.0.1", world.sink.port
        app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=400)
        stage = Stage(world, clock)
        stage.set_up()
        yield stage
        db.session.remove()


def _settings(runs: int, steps: int, phases: tuple[Phase, ...]) -> settings:
    return settings(
        max_examples=runs,
        stateful_step_count=steps,
        phases=phases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )


_NOTICES: dict[str, set[str]] = {
    "sent": set(),
    "accepted": {"You accepted"},
    "declined": {"You declined"},
    "withdrawn": {"You gave your part back"},
}
_HEADINGS = {
    "approved": "You have a place",
    "offered": "A place is offered to you",
    "waitlisted": "You are on the waiting list",
    "lapsed": "Your registration has ended",
    "cancelled": "Your registration has ended",
}
_SENTENCES = (
    *("You accepted", "You declined", "You gave your part back", "Send my answer"),
    *sorted({*_HEADINGS.values(), "You take part as a speaker", "Your address is not confirmed yet"}),
)
_STARTS = [start for both in STARTS.values() for start in both]
_INVITATIONS = (
    "SELECT p.email, s.code, i.state FROM invitations i JOIN people p ON p.id = i.person_id"
    " JOIN session_roles r ON r.id = i.role_id JOIN forum_sessions s ON s.id = r.session_id ORDER BY i.created_at"
)
_REGISTRATIONS = (
    "SELECT email, state, verified_at IS NOT NULL, category = 'speaker' FROM registrations ORDER BY submitted_at"
)
_PLACES = "SELECT capacity, taken FROM seat_pools"
_LINE = "SELECT email FROM registrations WHERE state = 'waitlisted' ORDER BY priority, queued_at, id"
_LETTERS = "SELECT recipient_key, kind, state, count(*) FROM notifications GROUP BY recipient_key, kind, state"
_SENT = "SELECT message_id, about, kind FROM notifications WHERE state = 'sent'"
_ID_OF = (
    "SELECT i.public_id FROM invitations i JOIN people p ON p.id = i.person_id"
    " JOIN session_roles r ON r.id = i.role_id JOIN forum_sessions s ON s.id = r.session_id"
    " WHERE p.email = :email AND s.code = :code"
)
_REFERENCE_OF = "SELECT reference FROM registrations WHERE email = :email AND state = 'waitlisted'"
