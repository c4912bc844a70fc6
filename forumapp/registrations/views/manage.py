"""The team's pages: who comes, how many places there are, cancelling for somebody, the list as a file."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.audit import actions as audit
from forumapp.forums.models import Edition
from forumapp.refusals import Refused
from forumapp.registrations import actions, places, queries
from forumapp.registrations.forms import CancelOnBehalfForm, CapacityForm
from forumapp.registrations.models import Registration
from forumapp.registrations.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web import pagination
from forumapp.web.access import member, requires
from forumapp.web.downloads import csv_download

COLUMNS = (
    "reference",
    "name",
    "email",
    "category",
    "state",
    "mode",
    "submitted_at",
    "waitlist_position",
    "verified",
    "organisation",
    "language",
    "source",
    "ended_at",
)


@blueprint.get("/manage/<edition:edition>/registrations")
@requires(Permission.SEE_REGISTRATIONS)
def index(edition: Edition) -> str:
    search, state = request.args.get("q", "").strip(), request.args.get("state", "")
    return render_template(
        "registrations/index.html",
        page=pagination.paginate(queries.of_edition(edition, search, state)),
        positions=queries.positions_in_line(edition),
        counts=queries.counts(edition),
        pool=places.of(edition),
        search=search,
        state=state,
        may_edit=member().may(Permission.EDIT_REGISTRATIONS, edition),
        may_export=member().may(Permission.EXPORT, edition),
    )


@blueprint.route("/manage/<edition:edition>/registrations/capacity", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def capacity(edition: Edition) -> Answer | Response:
    pool = places.of(edition)
    form = CapacityForm(obj=pool)
    if form.validate_on_submit():
        actions.set_capacity(edition, form.capacity.data)
        flash(_("Saved."))
        return _to_index(edition)
    return render_template(
        "registrations/capacity.html", form=form, pool=pool, counts=queries.counts(edition)
    ), form.status


@blueprint.route("/manage/<edition:edition>/registrations/<code:reference>/cancel", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def cancel_on_behalf(edition: Edition, reference: str) -> Answer | Response:
    registration = _of_edition(edition, reference)
    form = CancelOnBehalfForm()
    if form.validate_on_submit():
        try:
            actions.cancel_on_behalf(registration, form.reason.data)
            flash(_("%(reference)s is cancelled; a letter says so.", reference=reference))
            return _to_index(edition)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "registrations/cancel_on_behalf.html",
        form=form,
        registration=registration,
        waiting_count=queries.counts(edition).waiting,
    )
    return page, form.status


@blueprint.post("/manage/<edition:edition>/registrations/export")
@requires(Permission.EXPORT)
def export(edition: Edition) -> Response:
    """Write down that somebody takes the list away, then give it: the file itself is a GET, which writes nothing."""
    audit.record(
        "registrations exported",
        f"edition {edition.slug}",
        f"{queries.count_of(edition)} rows",
        edition=edition,
    )
    return redirect(url_for("registrations.csv", edition=edition), code=303)


@blueprint.get("/manage/<edition:edition>/registrations.csv")
@requires(Permission.EXPORT)
def csv(edition: Edition) -> Response:
    positions = queries.positions_in_line(edition)
    rows = (_row(registration, positions) for registration in queries.everybody(edition))
    return csv_download(f"{edition.slug}_registrations.csv", COLUMNS, rows)


def _row(registration: Registration, positions: dict[int, int]) -> tuple[object, ...]:
    return (
        registration.reference,
        registration.name,
        registration.email,
        registration.category,
        registration.state,
        registration.mode,
        registration.submitted_at,
        positions.get(registration.id),
        registration.verified_at is not None,
        registration.organisation,
        registration.language,
        registration.source,
        registration.ended_at,
    )


def _of_edition(edition: Edition, reference: str) -> Registration:
    """What belongs to another edition looks like what does not exist (trust.md T4)."""
    return queries.by_reference(edition, reference) or abort(404)


def _to_index(edition: Edition) -> Response:
    return redirect(url_for("registrations.index", edition=edition), code=303)
