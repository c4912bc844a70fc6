"""The list of participants as a file, beside the same rows written by the plain libraries."""

import csv
import http.client
import io
import json
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bench import results
from bench.organiser import Organiser
from bench.results import Row
from bench.size import Size
from bench.stage import Stage, stage

CSV_BEYOND, XLSX_BEYOND = 0.1, 0.2
"""Seconds that the app may take longer than the floor."""
QUESTIONS = (
    ("text", "What do you expect?", "To listen, and to ask about the register", []),
    ("one_of", "Which day?", "1", ["Saturday"]),
    ("several_of", "What interests you?", ["1", "2"], ["Procurement", "Rights"]),
    ("yes_no", "Do you come for the first time?", "yes", []),
    ("number", "How many of you?", 2, []),
)


def measure(_smaller: Stage, size: Size) -> Iterator[Row]:
    """On a stage of its own, with so many registrations and five answers of each."""
    with stage(8, 8, size.exported) as on:
        _answer_all(on)
        on.app.start()
        organiser = Organiser(on)
        organiser.sign_in()
        table = _read(on.app.address, f"/manage/{on.slug}/registrations.csv", organiser)
        rows = list(csv.reader(io.StringIO(table.decode())))
        (on.folder / "floor" / "table.rows").write_text(json.dumps(rows))
        on.floor.start()
        for kind, aim in (("csv", CSV_BEYOND), ("xlsx", XLSX_BEYOND)):
            path = f"/manage/{on.slug}/registrations.{kind}"
            pairs = results.in_turns(
                max(size.rounds, 5), _timed(on.app.address, path, organiser), _timed(on.floor.address, f"/rows.{kind}")
            )
            beyond = [app - floor for app, floor in zip(pairs.app, pairs.floor, strict=True)]
            yield Row(
                f"{len(rows) - 1:,} registrations with five answers as {kind.upper()}, beyond the floor",
                statistics.median(beyond),
                "s",
                aim,
                detail=f"{statistics.median(pairs.app):.3f} s to {statistics.median(pairs.floor):.3f} s",
                samples=tuple(beyond),
            )


def _timed(address: str, path: str, organiser: Organiser | None = None) -> Callable[[], float]:
    def seconds() -> float:
        began = time.perf_counter()
        _read(address, path, organiser)
        return time.perf_counter() - began

    return seconds


def _read(address: str, path: str, organiser: Organiser | None = None) -> bytes:
    """To its last byte; what comes in pieces says no length beforehand."""
    cookies = organiser.cookies if organiser else {}
    connection = http.client.HTTPConnection(address, timeout=60)
    try:
        connection.request(
            "GET", path, headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        )
        reply = connection.getresponse()
        body = reply.read()
    finally:
        connection.close()
    if reply.status != 200:
        raise RuntimeError(f"{path} answered {reply.status}")
    return body


def _answer_all(on: Stage) -> None:
    """Straight into the database: a crowd that fills in forms is measured elsewhere."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    database = sqlite3.connect(on.database)
    with database:
        [edition] = database.execute("SELECT id FROM editions WHERE slug = ?", [on.slug]).fetchone()
        database.execute("UPDATE editions SET form_is_extended = 1 WHERE id = ?", [edition])
        for number, (kind, words, value, options) in enumerate(QUESTIONS):
            asked = json.dumps({"en": words})
            chosen = [{"en": option} for option in options]
            with_keys = [{"key": str(key), "words": option} for key, option in enumerate(chosen, 1)]
            question = (edition, f"bench{number}", number, kind, asked, "{}", json.dumps(with_keys))
            found = database.execute(_QUESTION, question).lastrowid
            answer = (found, asked, json.dumps(value), json.dumps(chosen), now, edition)
            database.execute(_ANSWERS, answer)
            if kind == "text":
                database.execute(_EACH_HER_OWN, [found])
    database.close()


_QUESTION = """
INSERT INTO registration_questions (edition_id, key, position, kind, words, help, options, is_required, categories,
  shown_if_value, is_restricted, is_asked, version)
VALUES (?, ?, ?, ?, ?, ?, ?, 0, '[]', '', 0, 1, 1)
"""
_ANSWERS = """
INSERT INTO registration_answers (registration_id, question_id, asked, value, chosen, answered_at)
SELECT id, ?, ?, ?, ?, ? FROM registrations WHERE edition_id = ?
"""
_EACH_HER_OWN = """
UPDATE registration_answers SET value = json_quote(json_extract(value, '$') || ' ' || registration_id)
WHERE question_id = ?
"""
