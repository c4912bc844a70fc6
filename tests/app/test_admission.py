"""Who is worked on, who waits, who is sent away; and who is never asked to."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from flask import Flask

from forumapp.agenda import artefacts
from forumapp.web import admission
from forumapp.web.admission import AT_ONCE, Line
from tests.factories import agenda
from tests.jobs.running import wait_for
from tests.support.browser_like import ReadingClient

AGENDA = "/en/f3d2026/agenda"


@pytest.fixture
def crowd(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """Nobody may come in, and nobody may wait."""
    monkeypatch.setattr(admission, "MOST_WAITING", 0)
    line: Line = app.extensions["admission"]
    assert line.free == AT_ONCE, "everybody before has left"
    line.free = 0
    yield line
    line.free = AT_ONCE


def test_whoever_waits_longest_comes_next() -> None:
    line, came = Line(free=1), list[int]()

    def come(number: int) -> None:
        assert line.enter()
        came.append(number)
        line.leave()

    assert line.enter()
    with ThreadPoolExecutor(3) as people:
        for number in range(3):
            people.submit(come, number)
            wait_for(lambda: len(line.waiting) == number + 1, "her to stand in the line")  # noqa: B023
        line.leave()
    assert came == [0, 1, 2]
    assert (line.free, len(line.waiting)) == (1, 0)


def test_whoever_gives_up_leaves_the_line_and_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "PATIENCE", 0.01)
    line = Line(free=1)
    assert line.enter()
    assert not line.enter()
    line.leave()
    assert (line.free, len(line.waiting)) == (1, 0)


def test_no_more_are_let_in_than_can_be_worked_on() -> None:
    line, inside, most, counting = Line(free=3), [0], [0], threading.Lock()

    def come(_: int) -> None:
        assert line.enter()
        with counting:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        with counting:
            inside[0] -= 1
        line.leave()

    with ThreadPoolExecutor(20) as people:
        list(people.map(come, range(500)))
    assert 0 < most[0] <= 3
    assert line.free == 3


def test_in_a_crowd_one_is_sent_away_in_words_with_the_time_to_come_again(
    app: Flask, crowd: Line, client: ReadingClient
) -> None:
    page = client.get("/sign-in")
    assert page.status == 503
    assert page.heading == "The service is busy or under repair"
    assert app.test_client().get("/sign-in").headers["Retry-After"] == str(admission.COME_AGAIN)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watchers_are_answered_in_a_crowd(crowd: Line, app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 200


def test_what_is_known_by_heart_is_answered_in_a_crowd(
    app: Flask, crowd: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefacts, "FRESH_SECONDS", 600)
    agenda.released(agenda.edition())
    reader = app.test_client(use_cookies=False)
    crowd.free = 1
    assert reader.get(AGENDA).status_code == 200
    crowd.free = 0
    assert reader.get(AGENDA).status_code == 200
    assert reader.get("/sign-in").status_code == 503


def test_a_form_is_taken_in_before_its_turn() -> None:
    body = b"x" * 200_000
    environ = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": (line := BytesIO(body + b"the next request"))}
    with admission.take_in(environ, longest=1_000_000):
        assert environ["wsgi.input"].read() == body
    assert line.read() == b"the next request"


@pytest.mark.parametrize("length", ["", "0", "-1", "x", "1000001"])
def test_what_is_too_long_or_has_no_length_is_left_where_it_is(length: str) -> None:
    environ = {"CONTENT_LENGTH": length, "wsgi.input": (line := BytesIO(b"body"))}
    with admission.take_in(environ, longest=1_000_000):
        assert environ["wsgi.input"] is line
