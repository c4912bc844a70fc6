"""My answers and files: what whoever holds the personal link gave the team, to see and to change."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.extensions import db
from forumapp.registrations import queries
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import actions
from forumapp.registrations.questions import queries as questions
from forumapp.registrations.questions.asking import Asked
from forumapp.registrations.questions.forms import LARGEST, FileForm
from forumapp.registrations.questions.models import CONTENT_TYPES, RegistrationQuestion
from forumapp.registrations.views import blueprint
from forumapp.registrations.views.mine import Found, ended_link, page
from forumapp.web.access import link_holder
from forumapp.web.downloads import untrusted
from forumapp.web.files import takes_file_up_to
from forumapp.web.forms import BaseForm


@blueprint.route("/<lang:lang>/r/<token:token>/answers", methods=["GET", "POST"])
@link_holder
def answers(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    asked_of_her = _asked_of(registration)
    if not registration.is_live or not asked_of_her:
        return _back(token)
    known = {one.question_id: one.value for one in questions.answers_of(registration)}
    asked = Asked(BaseForm, registration.edition, asked_of_her, known)
    if asked.form.is_submitted() and asked.validate():
        actions.change_answers(registration, asked.values)
        flash(_("Saved."))
        return _back(token)
    return page("answers", registration, token, asked=asked, form=asked.form), asked.status


@blueprint.route("/<lang:lang>/r/<token:token>/answers/<id:key>/file", methods=["GET", "POST"])
@takes_file_up_to(LARGEST)
@link_holder
def give_file(token: str, key: str) -> Found:
    """Only where the address is confirmed: a file of anybody else's would lie with the team in her name."""
    if queries.by_link(token) is None:
        return ended_link()
    if request.method == "POST":
        db.session.rollback()  # a picture takes its time to decode; nobody should wait for our lock meanwhile
    form = FileForm()
    is_sent = form.validate_on_submit()
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    question = _file_question(registration, key)
    if not registration.is_live or registration.verified_at is None:
        return _back(token)
    if is_sent:
        actions.give_file(registration, question, form.checked, form.file.file_name)
        flash(_("The team has your file."))
        return _back(token)
    return page("give_file", registration, token, form=form, question=question), form.status


@blueprint.post("/<lang:lang>/r/<token:token>/answers/<id:key>/file/delete")
@link_holder
def take_file_back(token: str, key: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    question = questions.by_key(registration.edition, key) or abort(404)
    actions.take_file_back(registration, question)
    flash(_("The file is deleted."))
    return _back(token)


@blueprint.get("/<lang:lang>/r/<token:token>/answers/files/<id:file>")
@link_holder
def my_file(token: str, file: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    found = questions.file_of(registration, file) or abort(404)
    name = f"{registration.reference}.{found.file_type}"
    return untrusted(name, found.content, CONTENT_TYPES[found.file_type])


def _asked_of(registration: Registration) -> list[RegistrationQuestion]:
    category = registration.own_category
    return questions.asked_of(registration.edition, category.key if category else None)


def _file_question(registration: Registration, key: str) -> RegistrationQuestion:
    """As far as her answers leave it to be asked."""
    asked = questions.left_to(registration)
    return next((one for one in asked if one.is_file and one.key == key), None) or abort(404)


def _back(token: str) -> Response:
    return redirect(url_for("registrations.mine", token=token, _anchor="answers"), code=303)
