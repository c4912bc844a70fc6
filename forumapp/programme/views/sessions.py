"""The organisers' working programme: sessions, their time and place, who speaks."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.forums.models import Edition
from forumapp.programme import actions, advice, clashes, online, queries, wording
from forumapp.programme.forms import CancelForm, SessionForm
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState
from forumapp.programme.timetable import timetable
from forumapp.programme.views.blueprint import Answer, blueprint, session_of, tried
from forumapp.rights import Permission
from forumapp.web.access import member, requires


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
        has_online=any(online.is_online(session) for session in sessions),
        draft_count=sum(session.is_draft for session in sessions),
        clashes=clashes.blocking(found),
        advice=advice.of(edition, found),
        may_edit=member().may(Permission.EDIT_PROGRAMME, edition),
        wording=wording,
    )


@blueprint.post("/manage/<edition:edition>/programme/advice/<key>")
@requires(Permission.EDIT_PROGRAMME)
def set_aside(edition: Edition, key: str) -> Answer:
    clash = next((clash for clash in clashes.of_edition(edition) if clash.key == key and not clash.blocks), None)
    if clash:
        advice.set_aside(edition, clash)
    flash(_("Set aside. It is told again when the session moves."))
    return redirect(url_for(".index", edition=edition), code=303)


@blueprint.post("/manage/<edition:edition>/programme/advice")
@requires(Permission.EDIT_PROGRAMME)
def bring_back(edition: Edition) -> Answer:
    advice.bring_back(edition)
    flash(_("All advice is told again."))
    return redirect(url_for(".index", edition=edition), code=303)


@blueprint.route("/manage/<edition:edition>/sessions/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def new(edition: Edition) -> Answer:
    form = SessionForm(edition=edition)
    if form.validate_on_submit() and (session := tried(form, lambda: _add(edition, form))):
        flash(_("%(code)s is in the programme.", code=session.code))
        return redirect(url_for(".people_of", edition=edition, code=session.code), code=303)
    return render_template("programme/new.html", edition=edition, form=form), form.status


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def edit(edition: Edition, code: str) -> Answer:
    session = session_of(edition, code)
    form = SessionForm(obj=session)
    if form.validate_on_submit() and not form.overtaken_by(session) and tried(form, lambda: _save(session, form)):
        flash(_("%(code)s is saved.", code=session.code))
        return redirect(url_for(".index", edition=edition), code=303)
    page = render_template(
        "programme/edit.html",
        edition=edition,
        session=session,
        form=form,
        clashes=clashes.twice(clashes.involving(session)),
        wording=wording,
    )
    return page, form.status


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>/cancel", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def cancel(edition: Edition, code: str) -> Answer:
    session, form = session_of(edition, code), CancelForm()
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


@blueprint.post("/manage/<edition:edition>/programme/drafts")
@requires(Permission.EDIT_PROGRAMME)
def take_drafts(edition: Edition) -> Answer:
    """All, or the one whose code was sent."""
    count = actions.take_drafts_into_programme(edition, request.form.get("code"))
    flash(
        ngettext("One session is part of the programme now.", "%(num)s sessions are part of the programme now.", count)
    )
    return redirect(url_for(".index", edition=edition), code=303)


@blueprint.post("/manage/<edition:edition>/sessions/<code:code>/restore")
@requires(Permission.EDIT_PROGRAMME)
def restore(edition: Edition, code: str) -> Answer:
    actions.restore(session_of(edition, code))
    flash(_("%(code)s takes place after all.", code=code))
    return redirect(url_for(".index", edition=edition), code=303)


def _add(edition: Edition, form: SessionForm) -> ForumSession:
    return actions.add_session(edition, code=form.code.data or None, **form.content(), **form.place())


def _save(session: ForumSession, form: SessionForm) -> bool:
    actions.edit_session(session, code=form.code.data or session.code, **form.content())
    actions.reschedule(session, **form.place())
    return True
