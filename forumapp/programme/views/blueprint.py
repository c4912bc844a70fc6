"""What the pages of this feature hang on."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.programme import codes, queries
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused

blueprint = Blueprint("programme", __name__)

Answer = str | Response | tuple[str, int]


def session_of(edition: Edition, code: str) -> ForumSession:
    return queries.by_code(edition, code) or abort(404)


def tried(form: Any, act: Callable[[], Any]) -> Any:
    """What the act gives, or None with the refusal shown where it belongs."""
    try:
        return act()
    except (codes.CodeTaken, codes.UnusableCode) as refusal:
        form.refuse(refusal, form.code)
    except Refused as refusal:
        form.refuse(refusal)
    db.session.rollback()
    return None
