"""The day planner: rooms across, time down. A drag, a key and the small form post alike and get the same answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp import formatting, wall_times
from forumapp.forums.models import Edition
from forumapp.programme import clashes, day_plan, plan_stylesheet, planned, queries, wording
from forumapp.programme.models import ForumSession
from forumapp.programme.planned import Move
from forumapp.programme.planner_form import PlannerForm
from forumapp.programme.views.blueprint import Answer, blueprint, session_of, tried
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import member, public, requires
from forumapp.web.stylesheets import FOR_EVER
from forumapp.words import language_at_hand

_LAST_MOVE = "planner_move"
_KINDS = {clashes.Severity.BLOCKS: "stop", clashes.Severity.CHECK: "waiting"}


@blueprint.get("/planner.css")
@public
def planner_stylesheet() -> Response:
    response = make_response(plan_stylesheet.stylesheet())
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    newest = request.args.get("v") == plan_stylesheet.version()
    response.headers["Cache-Control"] = FOR_EVER if newest else "no-cache"
    return response


@blueprint.get("/manage/<edition:edition>/planner")
@requires(Permission.SEE_PROGRAMME)
def planner_start(edition: Edition) -> Answer:
    """The first day that has something on it, else the first of the forum."""
    days = queries.days_of(edition)
    on = next((day for day, count in days.items() if count), edition.starts_on)
    return redirect(url_for(".planner", edition=edition, day=on.isoformat()))


@blueprint.get("/manage/<edition:edition>/planner/<day>")
@requires(Permission.SEE_PROGRAMME)
def planner(edition: Edition, day: str) -> Answer:
    on = _date(day)
    around = queries.sessions_around(edition, *day_plan.edges(on, edition.time_zone))
    plan = day_plan.plan(edition, on, around, queries.rooms_of(edition))
    found = _of_the_day(clashes.among(edition, around), plan)
    return render_template(
        "programme/planner.html",
        edition=edition,
        plan=plan,
        days=queries.days_of(edition, on),
        unplaced=[it for it in around if it.starts_at is None and not it.is_cancelled],
        clashes=found,
        marks=_marks(found),
        last_move=_last_move(edition),
        may_edit=member().may(Permission.EDIT_PROGRAMME, edition),
        stylesheet=url_for(".planner_stylesheet", v=plan_stylesheet.version()),
        wording=wording,
    )


@blueprint.route("/manage/<edition:edition>/planner/<day>/<code:code>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def place(edition: Edition, day: str, code: str) -> Answer:
    on, moving = _date(day), session_of(edition, code)
    form = PlannerForm(obj=moving, on=on)
    if form.validate_on_submit():
        where = form.place()
        if not form.overtaken_by(moving) and (done := tried(form, lambda: [planned.move(moving, where)])):
            _tell(moving, done[0])
            return redirect(url_for(".planner", edition=edition, day=_day_of(moving, on).isoformat()), code=303)
    page = render_template("programme/place.html", edition=edition, session=moving, form=form, day=day, on=on)
    return page, form.status


@blueprint.post("/manage/<edition:edition>/planner/<day>/undo")
@requires(Permission.EDIT_PROGRAMME)
def undo(edition: Edition, day: str) -> Answer:
    on = _date(day)
    try:
        moved, back = planned.undo(edition, session.get(_LAST_MOVE) or {})
    except Refused as refusal:
        session.pop(_LAST_MOVE, None)
        flash(refusal.sentence(), "stop")
    else:
        _tell(moved, back)
        on = _day_of(moved, on)
    return redirect(url_for(".planner", edition=edition, day=on.isoformat()), code=303)


def _date(day: str) -> date:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    return on if wall_times.is_within_reach(on) and on.isoformat() == day else abort(404)


def _day_of(moved: ForumSession, otherwise: date) -> date:
    if moved.starts_at is None:
        return otherwise
    return wall_times.to_wall(moved.starts_at, moved.edition.time_zone).date()


def _of_the_day(found: Sequence[clashes.Clash], plan: day_plan.DayPlan) -> list[clashes.Clash]:
    """What is about the day that is looked at; that something has no time yet is seen beside the grid."""
    shown = {block.session.uid for _column, block in plan.blocks}
    return [it for it in found if it.severity in _KINDS and any(session.uid in shown for session in it.sessions)]


def _marks(found: Sequence[clashes.Clash]) -> dict[str, clashes.Severity]:
    """The gravest of each session, for its block."""
    marks: dict[str, clashes.Severity] = {}
    for clash in found:
        for concerned in clash.sessions:
            marks.setdefault(concerned.uid, clash.severity)
    return marks


def _last_move(edition: Edition) -> str | None:
    """The code of the session that one press puts back."""
    stored: dict[str, Any] = session.get(_LAST_MOVE) or {}
    return stored.get("code") if stored.get("edition") == edition.slug else None


def _tell(moved: ForumSession, done: Move | None) -> None:
    """The same words whichever way it was moved; what clashes now stands beside them on the page."""
    if done is None:
        flash(_("%(code)s stays where it was.", code=moved.code), "note")
        return
    session[_LAST_MOVE] = done.stored()
    if moved.starts_at is None or moved.ends_at is None:
        flash(_("%(code)s waits without a time.", code=moved.code))
        return
    language, zone = language_at_hand(), moved.edition.time_zone
    when = formatting.two_zones(moved.starts_at, moved.ends_at, zone, None, language).main
    if moved.room:
        flash(
            _("%(code)s: %(when)s, %(room)s.", code=moved.code, when=when, room=moved.room.name.in_language(language))
        )
    else:
        flash(_("%(code)s: %(when)s, without a room.", code=moved.code, when=when))
