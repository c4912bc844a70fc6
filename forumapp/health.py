"""Is the process alive, is the database there, does the post go out."""

from datetime import timedelta

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from forumapp import clock
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
    """503 only without the database; a silent worker is told as ``degraded``."""
    try:
        db.session.execute(text("SELECT 1"))
        degraded = _degraded()
    except SQLAlchemyError:
        roll_back()
        return _plain(jsonify(status="unavailable", degraded=["database"])), 503
    return _plain(jsonify(status="degraded" if degraded else "ok", degraded=degraded)), 200


def _degraded() -> list[str]:
    seen = messages.worker_seen_at()
    return ["worker"] if seen is None or clock.now() - seen > WORKER_SILENT_AFTER else []


def _plain(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
