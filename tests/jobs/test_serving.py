"""``flask serve``: web and worker come back after a kill, lose nothing, and leave together."""

import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from forumapp import create_app, migrating, serving
from forumapp.extensions import db
from forumapp.notifications import queries
from forumapp.notifications.models import Message, State
from tests.conftest import settings_for
from tests.jobs.running import Running, flask_command, wait_for
from tests.support.mail_sink import Sink, mail_sink

KILLED_AFTER = (15, 30)


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """An app on files of its own, which the commands of the test use, too."""
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'forumapp.sqlite3'}", tmp_path, secret_key="kept"))
    (tmp_path / "secret-key").write_text("kept")
    with app.app_context():
        migrating.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_sink() as running:
        yield running


def _queued(count: int) -> None:
    db.session.rollback()  # whoever has read before another wrote cannot write any more (SQLite)
    for n in range(count):
        db.session.add(_letter(n))
    db.session.commit()


def _letter(n: int) -> Message:
    return Message(
        kind="sample",
        about=f"sample {n}",
        recipient=f"guest{n}@example.org",
        recipient_key=f"guest{n}@example.org",
        language="en",
        message_id=f"<sample{n}@desk.example.org>",
        subject="A sample",
        body_text="A sample.",
        body_html="<p>A sample.</p>",
    )


def _states() -> set[State]:
    db.session.rollback()
    return set(db.session.scalars(select(Message.state)))


def _arrived(sink: Sink, count: int) -> bool:
    return len(sink.letters) >= count


def _another_worker(serve: Running, pid: int) -> bool:
    worker = serve.child("worker")
    return worker is not None and worker.pid != pid


def test_a_killed_worker_comes_back_and_nothing_is_lost(own_app: Flask, sink: Sink, tmp_path: Path) -> None:
    with flask_command("serve", data_dir=tmp_path, SMTP_URL=f"smtp://127.0.0.1:{sink.port}") as serve:
        wait_for(lambda: serve.child("worker"), "a worker")
        _queued(60)
        for enough in KILLED_AFTER:
            wait_for(partial(_arrived, sink, enough), "letters to arrive", 60)
            killed = serve.child("worker")
            assert killed
            killed.kill()
            wait_for(partial(_another_worker, serve, killed.pid), "the worker to come back", 5)
        with own_app.app_context():
            # What a dead worker holds is taken over when its lease is over; the test does not wait for that.
            db.session.execute(
                update(Message).where(Message.state == State.LEASED).values(leased_until=Message.queued_at)
            )
            db.session.commit()
        wait_for(lambda: _states() == {State.SENT}, "all letters to be sent", 60)
        arrived = [letter.message["Message-ID"] for letter in sink.letters]
        assert set(arrived) == {f"<sample{n}@desk.example.org>" for n in range(60)}
        assert len(arrived) <= 60 + len(KILLED_AFTER)
        assert serve.stop() == 0


def test_it_serves_says_where_and_leaves_whole(own_app: Flask, tmp_path: Path) -> None:
    with flask_command("serve", data_dir=tmp_path) as serve:
        wait_for(serve.answers, "the web to answer")
        wait_for(lambda: serve.answers("/dev/mailbox"), "the mailbox to answer")
        wait_for(lambda: "Mailbox:" in serve.said, "the addresses")
        tree = serve.tree()
        assert len(tree) >= 3
        assert serve.stop() == 0
        assert [left for left in tree if left.is_running() and left.status() != "zombie"] == []
        for address in ("/", "/sign-in", "/dev/mailbox"):
            assert f"http://127.0.0.1:{serve.port}{address}" in serve.said
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", serve.port)) != 0


def test_a_killed_web_server_comes_back_on_its_port(own_app: Flask, tmp_path: Path) -> None:
    with flask_command("serve", data_dir=tmp_path) as serve:
        wait_for(serve.answers, "the web to answer")
        web = serve.child("web")
        assert web
        family = [web, *web.children(recursive=True)]
        web.kill()
        wait_for(lambda: not any(p.is_running() and p.status() != "zombie" for p in family), "its family to go", 30)
        wait_for(serve.answers, "the web to answer again")


def test_a_killed_supervisor_leaves_nothing_behind(own_app: Flask, tmp_path: Path) -> None:
    with flask_command("serve", data_dir=tmp_path) as serve:
        wait_for(serve.answers, "the web to answer")
        tree = serve.tree()
        os.kill(serve.process.pid, signal.SIGKILL)
        serve.process.wait()
        wait_for(lambda: not any(p.is_running() and p.status() != "zombie" for p in tree), "all to leave", 30)


def test_a_child_whose_supervisor_died_while_it_started_leaves_too() -> None:
    another = 1
    work = partial(time.sleep, 60)
    orphan = multiprocessing.get_context("fork").Process(target=serving._as_child, args=("worker", work, another))
    orphan.start()
    orphan.join(10)
    assert orphan.exitcode == -signal.SIGTERM


def test_a_commit_in_one_process_wakes_the_worker_in_another(own_app: Flask, sink: Sink, tmp_path: Path) -> None:
    own_app.testing = False
    with flask_command("worker", data_dir=tmp_path, SMTP_URL=f"smtp://127.0.0.1:{sink.port}") as worker:
        wait_for(_worker_was_seen, "the worker's first round")
        _queued(1)
        wait_for(lambda: _states() == {State.SENT}, "the letter to leave before the next round", 20)
        assert worker.stop() == 0


def _worker_was_seen() -> bool:
    db.session.rollback()
    return queries.worker_seen_at() is not None


def test_a_taken_port_is_told_in_one_line(own_app: Flask, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with flask_command("serve", data_dir=tmp_path, PORT=port) as serve:
            assert serve.process.wait(30) == 1
            assert "cannot be used" in serve.said
            assert "Traceback" not in serve.said


def test_the_worker_alone_stops_cleanly(own_app: Flask, sink: Sink, tmp_path: Path) -> None:
    with flask_command("worker", data_dir=tmp_path, SMTP_URL=f"smtp://127.0.0.1:{sink.port}") as worker:
        _queued(1)
        wait_for(lambda: _states() == {State.SENT}, "the letter to be sent")
        assert worker.stop() == 0


def test_each_worker_tidies_the_disk_of_its_own_machine(own_app: Flask, sink: Sink, tmp_path: Path) -> None:
    """Not through the queue, from which any of them would take the turn of another."""
    machines = [tmp_path / name for name in ("here", "there")]
    outdated = [machine / "artefacts" / "7-1-0123456789abcdef" for machine in machines]
    shared = {
        "DATABASE_URL": own_app.config["SETTINGS"].database_url,
        "SMTP_URL": f"smtp://127.0.0.1:{sink.port}",
        "SECRET_KEY": "kept",
    }
    with ExitStack() as running:
        for machine, folder in zip(machines, outdated, strict=True):
            folder.mkdir(parents=True)
            running.enter_context(flask_command("worker", data_dir=machine, **shared))
        for folder in outdated:
            wait_for(lambda: not folder.exists(), "files of a release that is no more to go")  # noqa: B023
