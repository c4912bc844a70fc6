"""The team's pages over the registration form: its categories, each with its times, number and secret link."""

from collections.abc import Sequence

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.forums.models import Edition
from forumapp.refusals import Refused
from forumapp.registrations import actions
from forumapp.registrations.categories import actions as changing
from forumapp.registrations.categories import queries
from forumapp.registrations.categories.forms import AsTyped, CategoryForm
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.forms import ActForm
from forumapp.registrations.questions import queries as questions
from forumapp.registrations.questions.models import KIND_WORDS, YES_NO_WORDS, RegistrationQuestion
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import requires
from forumapp.web.transactions import commits
from forumapp.words import translated


@blueprint.get("/manage/<edition:edition>/registrations/form")
@requires(Permission.EDIT_REGISTRATIONS)
def form(edition: Edition) -> str:
    categories, asked = queries.of_edition(edition), questions.of_edition(edition)
    return render_template(
        "registrations/form.html",
        categories=categories,
        registered=queries.registered(edition) if categories else {},
        holding=queries.holding(edition) if categories else {},
        with_link=queries.with_link(categories),
        now=clock.now(),
        questions=asked,
        conditions=_conditions(asked),
        answered=questions.answered_counts(edition) if asked else {},
        kind_words=KIND_WORDS,
    )


@blueprint.route("/manage/<edition:edition>/registrations/categories/new", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def new_category(edition: Edition) -> Answer | Response:
    form = CategoryForm(obj=AsTyped(edition, seats.sessions_that_may_give(edition)))
    if form.validate_on_submit():
        category = changing.add(edition, form.rules)
        flash(_("Saved."))
        return _after(edition, category)
    return render_template(
        "registrations/category.html", form=form, category=None, is_first=not queries.of_edition(edition)
    ), form.status


@blueprint.route("/manage/<edition:edition>/registrations/categories/<code:key>", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def category(edition: Edition, key: str) -> Answer | Response:
    found = _found(edition, key)
    stored = AsTyped(edition, seats.sessions_that_may_give(edition), found)
    form = CategoryForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored):
        actions.change_category(edition, found, form.rules)
        flash(_("Saved."))
        return _after(edition, found)
    return render_template("registrations/category.html", form=form, category=found), form.status


@blueprint.route("/manage/<edition:edition>/registrations/categories/<code:key>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def remove_category(edition: Edition, key: str) -> Answer | Response:
    found, form = _found(edition, key), ActForm()
    if form.validate_on_submit():
        try:
            changing.remove(edition, found)
            flash(_("Removed."))
            return _to_form(edition)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("registrations/remove_category.html", form=form, category=found), form.status


@blueprint.get("/manage/<edition:edition>/registrations/categories/<code:key>/link")
@requires(Permission.EDIT_REGISTRATIONS)
def category_link(edition: Edition, key: str) -> str:
    return _link_page(_by_link(edition, key))


@blueprint.post("/manage/<edition:edition>/registrations/categories/<code:key>/link")
@commits
@requires(Permission.EDIT_REGISTRATIONS)
def new_category_link(edition: Edition, key: str) -> Response | str:
    """The answer is the only page that ever shows the link: no redirect could carry it (decision 17)."""
    found = _by_link(edition, key)
    token = changing.new_link(edition, found)
    path = url_for("registrations.register_by_link", token=token)
    return _link_page(found, f"{current_app.config['SETTINGS'].base_url}{path}")


@blueprint.post("/manage/<edition:edition>/registrations/categories/<code:key>/link/revoke")
@requires(Permission.EDIT_REGISTRATIONS)
def revoke_category_link(edition: Edition, key: str) -> Response:
    changing.revoke_link(edition, _by_link(edition, key))
    flash(_("The link leads nowhere any more."))
    return _to_form(edition)


def _conditions(asked: Sequence[RegistrationQuestion]) -> dict[int, str]:
    """Id of a question → the question and the answer from which it follows."""
    language, by_id = languages.current(), {one.id: one for one in asked}
    found = {}
    for one in asked:
        if one.shown_if_id and (before := by_id.get(one.shown_if_id)):
            answer = YES_NO_WORDS.get(one.shown_if_value)
            words = translated(answer) if answer else before.option_words(one.shown_if_value).in_language(language)
            found[one.id] = f"{before.words.in_language(language)} – {words}"
    return found


def _link_page(category: RegistrationCategory, address: str = "") -> str:
    return render_template(
        "registrations/category_link.html",
        category=category,
        address=address,
        works=bool(address) or category.id in queries.with_link([category]),
    )


def _found(edition: Edition, key: str) -> RegistrationCategory:
    return queries.by_key(edition, key) or abort(404)


def _by_link(edition: Edition, key: str) -> RegistrationCategory:
    found = _found(edition, key)
    return found if found.by_link_only else abort(404)


def _after(edition: Edition, category: RegistrationCategory) -> Response:
    """On to the link where one is needed and none works yet."""
    if category.by_link_only and category.id not in queries.with_link([category]):
        return redirect(url_for("registrations.category_link", edition=edition, key=category.key), code=303)
    return _to_form(edition)


def _to_form(edition: Edition) -> Response:
    return redirect(url_for("registrations.form", edition=edition), code=303)
