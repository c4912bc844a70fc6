"""The organisers' pages about their panels."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.invitations import calendar_updates, wording
from forumapp.notifications.automatic import Assumption
from forumapp.outbox import kinds
from forumapp.panels import actions, balance, board, queries, shortfalls
from forumapp.panels import forecast as forecasts
from forumapp.panels.forms import TargetsAsTyped, TargetsForm
from forumapp.programme import queries as programme
from forumapp.rights import Permission
from forumapp.web.access import member, requires

blueprint = Blueprint("panels", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/manage/<edition:edition>/board")
@requires(Permission.SEE_INVITATIONS)
def index(edition: Edition) -> str:
    """Every panel; of its people those for whom something is to do, unless all are asked for."""
    sessions = [session for session in programme.sessions_of(edition) if session.roles and not session.is_cancelled]
    targets, panels = queries.targets_of(edition), board.of(edition, sessions, sees_travel=_sees_travel(edition))
    whole = balance.of(balance.counted(role for session in sessions for role in session.roles))
    return render_template(
        "panels/index.html",
        edition=edition,
        panels=panels,
        shows_all=request.args.get("show") == "all",
        warnings={one.session.code: shortfalls.of(one.session, targets) for one in panels},
        balance=whole,
        targets=targets,
        kind_words=kinds.words,
    )


@blueprint.get("/manage/<edition:edition>/sessions/<code:code>/board")
@requires(Permission.SEE_INVITATIONS)
def show(edition: Edition, code: str) -> str:
    session = programme.by_code(edition, code) or abort(404)
    found, targets = balance.of(balance.counted(session.roles)), queries.targets_of(edition)
    return render_template(
        "panels/show.html",
        edition=edition,
        panel=board.of(edition, [session], sees_travel=_sees_travel(edition))[0],
        balance=found,
        warnings=shortfalls.of(session, targets),
        targets=targets,
        kind_words=kinds.words,
        entries_behind=len(calendar_updates.due(edition, session)),
        guests=[(one, wording.answer(one)) for one in queries.guests_of(session)],
    )


@blueprint.route("/manage/<edition:edition>/board/targets", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def targets(edition: Edition) -> Answer:
    """Its own, or those of its series; whoever looks after the series sets those here, too."""
    stored = TargetsAsTyped(queries.targets_of(edition))
    form = TargetsForm(obj=stored, may_set_series=member().may(Permission.MANAGE_SERIES, edition))
    if form.validate_on_submit() and not form.overtaken_by(stored):
        save = actions.set_series_targets if form.is_for_series else actions.set_targets
        save(edition, **form.values())
        flash(_("Saved."))
        return redirect(url_for("panels.index", edition=edition), code=303)
    return render_template(
        "panels/targets.html",
        edition=edition,
        form=form,
        own=queries.own_targets(edition),
        of_series=queries.series_targets(edition),
    ), form.status


@blueprint.post("/manage/<edition:edition>/board/targets/follow")
@requires(Permission.EDIT_EDITION)
def follow_series(edition: Edition) -> Response:
    actions.follow_series(edition)
    flash(_("The targets are those of the series again."))
    return redirect(url_for(".targets", edition=edition), code=303)


@blueprint.get("/manage/<edition:edition>/letters-ahead")
@requires(Permission.SEE_INVITATIONS)
def forecast(edition: Edition) -> str:
    """Who will get what in the next thirty days."""
    ahead = {assumption: forecasts.of_edition(edition, assumption) for assumption in Assumption}
    return render_template(
        "panels/forecast.html",
        edition=edition,
        days={assumption: forecasts.by_day(edition, letters) for assumption, letters in ahead.items()},
        counts={assumption: len(letters) for assumption, letters in ahead.items()},
        assumptions=Assumption,
        days_ahead=forecasts.SPAN.days,
        most_names=forecasts.MOST_NAMES,
        kind_words=kinds.words,
    )


def _sees_travel(edition: Edition) -> bool:
    return member().may(Permission.SEE_TRAVEL, edition)
