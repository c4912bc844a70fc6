"""The organisers' working programme: sessions, their time and place, who speaks."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.people import actions as people
from forumapp.people import queries as directory
from forumapp.people.models import Person
from forumapp.programme import actions, clashes, codes, queries, wording
from forumapp.programme.forms import CancelForm, RoleForm, SessionForm
from forumapp.programme.models import ForumSession, RoleState, SessionRole
from forumapp.programme.timetable import timetable
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, requires

blueprint = Blueprint("programme", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/manage/<edition:edition>/programme")
@requires(Permission.SEE_PROGRAMME)
def index(edition: Edition) -> Answer:
    sessions = queries.sessions_of(edition)
    found = clashes.among(edition, sessions)
    return render_template(
        "programme/index.html",
        edition=edition,
        timetable=timetable(edition, sessions),
        count=len(sessions),
        clashes=clashes.blocking(found),
        advice=[clash for clash in found if not clash.blocks],
        may_edit=member().may(Permission.EDIT_PROGRAMME, edition),
        wording=wording,
    )


@blueprint.route("/manage/<edition:edition>/sessions/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def new(edition: Edition) -> Answer:
    form = SessionForm(edition=edition)
    if form.validate_on_submit() and (session := _tried(form, lambda: _add(edition, form))):
        flash(_("%(code)s is in the programme.", code=session.code))
        return redirect(url_for(".people_of", edition=edition, code=session.code), code=303)
    return render_template("programme/new.html", edition=edition, form=form), form.status


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def edit(edition: Edition, code: str) -> Answer:
    session = _session(edition, code)
    form = SessionForm(obj=session)
    if form.validate_on_submit() and not form.overtaken_by(session) and _tried(form, lambda: _save(session, form)):
        flash(_("%(code)s is saved.", code=session.code))
        return redirect(url_for(".index", edition=edition), code=303)
    page = render_template(
        "programme/edit.html",
        edition=edition,
        session=session,
        form=form,
        clashes=clashes.blocking(clashes.involving(session)),
        wording=wording,
    )
    return page, form.status


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>/cancel", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def cancel(edition: Edition, code: str) -> Answer:
    session, form = _session(edition, code), CancelForm()
    if form.validate_on_submit():
        actions.cancel(session)
        flash(_("%(code)s is cancelled. It stays in the programme, struck through.", code=session.code))
        return redirect(url_for(".index", edition=edition), code=303)
    states = [role.state for role in session.roles]
    page = render_template(
        "programme/cancel.html",
        edition=edition,
        session=session,
        form=form,
        yes_count=states.count(RoleState.CONFIRMED),
        waiting_count=states.count(RoleState.INVITED),
        draft_count=states.count(RoleState.PROPOSED),
        wording=wording,
    )
    return page, form.status


@blueprint.post("/manage/<edition:edition>/sessions/<code:code>/restore")
@requires(Permission.EDIT_PROGRAMME)
def restore(edition: Edition, code: str) -> Answer:
    actions.restore(_session(edition, code))
    flash(_("%(code)s takes place after all.", code=code))
    return redirect(url_for(".index", edition=edition), code=303)


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>/people", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def people_of(edition: Edition, code: str) -> Answer:
    session = _session(edition, code)
    form = RoleForm(people=_directory(edition), session=session)
    if form.validate_on_submit() and (role := _tried(form, lambda: _add_role(session, form))):
        flash(_("%(name)s is in the session. Nothing was sent.", name=role.person.printed_name))
        return redirect(url_for(".people_of", edition=edition, code=code), code=303)
    page = render_template(
        "programme/people_of.html",
        edition=edition,
        session=session,
        form=form,
        clashes=clashes.blocking(clashes.involving(session)),
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


def _session(edition: Edition, code: str) -> ForumSession:
    return queries.by_code(edition, code) or abort(404)


def _role(edition: Edition, code: str, role_id: int) -> SessionRole:
    return queries.role_in(_session(edition, code), role_id) or abort(404)


def _directory(edition: Edition) -> list[Person]:
    return list(db.session.scalars(directory.of_edition(edition, language=languages.current())))


def _add(edition: Edition, form: SessionForm) -> ForumSession:
    return actions.add_session(edition, code=form.code.data or None, **form.content(), **form.place())


def _save(session: ForumSession, form: SessionForm) -> bool:
    actions.edit_session(session, code=form.code.data or session.code, **form.content(session))
    actions.reschedule(session, **form.place())
    return True


def _add_role(session: ForumSession, form: RoleForm) -> SessionRole:
    person = form.chosen or people.find_or_add(session.edition, **form.facts())
    return actions.add_role(session, person, form.part.data, mode=form.chosen_mode)


def _tried(form: Any, act: Callable[[], Any]) -> Any:
    """What the act gives, or None with the refusal shown where it belongs."""
    try:
        return act()
    except (codes.CodeTaken, codes.UnusableCode) as refusal:
        form.refuse(refusal, form.code)
    except Refused as refusal:
        form.refuse(refusal)
    db.session.rollback()
    return None
