"""The desk: find somebody, say that she is here, take it back. Works on a slow telephone, without any script."""

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.attendance import actions, desk_words, queries, tickets
from forumapp.attendance.forms import ArrivalForm, WalkInForm
from forumapp.attendance.models import CategoryFull, NobodyLeftOut
from forumapp.attendance.queries import Found
from forumapp.attendance.views import Answer, blueprint, secret_key
from forumapp.forums.models import Edition
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.registrations import queries as registrations
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.forms import ActForm
from forumapp.registrations.models import RegisteredAlready, Registration
from forumapp.registrations.seats import attending
from forumapp.registrations.seats import queries as seats
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, requires, signed_in


@blueprint.get("/manage/<edition:edition>/desk")
@requires(Permission.CHECK_IN)
def desk(edition: Edition) -> Response:
    session = _session(edition, request.args.get("session", ""))
    search = request.args.get("q", "").strip()
    found = _found(edition, search, session)
    page = render_template(
        "attendance/desk.html",
        search=search,
        found=found[: queries.MOST_FOUND],
        are_more=len(found) > queries.MOST_FOUND,
        recent=[] if search else queries.recent(edition, session),
        counts=queries.counts(edition, session),
        further_words=desk_words.of(edition),
        session=session,
        gives_seats=(gives_seats := session is not None and seats.seating_of(session) is not None),
        may_release=gives_seats and session is not None and attending.may_release_absent(session),
        sessions=[other for other in programme.sessions_of(edition) if not other.is_cancelled],
    )
    response = make_response(page)
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return response


@blueprint.get("/manage/-/ticket/<ticket>")
@signed_in
def scanned(ticket: str) -> Response:
    """Where the square of a ticket leads; for everybody but the forum's own desk it does not exist."""
    registration_id = tickets.registration_id(ticket, secret_key())
    registration = queries.by_id(registration_id) if registration_id else None
    if registration is None or not member().may(Permission.CHECK_IN, registration.edition):
        abort(404)
    return redirect(url_for("attendance.desk", edition=registration.edition, q=registration.reference), code=303)


@blueprint.post("/manage/<edition:edition>/desk/<code:reference>/check-in")
@requires(Permission.CHECK_IN)
def check_in(edition: Edition, reference: str) -> Response:
    registration, session = _acted_on(edition, reference)
    try:
        is_new = actions.check_in(registration, member(), session)
    except Refused as refusal:
        flash(refusal.sentence(), "stop")
        return _to_desk(edition, session, registration.reference)
    words = _("%(name)s is here.") if is_new else _("%(name)s was checked in already.")
    flash(words % {"name": registration.name})
    return _to_desk(edition, session)


@blueprint.post("/manage/<edition:edition>/desk/<code:reference>/undo")
@requires(Permission.CHECK_IN)
def undo(edition: Edition, reference: str) -> Response:
    registration, session = _acted_on(edition, reference)
    if actions.undo(registration, session):
        flash(_("Taken back: %(name)s is not here.", name=registration.name))
    return _to_desk(edition, session)


@blueprint.route("/manage/<edition:edition>/desk/walk-in", methods=["GET", "POST"])
@requires(Permission.CHECK_IN)
def walk_in(edition: Edition) -> Answer | Response:
    offered = _categories_at_the_desk(edition)
    form = WalkInForm(offered or [])
    if offered is not None and form.validate_on_submit():
        try:
            registration = actions.walk_in(
                edition,
                member(),
                name=form.name.data,
                organisation=form.organisation.data or "",
                email=form.email.data or "",
                language=languages.current(),
                form=form.once.data or "",
                category=form.chosen,
            )
            flash(_("%(name)s is here.", name=registration.name))
            return _to_desk(edition)
        except RegisteredAlready as refusal:
            form.refuse(refusal, form.email)
        except CategoryFull as refusal:
            form.refuse(refusal, form.category)
        except NobodyLeftOut as refusal:
            form.refuse(refusal)
    return render_template("attendance/walk_in.html", form=form, may_register=offered is not None), form.status


def _categories_at_the_desk(edition: Edition) -> list[RegistrationCategory] | None:
    """Where the team says yes to each, an organiser does so at the desk, too; None: nothing is left to choose from."""
    of_edition = categories.of_edition(edition)
    decides = member().may(Permission.EDIT_REGISTRATIONS, edition)
    offered = [one for one in of_edition if decides or not one.is_reviewed]
    return offered if offered or not of_edition else None


@blueprint.route("/manage/<edition:edition>/desk/<code:code>/release", methods=["GET", "POST"])
@requires(Permission.CHECK_IN)
def release_seats(edition: Edition, code: str) -> Answer | Response:
    """At the door of a session that has begun: the seats of those who are not in the room."""
    session, form = programme.by_code(edition, code) or abort(404), ActForm()
    if form.validate_on_submit():
        try:
            count = attending.release_absent(session)
            flash(ngettext("%(num)s seat is free for who waits.", "%(num)s seats are free for who waits.", count))
            return _to_desk(edition, session)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template(
        "attendance/release_seats.html", form=form, session=session, absent=seats.absent(session)
    ), form.status


def _found(edition: Edition, search: str, session: ForumSession | None) -> list[Found]:
    if token := tickets.token_in(search):
        registration_id = tickets.registration_id(token, secret_key())
        if registration_id is not None:
            return queries.one(edition, registration_id, session)
    return queries.found(edition, search, session)


def _acted_on(edition: Edition, reference: str) -> tuple[Registration, ForumSession | None]:
    form = ArrivalForm()
    if not form.validate_on_submit():
        abort(400)
    registration = registrations.by_reference(edition, reference) or abort(404)
    return registration, _session(edition, form.session.data or "")


def _session(edition: Edition, code: str) -> ForumSession | None:
    return (programme.by_code(edition, code) or abort(404)) if code else None


def _to_desk(edition: Edition, session: ForumSession | None = None, search: str | None = None) -> Response:
    code = session.code if session else None
    return redirect(url_for("attendance.desk", edition=edition, session=code, q=search), code=303)
