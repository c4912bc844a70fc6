"""The public form where there are categories: first which one, then the form of that one.

A category that registers by link only is known to nobody without the link: its key leads nowhere here, as one that
does not exist. Nothing depends on whether an address is known (trust.md T3).
"""

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.extensions import csrf
from forumapp.forums.models import Edition
from forumapp.registrations import actions, opening, places
from forumapp.registrations.categories import queries
from forumapp.registrations.categories.models import RegistrationCategory, Window
from forumapp.registrations.forms import RegisterForm
from forumapp.registrations.models import Side
from forumapp.registrations.opening import Opening
from forumapp.registrations.questions import queries as questions
from forumapp.registrations.questions.asking import Asked
from forumapp.registrations.questions.models import RegistrationQuestion
from forumapp.registrations.views import blueprint, public_form
from forumapp.web import errors
from forumapp.web.access import link_holder, public


@blueprint.route("/<lang:lang>/<edition:edition>/register/as/<code:key>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@public_form.per_origin
@public
def register_as(edition: Edition, key: str) -> Response:
    if closed := _closed_edition(edition):
        return closed
    category = next((one for one in queries.open_to_all(edition) if one.key == key), None) or abort(404)
    return of_category(edition, category)


@blueprint.route("/<lang:lang>/c/<token:token>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@public_form.per_origin
@link_holder
def register_by_link(token: str) -> Response:
    """Whoever holds the link of a category. Not below the edition's address, which names the forum in logs."""
    category = queries.by_link(token)
    if category is None:
        return errors.page(410, _("It was replaced or has ended. Ask the forum's team for the one that works."))
    edition = category.edition
    return _closed_edition(edition) or of_category(edition, category)


def choose(edition: Edition) -> Response:
    """Which category; where there is but one to choose from, its form at once."""
    categories = queries.open_to_all(edition)
    if len(categories) == 1 or not queries.of_edition(edition):
        return of_category(edition, categories[0] if categories else None)
    full = queries.full(edition)
    page = render_template(
        "registrations/choose.html",
        categories=categories,
        full=full,
        is_full=not places.are_left(edition),
        now=clock.now(),
        Window=Window,
        **public_form.event(edition),
    )
    return public_form.not_kept(page, 422 if request.method == "POST" else 200)


def of_category(edition: Edition, category: RegistrationCategory | None) -> Response:
    """The form of one category, or of an edition that has none and asks questions."""
    window = category.window(clock.now()) if category else Window.OPEN
    if window is not Window.OPEN:
        page = render_template(
            "registrations/category_closed.html",
            category=category,
            window=window,
            Window=Window,
            may_choose=len(queries.open_to_all(edition)) > 1,
            **public_form.event(edition),
        )
        return public_form.not_kept(page, 409 if request.method == "POST" else 200)
    asked = Asked(RegisterForm.base_for(edition), edition, _questions(edition, category))
    if request.method == "POST" and asked.validate():
        actions.register(edition, category=category, answers=asked.values, **public_form.typed(asked.form))
        return redirect(url_for("registrations.letter_sent", edition=edition), code=303)
    left = places.sides_with_some_left(edition)
    if category is not None and category.id in queries.full(edition):
        left -= {Side.ROOM}
    page = render_template(
        "registrations/register.html",
        form=asked.form,
        asked=asked,
        files=asked.files,
        left=left,
        category=category if category and len(queries.of_edition(edition)) > 1 else None,
        **public_form.event(edition),
    )
    return public_form.not_kept(page, asked.status)


def _questions(edition: Edition, category: RegistrationCategory | None) -> list[RegistrationQuestion]:
    return questions.asked_of(edition, category.key if category else None)


def _closed_edition(edition: Edition) -> Response | None:
    state = opening.of(edition, clock.now())
    if state is Opening.OPEN:
        return None
    return public_form.closed(edition, state, 409 if request.method == "POST" else 200)
