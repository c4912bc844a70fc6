"""The public form, and a lost link sent again.

What these pages answer never depends on whether an address is known (trust.md T3).
"""

import secrets
import time

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.extensions import csrf, limiter
from forumapp.forums.models import Edition
from forumapp.registrations import actions, opening, places
from forumapp.registrations.forms import LinkAgainForm, RegisterForm
from forumapp.registrations.opening import Opening
from forumapp.registrations.views import Answer, blueprint
from forumapp.web import languages
from forumapp.web.access import public

FRESH_SECONDS = 1.0
"""How long the page may still say that places are left; sending the form decides."""
_MOST_FORMS = 200
_TOKEN = "the-token-stands-here"
_empty_forms: dict[tuple[int, int, str, str], tuple[float, str]] = {}

_per_origin = limiter.shared_limit("60 per minute", scope="registration", methods=["POST"])
"""Decision 14; how many letters one address gets is the actions' to say."""


@blueprint.route("/<lang:lang>/<edition:edition>/register", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@_per_origin
@public
def register(edition: Edition) -> Response:
    state = opening.of(edition, clock.now())
    if state is not Opening.OPEN:
        return _closed(edition, state, 409 if request.method == "POST" else 200)
    if request.method != "POST":
        return _not_kept(_empty_form(edition), 200)
    form = RegisterForm.for_edition(edition)
    if form.validate_on_submit():
        actions.register(
            edition,
            name=form.name.data,
            email=form.email.data,
            organisation=form.organisation.data or "",
            mode=form.mode.data if form.mode else None,
            language=languages.current(),
            form_number=form.number,
        )
        return redirect(url_for("registrations.letter_sent", edition=edition), code=303)
    return _not_kept(_page(edition, form), form.status)


@blueprint.get("/<lang:lang>/<edition:edition>/register/letter-sent")
@public
def letter_sent(edition: Edition) -> str:
    return render_template("registrations/letter_sent.html")


@blueprint.route("/<lang:lang>/<edition:edition>/register/link-again", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@_per_origin
@public
def link_again(edition: Edition) -> Answer | Response:
    form = LinkAgainForm()
    if form.validate_on_submit():
        actions.send_link_again(edition, form.email.data)
        return redirect(url_for("registrations.link_sent", edition=edition), code=303)
    return render_template("registrations/link_again.html", form=form), form.status


@blueprint.get("/<lang:lang>/<edition:edition>/register/link-sent")
@public
def link_sent(edition: Edition) -> str:
    return render_template("registrations/link_sent.html")


def _empty_form(edition: Edition) -> str:
    """Everybody's is the same but for its token, so a crowd is given one that was rendered within the second."""
    key = (edition.id, edition.version, languages.current(), request.full_path)
    known = None if current_app.testing else _empty_forms.get(key)
    if known is None or time.monotonic() > known[0]:
        form = RegisterForm.for_edition(edition)
        form.form_token.data = _TOKEN
        known = (time.monotonic() + FRESH_SECONDS, _page(edition, form))
        if len(_empty_forms) >= _MOST_FORMS:
            _empty_forms.clear()
        _empty_forms[key] = known
    return known[1].replace(_TOKEN, secrets.token_urlsafe(16))


def _page(edition: Edition, form: RegisterForm) -> str:
    is_full = not places.are_left(edition)
    return render_template("registrations/register.html", form=form, is_full=is_full, **_event(edition))


def _closed(edition: Edition, state: Opening, status: int) -> Response:
    page = render_template("registrations/closed.html", state=state, Opening=Opening, **_event(edition))
    return _not_kept(page, status)


def _not_kept(page: str, status: int) -> Response:
    """Each form has a token of its own, and whether places are left changes by the minute."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _event(edition: Edition) -> dict[str, object]:
    return {"edition": edition, "midday": opening.midday(edition)}
