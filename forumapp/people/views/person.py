"""One person: everything that a forum knows of her; her name and how to write to her."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp.documents import glyphs
from forumapp.forums.models import Edition
from forumapp.people import actions, bringing, further, others, queries
from forumapp.people.filters import KEEPING_WORDS, Keeping
from forumapp.people.forms import PersonForm
from forumapp.people.models import SECTOR_WORDS, Person
from forumapp.people.views import Answer, blueprint, changeable, known
from forumapp.people.views.directory import unprintable
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, requires


@blueprint.get("/manage/<edition:edition>/people/<id:person_id>")
@requires(Permission.SEE_PEOPLE)
def show(edition: Edition, person_id: str) -> Answer:
    person = known(edition, person_id)
    sees_notes = member().may(Permission.SEE_CONTACTS, edition)
    return render_template(
        "people/show.html",
        may_edit=bringing.may_change(member(), edition, person),
        may_read=bringing.may_read(member(), edition, person),
        sees_notes=sees_notes,
        brought_by=bringing.who_brought(edition, person) if sees_notes else [],
        edition=edition,
        person=person,
        knowledge=queries.knowledge(edition, person),
        keeping=KEEPING_WORDS[Keeping.of(person)],
        places=queries.places_of(edition.series, languages.current()),
        topics=[topic for topic in person.topics if topic.series_id == edition.series_id],
        groups=[one for one in person.memberships if one.group.series_id == edition.series_id],
        appearances=others.appearances(person, edition),
        answer=others.answers_of(edition, [person]).get(person.id),
        asked_here=others.asked_here(edition, [person]).get(person.id, []),
        asked=others.elsewhere_as_told(member(), edition, [person]).get(person.id, []),
        sector_words=SECTOR_WORDS,
        further=further.pages(),
        missing=glyphs.missing(_printed(person)),
    )


@blueprint.route("/manage/<edition:edition>/people/<id:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def edit(edition: Edition, person_id: str) -> Answer:
    person = changeable(edition, person_id)
    form = PersonForm(obj=person)
    if form.validate_on_submit() and not form.overtaken_by(person):
        try:
            actions.update(person, edition=edition, **form.changes())
            flash(_("Saved."))
            return redirect(url_for(".show", edition=edition, person_id=person), code=303)
        except actions.AddressTaken as refusal:
            form.refuse(refusal, form.email)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template(
        "people/edit.html", edition=edition, form=form, person=person, missing=unprintable(form)
    ), form.status


def _printed(person: Person) -> str:
    texts = (person.printed_name, person.native_name, person.title.everything(), person.organisation.everything())
    return "".join(texts)
