"""``/metrics`` for Prometheus: off unless METRICS_TOKEN is set, and open to whoever holds that token.

Labels name features, states and status codes; never a person, a forum or an address. With several web
processes each answers for itself, which the label ``process`` tells apart.
"""

import hmac
import os
import time
from collections.abc import Iterator
from functools import partial
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from forumapp import clock, disk_room
from forumapp.extensions import db
from forumapp.notifications import queries as messages
from forumapp.notifications.models import Message, State
from forumapp.web import remembered
from forumapp.web.access import public
from forumapp.web.remembered import Answered

blueprint = Blueprint("metrics", __name__)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_METHODS = frozenset({"GET", "HEAD", "POST"})
_EXTENSION = "metrics"


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    settings: Settings = app.config["SETTINGS"]
    if settings.metrics_token:
        app.extensions[_EXTENSION] = Requests()
        app.after_request(_note)
        remembered.listen(app, partial(_note_answered, app.extensions[_EXTENSION]))


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Numbers for whoever runs the site; without the token there is no such page."""
    if not _may_read():
        abort(404)
    response = Response(generate_latest(_requests().registry), content_type=CONTENT_TYPE_PLAIN_1_0_0)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class Requests:
    """What this process answered, counted since it started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_House())
        ProcessCollector(registry=self.registry)
        self.answered = Counter(
            "forumapp_requests",
            "Requests answered, by feature, method and status.",
            ("feature", "method", "status", "process"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "forumapp_request_seconds",
            "From the first look at a request to its answer.",
            ("feature", "method", "process"),
            buckets=SECONDS,
            registry=self.registry,
        )

    def note(self, feature: str, method: str, status: int, seconds: float) -> None:
        process = str(os.getpid())
        self.answered.labels(feature, method, str(status), process).inc()
        self.seconds.labels(feature, method, process).observe(seconds)


class _House(Collector):
    """What database and disk know, asked when the numbers are asked for; the same from every process of a machine."""

    def describe(self) -> list[Metric]:
        return []  # or it would be asked once at the start, too

    def collect(self) -> Iterator[Metric]:
        try:
            yield from _of_the_database()
            reachable = 1
        except SQLAlchemyError:
            db.session.rollback()
            reachable = 0
        yield from _of_the_disks()
        yield GaugeMetricFamily("forumapp_database_reachable", "1 if the database answers, else 0.", reachable)


def _of_the_database() -> list[Metric]:
    counted = dict(db.session.execute(select(Message.state, func.count()).group_by(Message.state)).all())
    letters = GaugeMetricFamily("forumapp_letters", "Letters kept, by state.", labels=["state"])
    for state in State:
        letters.add_metric([state.value], counted.get(state, 0))
    found: list[Metric] = [letters]
    for name, words, since in (
        ("forumapp_worker_silent_seconds", "Since a worker last showed that it works.", messages.worker_seen_at()),
        ("forumapp_letters_delayed_seconds", "Since the oldest late letter was written.", messages.delayed_since()),
    ):
        if since is not None:
            found.append(GaugeMetricFamily(name, words, (clock.now() - since).total_seconds()))
    return found


def _of_the_disks() -> list[Metric]:
    free = GaugeMetricFamily("forumapp_disk_free_bytes", "Room left on the disk that holds it.", labels=["holds"])
    size = GaugeMetricFamily("forumapp_disk_size_bytes", "Size of the disk that holds it.", labels=["holds"])
    for room in disk_room.rooms(current_app.config["SETTINGS"]):
        free.add_metric([room.holds], room.free)
        size.add_metric([room.holds], room.size)
    return [free, size]


def _note(response: Response) -> Response:
    _requests().note(
        _feature(),
        request.method if request.method in _METHODS else "other",
        response.status_code,
        time.perf_counter() - g.get("started", time.perf_counter()),
    )
    return response


def _note_answered(requests: Requests, answered: Answered) -> None:
    feature = (answered.endpoint or "nowhere").partition(".")[0]
    requests.note(feature, answered.method, answered.status, answered.seconds)


def _feature() -> str:
    """The blueprint; addresses that lead nowhere are one group, whatever they say."""
    return request.blueprint or request.endpoint or "nowhere"


def _may_read() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    shown = request.authorization
    if settings.metrics_token is None or shown is None or shown.type != "bearer" or not shown.token:
        return False
    return hmac.compare_digest(shown.token.encode(), settings.metrics_token.encode())


def _requests() -> Requests:
    return cast(Requests, current_app.extensions[_EXTENSION])
