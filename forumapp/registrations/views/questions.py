"""The team's pages over the questions of the registration form, with a preview that keeps nothing."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.refusals import Refused
from forumapp.registrations import queries as registrations
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.forms import ActForm, PreviewForm
from forumapp.registrations.questions import actions, queries
from forumapp.registrations.questions.asking import Asked
from forumapp.registrations.questions.forms import AsTyped, QuestionForm
from forumapp.registrations.questions.models import CONTENT_TYPES, RegistrationQuestion
from forumapp.registrations.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import member, requires
from forumapp.web.downloads import untrusted


@blueprint.route("/manage/<edition:edition>/registrations/questions/new", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def new_question(edition: Edition) -> Answer | Response:
    form = QuestionForm(obj=AsTyped(categories.of_edition(edition), queries.of_edition(edition)))
    if form.validate_on_submit():
        actions.add(edition, form.rules)
        flash(_("Saved."))
        return _to_form(edition)
    return render_template("registrations/question.html", form=form, question=None), form.status


@blueprint.route("/manage/<edition:edition>/registrations/questions/<id:key>", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def question(edition: Edition, key: str) -> Answer | Response:
    found = _found(edition, key)
    before = [one for one in queries.of_edition(edition) if one.position < found.position]
    stored = AsTyped(categories.of_edition(edition), before, found)
    form = QuestionForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored):
        actions.change(edition, found, form.rules)
        flash(_("Saved."))
        return _to_form(edition)
    answered = queries.answered_counts(edition).get(found.id, 0)
    return render_template("registrations/question.html", form=form, question=found, answered=answered), form.status


@blueprint.post("/manage/<edition:edition>/registrations/questions/<id:key>/up")
@requires(Permission.EDIT_REGISTRATIONS)
def move_question_up(edition: Edition, key: str) -> Response:
    actions.move_up(edition, _found(edition, key))
    return _to_form(edition)


@blueprint.route("/manage/<edition:edition>/registrations/questions/<id:key>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def remove_question(edition: Edition, key: str) -> Answer | Response:
    found, form = _found(edition, key), ActForm()
    if form.validate_on_submit():
        try:
            actions.remove(edition, found)
            flash(_("Removed."))
            return _to_form(edition)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("registrations/remove_question.html", form=form, question=found), form.status


@blueprint.route("/manage/<edition:edition>/registrations/form/preview", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def preview(edition: Edition) -> Answer:
    """The form as a registrant of one category meets it; sending it shows what follows, and keeps nothing."""
    offered = categories.of_edition(edition)
    category = next(
        (one for one in offered if one.key == request.args.get("category")), offered[0] if offered else None
    )
    questions = queries.asked_of(edition, category.key if category else None)
    asked = Asked(PreviewForm.base_for(edition), edition, questions)
    is_complete = asked.form.is_submitted() and asked.validate()
    page = render_template(
        "registrations/preview.html",
        asked=asked,
        form=asked.form,
        categories=offered if len(offered) > 1 else [],
        category=category,
        files=asked.files,
        is_complete=is_complete,
    )
    return page, 200 if is_complete else asked.status


@blueprint.get("/manage/<edition:edition>/registrations/<code:reference>/files/<id:file>")
@requires(Permission.EDIT_REGISTRATIONS)
def file_of_registration(edition: Edition, reference: str, file: str) -> Response:
    registration = registrations.by_reference(edition, reference) or abort(404)
    found = queries.file_of(registration, file) or abort(404)
    if found.question.is_restricted and not member().may(Permission.SEE_NEEDS, edition):
        abort(404)
    name = f"{registration.reference}_{found.public_id}.{found.file_type}"
    return untrusted(name, found.content, CONTENT_TYPES[found.file_type])


def _found(edition: Edition, key: str) -> RegistrationQuestion:
    return queries.by_key(edition, key) or abort(404)


def _to_form(edition: Edition) -> Response:
    return redirect(url_for("registrations.form", edition=edition, _anchor="questions"), code=303)
