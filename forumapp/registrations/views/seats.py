"""The team's pages over seats: which session gives how many to whom, its line, putting first, refusing, the file."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.audit import actions as audit
from forumapp.forums.models import Edition, Mode
from forumapp.people import queries as people
from forumapp.people.filters import GROUP, STANDING_WORDS
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.refusals import ChangedMeanwhile, Refused
from forumapp.registrations.forms import SeatingForm, SeatReasonForm
from forumapp.registrations.seats import by_team, queries, supply
from forumapp.registrations.seats.by_team import Rules
from forumapp.registrations.seats.models import Seat, Seating
from forumapp.registrations.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, requires
from forumapp.web.downloads import csv_download
from forumapp.words import translated

COLUMNS = ("reference", "session", "state", "requested_at", "position")


@blueprint.get("/manage/<edition:edition>/seats")
@requires(Permission.SEE_REGISTRATIONS)
def seat_sessions(edition: Edition) -> str:
    return render_template(
        "registrations/seat_sessions.html",
        sessions=queries.sessions_that_may_give(edition),
        seatings={seating.session_id: seating for seating in queries.seatings_of(edition)},
        counts=queries.counts_of(edition),
        queries=queries,
        may_export=member().may(Permission.EXPORT, edition),
    )


@blueprint.get("/manage/<edition:edition>/seats/<code:code>")
@requires(Permission.SEE_REGISTRATIONS)
def seats_of(edition: Edition, code: str) -> str:
    session = _session(edition, code)
    seating = queries.seating_of(session)
    return render_template(
        "registrations/seats_of.html",
        session=session,
        seating=seating,
        room=supply.of(seating, Mode.IN_PERSON) if seating else None,
        online=supply.of(seating, Mode.ONLINE) if seating and session.mode != Mode.IN_PERSON else None,
        to_decide=queries.to_decide(session),
        line=queries.line(session),
        holders=queries.holders(session),
        may_edit=member().may(Permission.EDIT_REGISTRATIONS, edition),
    )


@blueprint.route("/manage/<edition:edition>/seats/<code:code>/settings", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def seating(edition: Edition, code: str) -> Answer | Response:
    session = _session(edition, code)
    form = _form(session, queries.seating_of(session))
    if form.validate_on_submit():
        if form.version.data == (now := _version(session, queries.seating_of(session))):
            by_team.set_rules(by_team.give_by_request(session), _rules(form))
            by_team.set_capacity(session, form.seats.data, form.online_seats.data if form.online_seats else None)
            flash(_("Saved."))
            return _back(edition, code)
        form.version.data = now
        form.refuse(ChangedMeanwhile())
    return render_template("registrations/seating.html", form=form, session=session), form.status


@blueprint.route("/manage/<edition:edition>/seats/<code:code>/<code:reference>/first", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def promote_seat(edition: Edition, code: str, reference: str) -> Answer | Response:
    seat, form = _seat(edition, code, reference), SeatReasonForm()
    if form.validate_on_submit():
        try:
            by_team.promote(seat, form.reason.data)
            flash(_("The next free seat is offered to %(reference)s.", reference=reference))
            return _back(edition, code)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("registrations/promote_seat.html", form=form, seat=seat), form.status


@blueprint.route("/manage/<edition:edition>/seats/<code:code>/<code:reference>/refuse", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def refuse_seat(edition: Edition, code: str, reference: str) -> Answer | Response:
    seat, form = _seat(edition, code, reference), SeatReasonForm()
    if form.validate_on_submit():
        try:
            by_team.refuse(seat, form.reason.data)
            flash(_("%(reference)s has no seat; a letter says so.", reference=reference))
            return _back(edition, code)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("registrations/refuse_seat.html", form=form, seat=seat), form.status


@blueprint.post("/manage/<edition:edition>/seats/<code:code>/<code:reference>/grant")
@requires(Permission.EDIT_REGISTRATIONS)
def grant_seat(edition: Edition, code: str, reference: str) -> Response:
    seat = _seat(edition, code, reference)
    try:
        by_team.grant(seat)
        flash(_("Done; a letter says so."))
    except Refused as refusal:
        flash(refusal.sentence())
    return _back(edition, code)


@blueprint.post("/manage/<edition:edition>/seats/export")
@requires(Permission.EXPORT)
def export_seats(edition: Edition) -> Response:
    """Write down that somebody takes the list away, then give it: the file itself is a GET, which writes nothing."""
    audit.record("seats exported", f"edition {edition.slug}", edition=edition)
    return redirect(url_for("registrations.seats_csv", edition=edition), code=303)


@blueprint.get("/manage/<edition:edition>/seats.csv")
@requires(Permission.EXPORT)
def seats_csv(edition: Edition) -> Response:
    positions = queries.positions(edition)
    rows = ((*row[:4], positions.get(row[4])) for row in queries.everybody(edition))
    return csv_download(f"{edition.slug}_seats.csv", COLUMNS, rows)


def _form(session: ForumSession, stored: Seating | None) -> SeatingForm:
    limited = [*(stored.standings if stored else ()), *(f"{GROUP}{key}" for key in (stored.groups if stored else ()))]
    form = SeatingForm(
        is_open=stored is not None and stored.is_open,
        kept_for_experts=stored.kept_for_experts if stored else 0,
        kept_for_members=stored.kept_for_members if stored else 0,
        seats=session.seats,
        online_seats=session.online_seats,
        limited_to=limited,
        version=_version(session, stored),
    )
    form.limited_to.choices = _choices(session.edition)
    if session.mode == Mode.IN_PERSON:
        del form.online_seats
    return form


def _choices(edition: Edition) -> list[tuple[str, str]]:
    """Standings and groups of the series, in its own words."""
    standings = [
        (status, translated(STANDING_WORDS[status]))
        for status in people.statuses_of(edition.series)
        if status in STANDING_WORDS
    ]
    groups = people.groups_of(edition.series)
    return [
        *standings,
        *((f"{GROUP}{group.key}", group.name.in_language(languages.current())) for group in groups),
    ]


def _rules(form: SeatingForm) -> Rules:
    ticked = form.limited_to.data or []
    return Rules(
        is_open=form.is_open.data,
        standings=[one for one in ticked if not one.startswith(GROUP)],
        groups=[one.removeprefix(GROUP) for one in ticked if one.startswith(GROUP)],
        kept_for_experts=form.kept_for_experts.data or 0,
        kept_for_members=form.kept_for_members.data or 0,
    )


def _version(session: ForumSession, stored: Seating | None) -> str:
    """Of both rows that the page edits (REG-07)."""
    return f"{session.version}.{stored.version if stored else 0}"


def _session(edition: Edition, code: str) -> ForumSession:
    return programme.by_code(edition, code) or abort(404)


def _seat(edition: Edition, code: str, reference: str) -> Seat:
    return queries.by_reference(_session(edition, code), reference) or abort(404)


def _back(edition: Edition, code: str) -> Response:
    return redirect(url_for("registrations.seats_of", edition=edition, code=code), code=303)
