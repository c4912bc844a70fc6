"""Requests that make no sense, to every address there is, as a visitor, an organiser and the administrator.

In process, so that ten thousand take minutes; ``wire`` sends bytes over sockets to the running server.
"""

import contextvars
import io
import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError, Rule
from werkzeug.test import TestResponse

from bench.storm import nonsense
from bench.storm.findings import Control, Finding, percentile
from forumapp import links
from forumapp.database import Base
from forumapp.demo import filling
from forumapp.extensions import db, transaction
from forumapp.links import Purpose
from forumapp.words import LANGUAGES
from tests.support.browser_like import Form, Page
from tests.support.signed_in import Team

LONGEST = 10
"""Seconds for one answer, the rendering of a booklet included."""

SIGNED_IN_ANEW_AFTER = 400
"""Requests; the nonsense signs people out, takes their roles and changes their passwords."""

METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "CONNECT", "PROPFIND", "get", "X" * 40)


def flood(app: Flask, *, requests: int, seed: int, database: str) -> Finding:
    """No request gets a 5xx, and none takes long (HTTP-06)."""
    found = Finding("fuzzed requests", database, requests, "requests", seed)
    fuzzer = Fuzzer(app, random.Random(seed))
    with _faults_noted(fuzzer):
        for number in range(requests):
            fuzzer.step(number)
    found.wrong += list(dict.fromkeys(fuzzer.wrong))
    statuses = sorted(fuzzer.statuses)
    found.numbers |= {f"{kind}xx": sum(status // 100 == kind for status in statuses) for kind in (2, 3, 4, 5)}
    found.numbers |= {"addresses": len(fuzzer.reached), "p95 s": percentile(fuzzer.seconds, 0.95)}
    return found


def broken(app: Flask, *, requests: int, seed: int, database: str) -> Control:
    """An app that stumbles over letters beyond ASCII."""

    def stumble() -> None:
        if not all(value.isascii() for value in request.values.values()):
            raise UnicodeError

    hooks = app.before_request_funcs.setdefault(None, [])
    hooks.append(stumble)
    try:
        return Control("expects ASCII", flood(app, requests=requests, seed=seed, database=database))
    finally:
        hooks.remove(stumble)


@dataclass
class Fuzzer:
    app: Flask
    rng: random.Random
    known: dict[str, list[Any]] = field(default_factory=dict)
    """Name of a part of addresses → values that name something."""
    clients: list[FlaskClient] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        with self.app.app_context():
            self.known = _furnished()
        self.rules = [rule for rule in self.app.url_map.iter_rules() if rule.endpoint != "static"]

    def step(self, number: int) -> None:
        """One request, or two where a form is opened first."""
        if number % SIGNED_IN_ANEW_AFTER == 0:
            self._sign_in(number)
        client, rule = self.rng.choice(self.clients), self.rng.choice(self.rules)
        ways: tuple[Callable[[FlaskClient, Rule], None], ...] = (self._fill_in, self._ask, self._post, self._oddly)
        self.rng.choices(ways, (5, 3, 2, 1))[0](client, rule)

    def _sign_in(self, number: int) -> None:
        with self.app.app_context():
            team, edition = Team(self.app), self.app.extensions["edition_finder"](self.known["edition"][0])
            admin = team.signed_in_as("admin", email=f"admin{number}@team.example.org")
            owner = team.signed_in_as("owner", edition, email=f"owner{number}@team.example.org")
        self.clients = [self.app.test_client(), owner.inner, admin.inner]

    def _fill_in(self, client: FlaskClient, rule: Rule) -> None:
        """Open a page as it is meant, fill its form with nonsense, and send it."""
        address = self._address(rule, nonsense_share=0.0)
        response = self._send(client, "GET", address)
        forms = _forms_of(Page(response, f"http://localhost{address}")) if response else []
        if not forms:
            return
        form = self.rng.choice(forms)
        values: list[tuple[str, str]] = []
        for name in sorted(form.names):
            kept = form.values.get(name) or ""
            value = kept if name == "csrf_token" or self.rng.random() < 0.5 else nonsense.word(self.rng)
            values += [(name, str(value))] * self.rng.choice((0, 1, 1, 1, 1, 1, 2))
        self._send(client, form.method.upper(), urlsplit(form.action).path, values)

    def _ask(self, client: FlaskClient, rule: Rule) -> None:
        query = "&".join(
            f"{quote(nonsense.word(self.rng)[:300])}={quote(nonsense.word(self.rng)[:300])}" for _ in range(2)
        )
        names = ("q", "state", "page", "language", "day", "topic", "zone", "next", "format", "kind")
        query += f"&{self.rng.choice(names)}={quote(nonsense.word(self.rng)[:500])}"
        address = self._address(rule, nonsense_share=0.4)
        self._send(client, "GET", f"{address}?{query}", headers=[nonsense.header(self.rng)])

    def _post(self, client: FlaskClient, rule: Rule) -> None:
        values = [(nonsense.word(self.rng)[:50], nonsense.word(self.rng)) for _ in range(self.rng.randint(0, 8))]
        self._send(client, "POST", self._address(rule, nonsense_share=0.2), values)

    def _oddly(self, client: FlaskClient, rule: Rule) -> None:
        """Methods nobody uses, bodies that are not what their header says."""
        method = self.rng.choice((*METHODS, "POST", "POST"))
        headers = [nonsense.header(self.rng) for _ in range(3)]
        body = nonsense.blob(self.rng)
        self._send(client, method, self._address(rule, nonsense_share=0.3), headers=headers, body=body)

    def _address(self, rule: Rule, nonsense_share: float) -> str:
        values = {name: self._part(name, nonsense_share) for name in rule.arguments}
        adapter = self.app.url_map.bind("localhost")
        try:
            return adapter.build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))
        except (BuildError, ValueError, TypeError):
            return "/".join(quote(str(values.get(part, part))) for part in rule.rule.split("/"))

    def _part(self, name: str, nonsense_share: float) -> Any:
        if self.rng.random() < nonsense_share:
            return nonsense.word(self.rng)[:300]
        return self.rng.choice(self.known.get(name) or [1, "P1"])

    def _send(
        self,
        client: FlaskClient,
        method: str,
        address: str,
        values: list[tuple[str, str]] | None = None,
        headers: list[tuple[str, str]] | None = None,
        body: bytes | None = None,
    ) -> TestResponse | None:
        options: dict[str, Any] = {"method": method, "headers": headers or []}
        if values is not None:
            options["data"] = _multi(values, self.rng)
        elif body is not None:
            options |= {"input_stream": io.BytesIO(body), "content_length": len(body)}
        self.faults.clear()
        began = time.monotonic()
        try:
            response = contextvars.Context().run(_opened, client, address, options)
        except Exception as error:  # even the page of the error failed
            self.statuses.append(500)
            self.wrong.append(f"no answer: {_where(_first_cause(error))}, for {method} {address[:60]!r} {headers}")
            return None
        self._judge(f"{method} {address[:200]}", response, time.monotonic() - began)
        return response

    def _judge(self, request: str, response: TestResponse, seconds: float) -> None:
        self.statuses.append(response.status_code)
        self.seconds.append(seconds)
        if response.status_code < 400:
            self.reached.add(response.request.path)
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


def _multi(values: list[tuple[str, str]], rng: random.Random) -> dict[str, list[Any]]:
    """Text, and now and then a file where text is expected."""
    data: dict[str, list[Any]] = {}
    for name, value in values:
        file = rng.random() < 0.03 and name != "csrf_token"
        data.setdefault(name or "x", []).append(
            (io.BytesIO(value.encode("utf-8", "replace")), "nonsense.csv") if file else value
        )
    return data


def _forms_of(page: Page) -> list[Form]:
    if page.response.mimetype != "text/html" or not page.response.get_data().strip():
        return []
    return [Form.read(form, page.url) for form in page.document.xpath("//form")]


def _furnished() -> dict[str, list[Any]]:
    """A forum with everything in it, and the names of what can be addressed."""
    with transaction():
        slug = filling.fill(filling.Size(registrations=10)).slug
    known: dict[str, list[Any]] = {
        "lang": list(LANGUAGES),
        "language": list(LANGUAGES),
        "edition": [slug],
        "slug": [slug],
    }
    with transaction():
        known["token"] = [links.make(purpose, number) for purpose in Purpose for number in (1, 2, 3)]
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if column.name in ("public_id", "reference", "code", "number", "id"):
                found = db.session.scalars(select(column).limit(8)).all()
                for name in {column.name, f"{table.name}_{column.name}"}:
                    known.setdefault(name, []).extend(found)
    known["series_code"] = ["F3D", "FOC"]
    for name in ("public_id", "person_id", "session_id", "room_id", "message_id"):
        known[name] = [*known.get("public_id", []), *known.get("id", [])]
    db.session.remove()
    return known


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
