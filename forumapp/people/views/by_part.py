"""One person, part by part: expertise, contact, time, positions, consent to be kept, the team's notes."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp import spoken_languages
from forumapp.forums.models import Edition
from forumapp.people import parts, pool, queries
from forumapp.people.models import EditionPerson, Person
from forumapp.people.views import Answer, blueprint, changeable, known
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.forms import BaseForm, EditingForm


@blueprint.route("/manage/<edition:edition>/people/<id:person_id>/expertise", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def expertise(edition: Edition, person_id: str) -> Answer:
    person = changeable(edition, person_id)
    stored = parts.ExpertiseForm.stored(person, edition)
    form = parts.ExpertiseForm(obj=stored)

    def save() -> None:
        chosen = set(form.topics.data or ())
        pool.set_topics(person, edition, [topic for topic in edition.series.topics if topic.key in chosen])
        if "groups" in form:
            wanted = set(form.groups.data or ())
            groups = [group for group in queries.groups_of(edition.series) if group.key in wanted]
            pool.set_groups(person, edition, groups)
        tags = spoken_languages.parse(form.languages.data or "")
        pool.describe(person, edition, languages=tags, place=form.place.data or "", gender=form.gender.data or "")

    return _part(edition, person, form, stored, save)


@blueprint.route("/manage/<edition:edition>/people/<id:person_id>/contact", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def contact(edition: Edition, person_id: str) -> Answer:
    person = changeable(edition, person_id)
    stored = parts.ContactForm.stored(person.contact)
    form = parts.ContactForm(obj=stored)

    def save() -> None:
        pool.set_contact(
            person,
            edition,
            name=form.name.data or "",
            email=form.email.data or "",
            language=form.language.data,
            receives_letters=form.receives_letters.data,
            may_answer=form.may_answer.data,
        )

    return _part(edition, person, form, stored, save, refused_at="email")


@blueprint.route("/manage/<edition:edition>/people/<id:person_id>/time", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def time(edition: Edition, person_id: str) -> Answer:
    person = changeable(edition, person_id)
    knowledge = _knowledge(edition, person)
    stored = parts.TimeForm.stored(knowledge, edition, person.time_zone or edition.time_zone)
    form = parts.TimeForm(obj=stored)
    return _part(
        edition,
        person,
        form,
        stored,
        lambda: pool.set_windows(knowledge, edition, form.windows(), form.zone.data),
    )


@blueprint.route("/manage/<edition:edition>/people/<id:person_id>/keeping", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def keeping(edition: Edition, person_id: str) -> Answer:
    person = known(edition, person_id)
    stored = parts.KeepingForm.stored(person)
    form = parts.KeepingForm(obj=stored)
    return _part(
        edition,
        person,
        form,
        stored,
        lambda: pool.agree_keeping(person, edition, agreed_on=form.agreed_on.data, until=form.until.data),
    )


@blueprint.route("/manage/<edition:edition>/people/<id:person_id>/notes", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def notes(edition: Edition, person_id: str) -> Answer:
    person = known(edition, person_id)
    knowledge = _knowledge(edition, person)
    stored = parts.NotesForm.stored(knowledge)
    form = parts.NotesForm(obj=stored)
    return _part(edition, person, form, stored, lambda: pool.set_notes(knowledge, edition, form.notes.data or ""))


@blueprint.route("/manage/<edition:edition>/people/<id:person_id>/positions", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def positions(edition: Edition, person_id: str) -> Answer:
    person = changeable(edition, person_id)
    form = parts.PositionForm()
    if form.validate_on_submit():
        told = {"title": form.title.data, "organisation": form.organisation.data, "since": form.since.data}
        try:
            if form.kind.data == parts.NOW:
                pool.take_position(person, edition, **told)
            else:
                pool.add_affiliation(person, edition, **told, until=form.until.data)
            flash(_("Saved."))
            return redirect(url_for(".positions", edition=edition, person_id=person), code=303)
        except Refused as refusal:
            form.refuse(refusal, form.until)
    return render_template("people/positions.html", edition=edition, person=person, form=form), form.status


@blueprint.post("/manage/<edition:edition>/people/<id:person_id>/positions/<int:number>/remove")
@requires(Permission.BRING_PEOPLE)
def remove_position(edition: Edition, person_id: str, number: int) -> Answer:
    person = changeable(edition, person_id)
    affiliation = next((one for one in person.affiliations if one.id == number), None) or abort(404)
    pool.remove_affiliation(person, edition, affiliation)
    flash(_("Taken out of the history."))
    return redirect(url_for(".positions", edition=edition, person_id=person), code=303)


def _part(
    edition: Edition,
    person: Person,
    form: EditingForm,
    stored: Any,
    save: Callable[[], None],
    *,
    refused_at: str = "",
) -> Answer:
    if form.validate_on_submit() and not form.overtaken_by(stored):
        try:
            save()
            flash(_("Saved."))
            return redirect(url_for(".show", edition=edition, person_id=person), code=303)
        except Refused as refusal:
            form.refuse(refusal, form[refused_at] if refused_at else None)
    return _page(edition, person, form), form.status


def _page(edition: Edition, person: Person, form: BaseForm) -> str:
    name = type(form).__name__.removesuffix("Form").lower()
    return render_template(f"people/{name}.html", edition=edition, person=person, form=form)


def _knowledge(edition: Edition, person: Person) -> EditionPerson:
    return queries.knowledge(edition, person) or abort(404)
