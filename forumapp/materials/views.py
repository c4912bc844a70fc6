"""The organisers' pages over files and links."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.materials import actions, queries, wording
from forumapp.materials.forms import DescriptionForm, NewMaterialForm, SourceForm
from forumapp.materials.models import VISIBILITY_WORDS, Material
from forumapp.programme import queries as programme
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.uploads import file_types
from forumapp.web import downloads
from forumapp.web.access import member, requires
from forumapp.web.files import takes_file_up_to
from forumapp.web.forms import BaseForm

blueprint = Blueprint("materials", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/manage/<edition:edition>/files")
@requires(Permission.SEE_PROGRAMME)
def index(edition: Edition) -> str:
    code = request.args.get("session", "")
    session = (programme.by_code(edition, code) or abort(404)) if code else None
    return render_template(
        "materials/index.html",
        edition=edition,
        session=session,
        materials=[one for one in queries.of_edition(edition) if session is None or one.session is session],
        may_edit=member().may(Permission.EDIT_PROGRAMME, edition),
        visibility_words=VISIBILITY_WORDS,
        wording=wording,
    )


@blueprint.route("/manage/<edition:edition>/files/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
@takes_file_up_to(file_types.LARGEST)
def new(edition: Edition) -> Answer:
    form = NewMaterialForm(session=request.args.get("session", ""))
    form.offer(list(programme.sessions_of(edition)))
    if form.validate_on_submit() and _tried(form, lambda: actions.add(edition, form.given, **form.facts())):
        flash(_("Added."))
        return redirect(url_for(".index", edition=edition), code=303)
    return render_template("materials/new.html", edition=edition, form=form), form.status


@blueprint.route("/manage/<edition:edition>/files/<id:material_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def edit(edition: Edition, material_id: str) -> Answer:
    material = _material(edition, material_id)
    form = DescriptionForm(obj=material)
    form.offer(list(programme.sessions_of(edition)))
    if (
        form.validate_on_submit()
        and not form.overtaken_by(material)
        and _tried(form, lambda: actions.describe(material, **form.facts()))
    ):
        flash(_("Saved."))
        return redirect(url_for(".index", edition=edition), code=303)
    page = render_template("materials/edit.html", edition=edition, material=material, form=form, wording=wording)
    return page, form.status


@blueprint.route("/manage/<edition:edition>/files/<id:material_id>/replace", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
@takes_file_up_to(file_types.LARGEST)
def replace(edition: Edition, material_id: str) -> Answer:
    material, form = _material(edition, material_id), SourceForm()
    if form.validate_on_submit():
        made = actions.replace(material, form.given)
        flash(_("Version %(number)s is what people read from now on.", number=made.number))
        return redirect(url_for(".edit", edition=edition, material_id=material_id), code=303)
    page = render_template("materials/replace.html", edition=edition, material=material, form=form, wording=wording)
    return page, form.status


@blueprint.post("/manage/<edition:edition>/files/<id:material_id>/withdraw")
@requires(Permission.EDIT_PROGRAMME)
def withdraw(edition: Edition, material_id: str) -> Answer:
    return _acted(edition, material_id, actions.withdraw, _("Withdrawn: only the team can open it now."))


@blueprint.post("/manage/<edition:edition>/files/<id:material_id>/show-again")
@requires(Permission.EDIT_PROGRAMME)
def show_again(edition: Edition, material_id: str) -> Answer:
    return _acted(edition, material_id, actions.show_again, _("It is shown again."))


@blueprint.get("/manage/<edition:edition>/files/<id:material_id>/<int:number>")
@requires(Permission.SEE_PROGRAMME)
def download(edition: Edition, material_id: str, number: int) -> Response:
    """Any version, for the team."""
    version = queries.version_of(_material(edition, material_id), number) or abort(404)
    if not version.file_type:
        return redirect(version.url)
    name = f"{edition.slug}_{material_id}_v{number}.{version.file_type}"
    content = queries.content(version) or abort(404)
    return downloads.untrusted(name, content, file_types.CONTENT_TYPES[version.file_type])


def _material(edition: Edition, public_id: str) -> Material:
    return queries.by_public_id(edition, public_id) or abort(404)


def _acted(edition: Edition, material_id: str, act: Callable[[Material], None], said: str) -> Response:
    """Pressed twice, it says the same once more."""
    try:
        act(_material(edition, material_id))
    except Refused as refusal:
        said = refusal.sentence()
    flash(said)
    return redirect(url_for(".edit", edition=edition, material_id=material_id), code=303)


def _tried(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the rules let it; else the refusal stands above the form."""
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return False
    return True
