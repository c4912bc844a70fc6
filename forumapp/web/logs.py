"""One JSON object a line on standard error; no names, addresses, query strings or secret links."""

import json
import logging
import re
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from flask import Flask, Response, current_app, g, request

from forumapp.rights import Permission
from forumapp.web import remembered
from forumapp.web.access import access_of, member_or_none
from forumapp.web.remembered import Answered

_SECRET = re.compile(r"(/(?:a|i|r|c|t|v|ticket|feeds|sign-in|password)/)[A-Za-z0-9_-]{20,}")
_FIELDS = ("endpoint", "method", "path", "status", "milliseconds", "member", "reference", "kind", "message_id", "state")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "says": masked(record.getMessage()),
        }
        line |= {field: getattr(record, field) for field in _FIELDS if hasattr(record, field)}
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)


def masked(text: str) -> str:
    """The text without the secrets of personal links."""
    return _SECRET.sub(r"\1‹token›", text)


def init_app(app: Flask) -> None:
    if not app.config["SETTINGS"].testing:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
        # The first two would add lines with addresses in them, the last tells of each part of itself.
        for name in ("mail.log", "werkzeug", "alembic.runtime.plugins"):
            logging.getLogger(name).setLevel(logging.WARNING)
    app.before_request(_start)
    app.after_request(_log_request)
    remembered.listen(app, _log_answered)


def seconds_so_far() -> float:
    """Since this request began."""
    now = time.perf_counter()
    return float(now - g.get("started", now))


def _start() -> None:
    g.started = time.perf_counter()


def _log_request(response: Response) -> Response:
    if request.endpoint != "static":
        answered = Answered(request.endpoint, request.method, request.path, response.status_code, seconds_so_far())
        _log_answered(answered, _who_takes_away())
    return response


def _who_takes_away() -> dict[str, int]:
    """A read-out by its address writes nothing, so that the log says by whom: her number, no name (INV-28)."""
    view = current_app.view_functions.get(request.endpoint or "")
    access = access_of(view) if view else None
    reader = member_or_none() if access and access.permission is Permission.EXPORT else None
    return {"member": reader.id} if reader else {}


def _log_answered(answered: Answered, who: Mapping[str, int] = MappingProxyType({})) -> None:
    logging.getLogger("forumapp.requests").info(
        "request",
        extra={
            **who,
            "endpoint": answered.endpoint,
            "method": answered.method,
            "path": masked(answered.path),
            "status": answered.status,
            "milliseconds": round(answered.seconds * 1000, 1),
        },
    )
