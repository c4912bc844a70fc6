"""What the pages of the public form share: plain, or with categories."""

from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from forumapp.extensions import limiter
from forumapp.forums.models import Edition
from forumapp.registrations import opening
from forumapp.registrations.forms import RegisterForm
from forumapp.registrations.opening import Opening
from forumapp.web import languages

per_origin = limiter.shared_limit("60 per minute", scope="registration", methods=["POST"])
"""Decision 14; how many letters one address gets is the actions' to say."""


def typed(form: RegisterForm) -> dict[str, Any]:
    """What ``actions.register`` takes of it. Only after validation."""
    return {
        "name": form.name.data,
        "email": form.email.data,
        "organisation": form.organisation.data or "",
        "mode": form.mode.data if form.mode else None,
        "language": languages.current(),
        "form_number": form.number,
    }


def closed(edition: Edition, state: Opening, status: int) -> Response:
    page = render_template("registrations/closed.html", state=state, Opening=Opening, **event(edition))
    return not_kept(page, status)


def not_kept(page: str, status: int) -> Response:
    """Each form has a token of its own, and whether places are left changes by the minute."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def event(edition: Edition) -> dict[str, object]:
    return {"edition": edition, "midday": opening.midday(edition)}
