"""Who speaks in a session."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.people import actions as people
from forumapp.people import queries as directory
from forumapp.people.models import Person
from forumapp.programme import actions, clashes, queries, wording
from forumapp.programme.forms import RoleForm
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.programme.views.blueprint import Answer, blueprint, session_of, tried
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import requires


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>/people", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def people_of(edition: Edition, code: str) -> Answer:
    session = session_of(edition, code)
    form = RoleForm(people=_directory(edition), session=session)
    if form.validate_on_submit() and (role := tried(form, lambda: _add_role(session, form))):
        flash(_("%(name)s is in the session. Nothing was sent.", name=role.person.printed_name))
        return redirect(url_for(".people_of", edition=edition, code=code), code=303)
    page = render_template(
        "programme/people_of.html",
        edition=edition,
        session=session,
        form=form,
        clashes=clashes.twice(clashes.involving(session)),
        wording=wording,
    )
    return page, form.status


@blueprint.post("/manage/<edition:edition>/sessions/<code:code>/people/<int:role_id>/move")
@requires(Permission.EDIT_PROGRAMME)
def move_role(edition: Edition, code: str, role_id: int) -> Answer:
    role = _role(edition, code, role_id)
    actions.move_role(role, 1 if request.form.get("to") == "down" else -1)
    return redirect(url_for(".people_of", edition=edition, code=code), code=303)


@blueprint.post("/manage/<edition:edition>/sessions/<code:code>/people/<int:role_id>/remove")
@requires(Permission.EDIT_PROGRAMME)
def remove_role(edition: Edition, code: str, role_id: int) -> Answer:
    role = _role(edition, code, role_id)
    name = role.person.printed_name
    actions.remove_role(role)
    flash(_("%(name)s is no longer proposed for this session.", name=name))
    return redirect(url_for(".people_of", edition=edition, code=code), code=303)


def _role(edition: Edition, code: str, role_id: int) -> SessionRole:
    return queries.role_in(session_of(edition, code), role_id) or abort(404)


def _directory(edition: Edition) -> list[Person]:
    return list(db.session.scalars(directory.of_edition(edition, language=languages.current())))


def _add_role(session: ForumSession, form: RoleForm) -> SessionRole:
    person = form.chosen or people.find_or_add(session.edition, **form.facts())
    return actions.add_role(session, person, form.part.data, mode=form.chosen_mode)
