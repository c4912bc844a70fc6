"""Nobody writes at the same time as somebody else, and nobody waits long who need not."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from forumapp import turns
from forumapp.extensions import db, transaction
from forumapp.turns import Turns

ANOTHER_PROCESS = """
import sys
from pathlib import Path
from forumapp.turns import Turns
turn = Turns(Path(sys.argv[1])).take()
print("has it", flush=True)
sys.stdin.readline()
turn.end()
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "forum.sqlite3"


def another_process(database: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", ANOTHER_PROCESS, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def started(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def test_threads_write_one_after_the_other(database: Path) -> None:
    here, inside, together = Turns(database), [0], []

    def write() -> None:
        for _ in range(50):
            turn = here.take()
            inside[0] += 1
            together.append(inside[0])
            time.sleep(0.0001)
            inside[0] -= 1
            turn.end()

    for thread in [started(write) for _ in range(8)]:
        thread.join()
    assert together == [1] * 400


def test_a_process_waits_for_another(database: Path) -> None:
    other = another_process(database)
    assert other.stdin and other.stdout and other.stdout.readline() == "has it\n"
    got: list[float] = []
    thread = started(lambda: (Turns(database).take().end(), got.append(time.monotonic())))
    time.sleep(0.2)
    assert got == []
    ended = time.monotonic()
    other.communicate("\n")
    thread.join()
    assert got[0] >= ended


def test_a_crowd_here_does_not_keep_another_process_waiting(database: Path) -> None:
    here, over = Turns(database), threading.Event()

    def write() -> None:
        while not over.is_set():
            turn = here.take()
            time.sleep(0.002)
            turn.end()
            time.sleep(0.001)

    crowd = [started(write) for _ in range(2)]
    other = another_process(database)
    assert other.stdin and other.stdout and other.stdout.readline() == "has it\n"
    other.communicate("\n")
    over.set()
    for thread in crowd:
        thread.join()


def test_a_dead_process_holds_nothing(database: Path) -> None:
    other = another_process(database)
    assert other.stdout and other.stdout.readline() == "has it\n"
    other.kill()
    other.communicate()
    began = time.monotonic()
    Turns(database).take().end()
    assert time.monotonic() - began < turns.PATIENCE / 2


def test_patience_ends_and_leaves_the_answer_to_the_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    here = Turns(database)
    first = here.take()
    here.take().end()
    Turns(database).take().end()
    first.end()


def test_where_no_file_can_be_made_threads_still_take_turns(tmp_path: Path) -> None:
    Turns(tmp_path / "nowhere" / "forum.sqlite3").take().end()


def test_a_transaction_gives_its_turn_back_whichever_way_it_ends(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has turns of its own")
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), transaction():
            db.session.execute(text("SELECT 1"))
            raise ZeroDivisionError
        with transaction():
            db.session.execute(text("SELECT 1"))
    began = time.monotonic()
    thread = started(lambda: _writes(app))
    thread.join()
    assert time.monotonic() - began < turns.PATIENCE / 2


def _writes(app: Flask) -> None:
    with app.app_context(), transaction():
        db.session.execute(text("SELECT 1"))
