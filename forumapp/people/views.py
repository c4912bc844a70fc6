"""The organisers' directory."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.documents import glyphs
from forumapp.forums.models import Edition
from forumapp.people import actions, imports, queries
from forumapp.people.forms import PeopleFileForm, PersonForm
from forumapp.people.models import SECTOR_WORDS, Person
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.uploads import actions as uploads
from forumapp.uploads import queries as upload_queries
from forumapp.uploads.models import Kind
from forumapp.web import languages
from forumapp.web.access import member, requires
from forumapp.web.files import takes_file
from forumapp.web.forms import BaseForm, submitted
from forumapp.web.pagination import paginate

blueprint = Blueprint("people", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/manage/<edition:edition>/people")
@requires(Permission.SEE_PEOPLE)
def index(edition: Edition) -> Answer:
    search, sector = request.args.get("q", "")[:200], request.args.get("sector", "")
    found = queries.of_edition(edition, search, sector=sector, language=languages.current())
    return render_template(
        "people/index.html",
        edition=edition,
        page=paginate(found),
        search=search,
        sector=sector,
        sector_words=SECTOR_WORDS,
    )


@blueprint.route("/manage/<edition:edition>/people/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def new(edition: Edition) -> Answer:
    form = PersonForm()
    if form.validate_on_submit():
        known = form.email.data and queries.by_email(form.email.data)
        person = actions.find_or_add(edition, **form.facts())
        if known:
            flash(_("This address was in the directory already; nothing was changed there."), "note")
        return redirect(url_for(".show", edition=edition, person_id=person), code=303)
    return render_template("people/new.html", edition=edition, form=form, missing=_unprintable(form)), form.status


@blueprint.route("/manage/<edition:edition>/people/import", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
@takes_file
def upload(edition: Edition) -> Answer:
    form = PeopleFileForm()
    if form.validate_on_submit():
        file = form.file
        kept = uploads.keep(member(), Kind.PEOPLE, file_name=file.file_name, content=file.content, edition=edition)
        return redirect(url_for(".uploaded", edition=edition, upload_id=kept), code=303)
    return render_template("people/upload.html", edition=edition, form=form), form.status


@blueprint.route("/manage/<edition:edition>/people/import/<id:upload_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def uploaded(edition: Edition, upload_id: str) -> Answer:
    kept = upload_queries.by_public_id(member(), Kind.PEOPLE, upload_id, to_take=submitted())
    if kept is None or kept.edition_id != edition.id:
        abort(404)
    if kept.is_taken:
        return redirect(url_for(".index", edition=edition), code=303)
    form, listed = BaseForm(), imports.read(kept.file_name, kept.content, for_edition=True)
    if form.validate_on_submit() and not listed.problems:
        flash(_said(imports.take(listed, edition)))
        uploads.mark_taken(kept, edition)
        return redirect(url_for(".index", edition=edition), code=303)
    meant = imports.standing(listed, edition)
    return render_template(
        "people/uploaded.html",
        edition=edition,
        upload=kept,
        form=form,
        listed=listed,
        meant=meant,
        sector_words=SECTOR_WORDS,
    ), form.status


@blueprint.get("/manage/<edition:edition>/people/<id:person_id>")
@requires(Permission.SEE_PEOPLE)
def show(edition: Edition, person_id: str) -> Answer:
    person = _known(edition, person_id)
    return render_template(
        "people/show.html",
        edition=edition,
        person=person,
        sector_words=SECTOR_WORDS,
        missing=glyphs.missing(_printed(person)),
    )


@blueprint.route("/manage/<edition:edition>/people/<id:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit(edition: Edition, person_id: str) -> Answer:
    person = _known(edition, person_id)
    form = PersonForm(obj=person)
    if form.validate_on_submit() and not form.overtaken_by(person):
        try:
            actions.update(person, edition=edition, **form.facts())
            flash(_("Saved."))
            return redirect(url_for(".show", edition=edition, person_id=person), code=303)
        except actions.AddressTaken as refusal:
            form.refuse(refusal, form.email)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template(
        "people/edit.html", edition=edition, form=form, person=person, missing=_unprintable(form)
    ), form.status


def _said(meant: imports.Standing) -> str:
    """What became of a list."""
    new, there = len(meant.new), len(meant.linked) + len(meant.known)
    words = ngettext("%(num)s person is new.", "%(num)s people are new.", new)
    if not there:
        return str(words)
    kept = ngettext(
        "%(num)s was in the directory already, unchanged.", "%(num)s were in the directory already, unchanged.", there
    )
    return f"{words} {kept}"


def _known(edition: Edition, public_id: str) -> Person:
    return queries.by_public_id_in(edition, public_id) or abort(404)


def _unprintable(form: PersonForm) -> str:
    return glyphs.missing(f"{form.printed_name.data or ''}{form.native_name.data or ''}")


def _printed(person: Person) -> str:
    texts = (person.printed_name, person.native_name, person.title.everything(), person.organisation.everything())
    return "".join(texts)
