"""The app as a browser meets it: on a port, over a database file of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from forumapp import create_app, migrating
from forumapp.extensions import db
from forumapp.notifications import delivery
from tests.conftest import settings_for
from tests.support.databases import remembered_rows
from tests.support.mail_sink import Received, Sink


@dataclass
class Site:
    app: Flask
    url: str
    sink: Sink

    def post_arrives(self) -> list[Received]:
        """Everything that is due leaves, as the worker would do it; gives what arrived now."""
        before = len(self.sink.letters)
        with self.app.app_context():
            delivery.run_due()
            db.session.remove()
        return self.sink.letters[before:]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing; the test's page says what went wrong."""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Flask, str]]:
    """A migrated app, answering until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        app = create_app(settings_for(f"sqlite:///{folder / 'forumapp.sqlite3'}", folder, base_url=url))
        with app.app_context():
            migrating.upgrade()
            app.extensions["rows_after_migration"] = remembered_rows(db.engine)
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Silent, fd=listening.fileno())
        thread = Thread(target=server.serve_forever, name="site")
        thread.start()
        try:
            yield app, url
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
