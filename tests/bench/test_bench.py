"""The bench runs, and says truly what was reached. Its numbers are nobody's test."""

import json
from dataclasses import replace
from pathlib import Path

from bench import load, results
from bench.__main__ import run
from bench.results import Pairs, Row
from bench.size import Size

TINY = Size(sessions=8, experts=8, more_sessions=8, rounds=1, seconds=0.1, letters=5, starts=1)


def test_a_tiny_run_measures_the_app_beside_its_floor(tmp_path: Path) -> None:
    rows = run(["reading"], TINY)
    assert len(rows) == 9 and all(row.value > 0 for row in rows)
    results.store(rows, tmp_path / "results.json")
    again = [replace(rows[1], value=7.0), Row("another thing", 1, "s")]
    renewed = results.renewed(again, tmp_path / "results.json")
    assert [row.what for row in renewed] == [*(row.what for row in rows), "another thing"]
    assert renewed[0] == rows[0] and renewed[1].value == 7.0
    kept = json.loads((tmp_path / "results.json").read_text())
    assert [row["what"] for row in kept["rows"]] == [row.what for row in rows]
    assert kept["machine"]["processors"] > 0


def test_an_aim_is_reached_or_not() -> None:
    assert Row("ratio", 0.61, "", 0.6, at_least=True).held
    assert not Row("ratio", 0.59, "", 0.6, at_least=True).held
    assert Row("seconds", 0.9, "s", 1).held and not Row("seconds", 1.1, "s", 1).held
    assert Row("seconds", 0.9, "s").held is None


def test_of_pairs_the_middle_one_counts() -> None:
    pairs = Pairs(app=(1.0, 50.0, 6.0), floor=(10.0, 10.0, 10.0))
    assert pairs.row("what", 0.6).value == 0.6


def test_app_and_floor_take_turns_in_beginning() -> None:
    order: list[str] = []

    def turn(name: str) -> float:
        order.append(name)
        return 1.0

    results.in_turns(3, lambda: turn("app"), lambda: turn("floor"))
    assert order == ["app", "floor", "floor", "app", "app", "floor"]


def test_the_table_in_the_document_is_renewed_and_its_words_stay(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("Before.\n<!-- results: begin -->\nold\n<!-- results: end -->\nAfter.\n")
    results.keep([Row("one thing", 0.5, "", 0.6, True)], document)
    words = document.read_text()
    assert words.startswith("Before.\n") and words.endswith("\nAfter.\n")
    assert "old" not in words and "| one thing | 0.5 | ≥ 0.6 | **no** |" in words


def test_answers_are_read_as_they_are() -> None:
    assert load.percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    reply = load.Reply(200, b'HTTP/1.1 200 OK\r\nETag: "a"\r\nVary: Cookie', b"")
    assert (reply.header("etag"), reply.header("absent")) == ('"a"', "")
    assert reply.headers() == [("ETag", '"a"'), ("Vary", "Cookie")]
