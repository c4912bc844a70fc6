"""Is the process alive, is the database there, does the post go out, is there room on the disk."""

from datetime import timedelta

from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from forumapp import clock, disk_room
from forumapp.extensions import db, roll_back
from forumapp.notifications import queries as messages
from forumapp.web.access import public

blueprint = Blueprint("health", __name__)

WORKER_SILENT_AFTER = timedelta(minutes=3)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; touches nothing else, so that a slow database does not get it killed."""
    return _plain(jsonify(status="ok"))


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """503 only without the database; what else is wrong is told as ``degraded`` (AVAIL-01)."""
    try:
        db.session.execute(text("SELECT 1"))
        degraded = _degraded()
    except SQLAlchemyError:
        roll_back()
        return _plain(jsonify(status="unavailable", degraded=["database"])), 503
    return _plain(jsonify(status="degraded" if degraded else "ok", degraded=degraded)), 200


def _degraded() -> list[str]:
    """``worker``: none shows that it works. ``mail``: letters wait that should have left. ``disk``: almost full."""
    seen = messages.worker_seen_at()
    wrong = {
        "worker": seen is None or clock.now() - seen > WORKER_SILENT_AFTER,
        "mail": messages.delayed_since() is not None,
        "disk": any(room.is_low for room in disk_room.rooms(current_app.config["SETTINGS"])),
    }
    return [name for name, is_so in wrong.items() if is_so]


def _plain(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
