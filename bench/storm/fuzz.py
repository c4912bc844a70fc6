"""Requests that make no sense, to every address there is, as a visitor, an organiser and the administrator.

First somebody looks around and sends each form as it is meant; then come the visits that Hypothesis draws. What
they find is not made smaller, because a forum remembers earlier visits: the seed repeats the whole run.
In process, so that ten thousand take minutes; ``wire`` sends bytes over sockets to the running server.
"""

import contextvars
import io
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from flask import Flask, request
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from bench.storm.atlas import Atlas, Place, Spot
from bench.storm.drawn import Chooser, Visit, visits
from bench.storm.filling import Form, Pen, forms_of
from bench.storm.findings import Control, Finding, percentile
from bench.storm.furnishing import furnish
from forumapp.extensions import db
from forumapp.notifications import rendering, sealing
from forumapp.notifications.models import Message
from tests.support.browser_like import Page
from tests.support.signed_in import Team

LONGEST = 10
"""Seconds for one answer, the rendering of a booklet included."""

REFURNISHED_AFTER = 2500
"""Visits; the nonsense cancels forums, erases people and ends links."""

ROLES = ("admin", "owner", "visitor")

METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "CONNECT", "PROPFIND", "get", "X" * 40)

ASKED = ("q", "state", "page", "language", "day", "topic", "zone", "next", "format", "kind")

TAKEN = (200, 201, 204, 302, 303, 409, 422)
"""Answers of a page that read what it was sent; a redirect to sign-in is none of them."""

CHANGES_WHO = re.compile("^accounts|^forums.join$")
"""Pages after which she may be somebody else."""

LINK = re.compile(r"http://127\.0\.0\.1:8000(/[^\s<>]+)")

LETTERS = 20
"""That somebody reads, the newest first."""

WITH_FILES = ("setup.upload", "people.upload", "materials.new", "materials.replace", "registrations.give_file")

LAST = re.compile("cancel|remove|erase|(?<!s)end_|withdraw|revoke|sign_out|take_out|call_off|delete|close|password")
"""What ends something is tried after all others."""


def flood(app: Flask, *, requests: int, seed: int, database: str, effort: "Effort | None" = None) -> Finding:
    """No request gets a 5xx, none takes long, and nearly every page and form was really reached (HTTP-06)."""
    found = Finding("fuzzed requests", database, requests, "visits", seed)
    effort = effort or WHOLE
    fuzzer = Fuzzer(app, effort)
    with _faults_noted(fuzzer):
        fuzzer.look_around()
        _visit(fuzzer, requests, seed)
    found.wrong += list(dict.fromkeys(fuzzer.wrong))
    found.wrong += effort.missed(fuzzer)
    statuses = sorted(fuzzer.statuses)
    found.numbers |= {"requests": len(statuses)}
    found.numbers |= {f"{kind}xx": sum(status // 100 == kind for status in statuses) for kind in (2, 3, 4, 5)}
    found.numbers |= fuzzer.reach() | {"p95 s": percentile(fuzzer.seconds, 0.95)}
    return found


def broken(app: Flask, *, requests: int, seed: int, database: str) -> Control:
    """An app that stumbles over letters beyond ASCII."""

    def stumble() -> None:
        if not all(value.isascii() for value in request.values.values()):
            raise UnicodeError

    hooks = app.before_request_funcs.setdefault(None, [])
    hooks.append(stumble)
    try:
        return Control("expects ASCII", flood(app, requests=requests, seed=seed, database=database, effort=NONE))
    finally:
        hooks.remove(stumble)


@dataclass(frozen=True)
class Effort:
    """How much somebody tries before the visits, and the shares of pages and forms that have to be reached at last.

    What is left needs another hour of the day, or a worker that works.
    """

    rounds: int = 2
    """How often all forms are sent as they are meant."""
    tries: int = 3
    """How often in a round one is filled in, until it is taken."""
    most_opened: int = 2
    """Pages of one kind that one person opens while she looks around."""
    pages: float = 0.82
    forms: float = 0.68

    def missed(self, fuzzer: "Fuzzer") -> list[str]:
        return [
            f"only {len(done)} of {len(all_of)} {what} reached, not {', '.join(sorted(all_of - done))}"
            for what, share, done, all_of in (
                ("pages", self.pages, fuzzer.opened, fuzzer.endpoints("GET")),
                ("forms", self.forms, fuzzer.taken, fuzzer.endpoints("POST")),
            )
            if len(done) < share * len(all_of)
        ]


WHOLE = Effort()
LITTLE = Effort(rounds=1, tries=1, most_opened=1, pages=0.7, forms=0.52)
"""For the tests."""
NONE = Effort(rounds=0, most_opened=1, pages=0, forms=0)
"""For the control, which has to fail by something else."""


def _visit(fuzzer: "Fuzzer", visits_paid: int, seed: int) -> None:
    @seeded(seed)
    @settings(
        max_examples=visits_paid,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(visits())
    def pay(visit: Visit) -> None:
        fuzzer.pay(visit)

    pay()


@dataclass
class Fuzzer:
    app: Flask
    effort: Effort
    wrong: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    """Endpoints that were shown, or led on to something else than sign-in."""
    taken: set[str] = field(default_factory=set)
    """Endpoints that read a form and answered it."""
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    paid: int = 0
    _members: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.atlas = Atlas(self.app, self.effort.most_opened)
        development = ("development.", "mailbox.", "sample_letters.", "static", "metrics.")
        rules = [rule for rule in self.app.url_map.iter_rules() if not rule.endpoint.startswith(development)]
        self.rules: list[Rule] = rules

    def endpoints(self, method: str) -> set[str]:
        """Of the app as it is installed; pages for developers are closed there."""
        return {rule.endpoint for rule in self.rules if method in (rule.methods or ())}

    def reach(self) -> dict[str, str]:
        pages, forms = self.endpoints("GET"), self.endpoints("POST")
        never = sorted(pages - self.opened) + [f"POST {name}" for name in sorted(forms - self.taken)]
        return {
            "pages": f"{len(self.opened)} of {len(pages)}",
            "forms": f"{len(self.taken)} of {len(forms)}",
            "never reached": " ".join(never) or "none",
        }

    def look_around(self) -> None:
        """In a new forum: open what links lead to, send each form as it is meant, and look again."""
        self.furnished = furnish(self.app)
        for role in ROLES:
            self._come_anew(role)
        self._walk()
        for _ in range(self.effort.rounds):
            self._send_all_as_meant(to_the_end=False)
            self.atlas.look_again()
            self._walk()
        if self.effort.rounds:
            self._send_all_as_meant(to_the_end=True)

    def pay(self, visit: Visit) -> None:
        self.paid += 1
        if self.paid % REFURNISHED_AFTER == 0:
            self.look_around()
        chooser = Chooser(visit)
        match visit.way:
            case "form" | "file":
                self._fill_in(visit, chooser)
            case "ask":
                self._ask(visit, chooser)
            case "post":
                values = {chooser.word()[:50]: [chooser.word()] for _ in visit.words}
                self._send(chooser.one_of(ROLES), "POST", self._address("POST", chooser, 0.2), values)
            case _:
                method = chooser.one_of((*METHODS, "POST", "POST"))
                address = self._address(None, chooser, 0.3)
                self._send(chooser.one_of(ROLES), method, address, headers=visit.headers, body=visit.body)

    def _walk(self) -> None:
        slug = self.furnished.slug
        starts = [*self.furnished.by_letter, *self._links(), "/en/", f"/en/{slug}/", f"/manage/{slug}/"]
        starts += [str(rule.rule).replace("<edition:edition>", slug) for rule in self.rules if _needs_no_more(rule)]
        inside = [address for address in starts if address.startswith("/manage/")]
        for role, addresses in (("admin", inside), ("visitor", [one for one in starts if one not in inside])):
            self.atlas.look_around(role, addresses, lambda role, address: self._send(role, "GET", address))

    def _send_all_as_meant(self, *, to_the_end: bool) -> None:
        """Those that were not read yet, from up to three pages; what ends something only ``to_the_end``."""
        for place in sorted(self.atlas.forms, key=lambda place: (bool(LAST.search(place[1])), place)):
            if LAST.search(place[1]) and not to_the_end:
                continue
            for number, spot in zip(range(self.effort.tries), cycle(self.atlas.forms[place][::-1]), strict=False):
                if (place[1] not in self.taken) if place[0] == "POST" else not number:
                    chooser = Chooser(Visit("form", [number], [place[1]], [], b"", 0.0))
                    self._fill_in_at(place, spot, chooser, Pen(chooser, self.furnished.files))

    def _fill_in(self, visit: Visit, chooser: Chooser) -> None:
        forms = self.atlas.forms
        with_files = [place for place in forms if place[1] in WITH_FILES]
        place = chooser.one_of(sorted(with_files if visit.way == "file" else forms))
        pen = Pen(chooser, self.furnished.files, visit.share, spoils=True)
        spot = chooser.one_of(forms[place])
        answer = self._fill_in_at(place, spot, chooser, pen)
        if answer and visit.way == "file" and answer.status_code in (302, 303):
            dry_run = Spot(spot.role, urlsplit(answer.location).path)
            confirming = ("POST", place[1].replace(".upload", ".uploaded"))
            self._fill_in_at(confirming, dry_run, chooser, Pen(chooser, self.furnished.files, visit.share / 4))

    def _fill_in_at(self, place: Place, spot: Spot, chooser: Chooser, pen: Pen) -> TestResponse | None:
        """Open the page, send the form that leads there, and read on; whoever was signed out comes anew."""
        page = self._send(spot.role, "GET", spot.address)
        if page is not None and _leads_to_sign_in(page) and spot.role != "visitor":
            self._come_anew(spot.role)
            page = self._send(spot.role, "GET", spot.address)
        if page is None:
            return None
        forms = [
            form
            for form in forms_of(Page(page, f"http://localhost{spot.address}"))
            if (form.method, self.atlas.endpoint(form.path, form.method)) == place
        ]
        if not forms:
            return None
        form: Form = chooser.one_of(forms)
        pen.code = self._code() if any("code" in one.name for one in form.fields) else ""
        return self._sent(spot.role, form, pen.fill(form, place[1]))

    def _sent(self, role: str, form: Form, filled: dict[str, list[Any]]) -> TestResponse | None:
        if form.method == "GET":
            words = [(name, value) for name, values in filled.items() for value in values if isinstance(value, str)]
            address = f"{urlsplit(form.path).path}?{urlencode(words)}"
            answer = self._send(role, "GET", address)
            self.atlas.read(role, address, answer)
            return answer
        answer = self._send(role, "POST", form.path, filled)
        if CHANGES_WHO.search(self.atlas.endpoint(form.path, "POST") or ""):
            self._come_anew(role)
            return answer
        if answer is not None and answer.status_code in (302, 303):
            goal = urlsplit(urljoin(f"http://localhost{form.path}", answer.location))
            address = goal.path + (f"?{goal.query}" if goal.query else "")
            self.atlas.read(role, address, self._send(role, "GET", address))
        elif answer is not None:
            self.atlas.read(role, form.path, answer)
        return answer

    def _ask(self, visit: Visit, chooser: Chooser) -> None:
        names = [chooser.word()[:300], chooser.one_of(ASKED), chooser.one_of(ASKED)]
        query = "&".join(f"{quote(name)}={quote(chooser.word()[:500])}" for name in names)
        address = self._address("GET", chooser, 0.4)
        self._send(
            chooser.one_of(ROLES), "GET", f"{address}{'&' if '?' in address else '?'}{query}", headers=visit.headers[:1]
        )

    def _address(self, method: str | None, chooser: Chooser, share: float) -> str:
        """One that was found, or one with a part that means nothing."""
        rules = [rule for rule in self.rules if method is None or method in (rule.methods or ())]
        rule = chooser.one_of(rules)
        known = self.atlas.addresses.get(rule.endpoint)
        address = chooser.one_of(known) if known else re.sub(r"<[^>]+>", "1", str(rule.rule))
        if not chooser.happens(share):
            return address
        parts = urlsplit(address).path.split("/")
        parts[1 + chooser.below(len(parts) - 1)] = quote(chooser.word()[:300], safe="")
        return "/".join(parts)

    def _come_anew(self, role: str) -> None:
        if role == "visitor":
            self.clients[role] = self.app.test_client()
            return
        email = f"{role}{next(self._members)}@team.example.org"
        with self.app.app_context():
            edition = self.app.extensions["edition_finder"](self.furnished.slug)
            self.clients[role] = Team(self.app).signed_in_as(role, edition, email=email).inner

    def _code(self) -> str:
        """Of the last letter that brings one."""
        with self._letters() as letters:
            return next((secret for letter, secret in letters if letter.has_code), "")

    def _links(self) -> list[str]:
        """That stand in the letters which wait to be sent."""
        with self._letters() as letters:
            texts = [letter.body_text.replace(str(letter.link_marker), secret) for letter, secret in letters]
        return [link for text in texts for link in LINK.findall(text)]

    @contextmanager
    def _letters(self) -> Iterator[list[tuple[Message, str]]]:
        """The newest ones that bring a secret, with it."""
        newest = select(Message).where(Message.sealed_link.is_not(None)).order_by(Message.id.desc()).limit(LETTERS)
        with self.app.app_context():
            found = db.session.scalars(newest).all()
            key = rendering.secret_key()
            yield [(letter, sealing.unseal(letter.sealed_link or b"", key)) for letter in found]
            db.session.remove()

    def _send(
        self,
        role: str,
        method: str,
        address: str,
        values: dict[str, list[Any]] | None = None,
        headers: list[tuple[str, str]] | None = None,
        body: bytes | None = None,
    ) -> TestResponse | None:
        options: dict[str, Any] = {"method": method, "headers": headers or []}
        if values is not None:
            options["data"] = {name or "x": value for name, value in values.items()}
        elif body is not None:
            options |= {"input_stream": io.BytesIO(body), "content_length": len(body)}
        self.faults.clear()
        began = time.monotonic()
        try:
            response = contextvars.Context().run(_opened, self.clients[role], address, options)
        except Exception as error:  # even the page of the error failed
            self.statuses.append(500)
            self.wrong.append(f"no answer: {_where(_first_cause(error))}, for {method} {address[:60]!r} {headers}")
            return None
        self._judge(f"{method} {address[:200]}", response, time.monotonic() - began)
        self._note_reach(method, address, response)
        return response

    def _note_reach(self, method: str, address: str, response: TestResponse) -> None:
        if _leads_to_sign_in(response) or not (endpoint := self.atlas.endpoint(address, method)):
            return
        if method == "GET" and response.status_code in (200, 302, 303):
            self.opened.add(endpoint)
        if method == "POST" and response.status_code in TAKEN:
            self.taken.add(endpoint)

    def _judge(self, request: str, response: TestResponse, seconds: float) -> None:
        self.statuses.append(response.status_code)
        self.seconds.append(seconds)
        if response.status_code >= 500:
            self.wrong.append(f"{response.status_code} {self.faults[-1] if self.faults else request}")
        if seconds > LONGEST:
            self.wrong.append(f"{seconds:.0f} s for {request}")
        if b"Traceback (most recent" in response.get_data():
            self.wrong.append(f"a traceback is shown at {request}")


def _opened(client: FlaskClient, address: str, options: dict[str, Any]) -> TestResponse:
    response = client.open(address, **options)
    response.get_data()
    response.close()
    return response


def _needs_no_more(rule: Rule) -> bool:
    return "GET" in (rule.methods or ()) and rule.arguments <= {"edition"}


def _leads_to_sign_in(response: TestResponse) -> bool:
    return response.status_code in (302, 303) and (response.location or "").startswith("/sign-in?")


@contextmanager
def _faults_noted(fuzzer: Fuzzer) -> Iterator[None]:
    """Where in our code it went wrong, which the answer rightly does not say."""
    note, logger = _Note(fuzzer.faults), fuzzer.app.logger
    others, logger.handlers = logger.handlers, [note]  # "forumapp", above all our own loggers
    logger.propagate = False
    try:
        yield
    finally:
        logger.handlers, logger.propagate = others, True


class _Note(logging.Handler):
    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, HTTPException):
            return
        self.faults.append(_where(error))


def _first_cause(error: BaseException) -> BaseException:
    while error.__context__ is not None:
        error = error.__context__
    return error


def _where(error: BaseException) -> str:
    frames, trace = [], error.__traceback__
    while trace:
        frames.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    ours = [f"{name.rpartition('forumapp/')[2]}:{line}" for name, line in frames if "/forumapp/" in name]
    return f"{type(error).__name__} at {ours[-1] if ours else frames[-1:]}: {str(error)[:150]}"
