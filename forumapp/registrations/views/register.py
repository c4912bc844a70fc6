"""The public form, and a lost link sent again.

What these pages answer never depends on whether an address is known (trust.md T3).
"""

import time

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.extensions import csrf
from forumapp.forums.models import Edition
from forumapp.registrations import actions, opening, places
from forumapp.registrations.forms import LinkAgainForm, RegisterForm, new_token
from forumapp.registrations.opening import Opening
from forumapp.registrations.views import Answer, blueprint, choosing, public_form
from forumapp.web import remembered
from forumapp.web.access import public

FRESH_SECONDS = 1.0
"""How long the page may still say that registration is open and places are left; sending the form decides."""


@blueprint.route("/<lang:lang>/<edition:edition>/register", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@public_form.per_origin
@public
def register(edition: Edition) -> Response:
    state = opening.of(edition, clock.now())
    if state is not Opening.OPEN:
        return public_form.closed(edition, state, 409 if request.method == "POST" else 200)
    if edition.form_is_extended:
        return choosing.choose(edition)
    if request.method != "POST":
        return _empty_form(edition)
    form = RegisterForm.for_edition(edition)
    if form.validate_on_submit():
        actions.register(edition, **public_form.typed(form))
        return redirect(url_for("registrations.letter_sent", edition=edition), code=303)
    return public_form.not_kept(_page(edition, form), form.status)


@blueprint.get("/<lang:lang>/<edition:edition>/register/letter-sent")
@public
def letter_sent(edition: Edition) -> str:
    return render_template("registrations/letter_sent.html")


@blueprint.route("/<lang:lang>/<edition:edition>/register/link-again", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@public_form.per_origin
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


def _empty_form(edition: Edition) -> Response:
    """Everybody's is the same but for its token, so a crowd is given one that was rendered within the second."""
    form = RegisterForm.for_edition(edition)
    page = public_form.not_kept(_page(edition, form), 200)
    if not current_app.testing:
        fresh_until = time.monotonic() + FRESH_SECONDS  # the first page after a start may take longer than that
        remembered.remember(lambda: time.monotonic() < fresh_until, form.form_token.data, new_token)
    return page


def _page(edition: Edition, form: RegisterForm) -> str:
    left = places.sides_with_some_left(edition)
    return render_template("registrations/register.html", form=form, left=left, **public_form.event(edition))
