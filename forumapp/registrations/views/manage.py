"""The team's pages: who comes, how many places there are, cancelling for somebody, putting first, the file."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.audit import actions as audit
from forumapp.forums.models import Edition, Mode
from forumapp.refusals import Refused
from forumapp.registrations import actions, by_team, exported, places, queries, standing, waiting_list
from forumapp.registrations.addresses import actions as addresses
from forumapp.registrations.categories import queries as category_queries
from forumapp.registrations.forms import (
    CancelOnBehalfForm,
    CapacityForm,
    CorrectForm,
    PromoteForm,
    RegisterForForm,
)
from forumapp.registrations.models import NoPlaceThere, RegisteredAlready, Registration, Side
from forumapp.registrations.review import queries as review
from forumapp.registrations.seats import queries as seat_queries
from forumapp.registrations.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web import languages, pagination
from forumapp.web.access import member, requires
from forumapp.web.downloads import csv_in_pieces, xlsx_in_pieces


@blueprint.get("/manage/<edition:edition>/registrations")
@requires(Permission.SEE_REGISTRATIONS)
def index(edition: Edition) -> str:
    search, state = request.args.get("q", "").strip(), request.args.get("state", "")
    categories = category_queries.of_edition(edition)
    category = next((one for one in categories if one.key == request.args.get("category")), None)
    page = pagination.paginate(queries.of_edition(edition, search, state, category))
    return render_template(
        "registrations/index.html",
        page=page,
        as_what=standing.as_what(edition, page.rows),
        positions=queries.positions_in_line(edition),
        counts=queries.counts(edition),
        pool=places.of(edition),
        search=search,
        state=state,
        categories=categories if len(categories) > 1 else [],
        category=category.key if category else "",
        is_reviewed=review.is_reviewed(edition),
        gives_seats=bool(seat_queries.sessions_that_may_give(edition)),
        may_edit=member().may(Permission.EDIT_REGISTRATIONS, edition),
        may_export=member().may(Permission.EXPORT, edition),
    )


@blueprint.route("/manage/<edition:edition>/registrations/capacity", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def capacity(edition: Edition) -> Answer | Response:
    pool = places.of(edition)
    form = CapacityForm(obj=pool)
    if edition.mode != Mode.HYBRID:
        del form.online_capacity
    if form.validate_on_submit():
        actions.set_capacity(edition, form.capacity.data)
        if form.online_capacity:
            actions.set_capacity(edition, form.online_capacity.data, Side.STREAM)
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
            by_team.cancel_on_behalf(registration, form.reason.data)
            words = (
                _("%(reference)s is cancelled; a letter says so.")
                if registration.email
                else _("%(reference)s is cancelled.")
            )
            flash(words % {"reference": reference})
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


@blueprint.route("/manage/<edition:edition>/registrations/<code:reference>/first", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def promote(edition: Edition, reference: str) -> Answer | Response:
    registration, form = _of_edition(edition, reference), PromoteForm()
    if form.validate_on_submit():
        try:
            waiting_list.promote(registration, form.reason.data)
            flash(_("The next free place is offered to %(reference)s.", reference=reference))
            return redirect(url_for("registrations.index", edition=edition, state="waiting"), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("registrations/promote.html", form=form, registration=registration), form.status


@blueprint.route("/manage/<edition:edition>/registrations/new", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def new(edition: Edition) -> Answer | Response:
    categories = category_queries.of_edition(edition)
    form = RegisterForForm.of(edition, categories, languages.current())
    if form.validate_on_submit():
        wanted = form.category.data if form.category else None
        try:
            made = by_team.register_for(
                edition,
                name=form.name.data,
                email=form.email.data,
                organisation=form.organisation.data or "",
                mode=form.mode.data if form.mode else None,
                language=form.language.data,
                category=next((one for one in categories if wanted in (None, one.key)), None),
            )
            flash(
                _("%(reference)s is on the waiting list; a letter says so.", reference=made.reference)
                if made.is_waiting
                else _("%(reference)s is registered; a letter says so.", reference=made.reference)
            )
            return _to(made)
        except RegisteredAlready as refusal:
            form.refuse(refusal, form.email)
        except Refused as refusal:
            form.refuse(refusal)
    is_full = not places.are_left(edition)
    return render_template("registrations/new.html", form=form, is_full=is_full), form.status


@blueprint.route("/manage/<edition:edition>/registrations/<code:reference>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def correct(edition: Edition, reference: str) -> Answer | Response:
    registration = _of_edition(edition, reference)
    if not registration.is_live:
        return _to(registration)
    form = CorrectForm.of(registration)
    if form.validate_on_submit() and not form.overtaken_by(registration):
        try:
            by_team.correct(registration, **form.wanted)
            asked = form.email is not None and addresses.ask(registration, form.email.data, by_team=True)
            flash(_("Saved. A letter asks the new address to confirm itself.") if asked else _("Saved."))
            return _to(registration)
        except NoPlaceThere as refusal:
            form.refuse(refusal, form.mode)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("registrations/correct.html", form=form, registration=registration), form.status


@blueprint.post("/manage/<edition:edition>/registrations/export")
@requires(Permission.EXPORT)
def export(edition: Edition) -> Response:
    """Write down that somebody takes the list away, then give it: the file itself is a GET, which writes nothing."""
    endpoint = "registrations.xlsx" if request.form.get("as") == "xlsx" else "registrations.csv"
    audit.record(
        "registrations exported",
        f"edition {edition.slug}",
        f"{queries.count_of(edition)} rows",
        edition=edition,
    )
    return redirect(url_for(endpoint, edition=edition), code=303)


@blueprint.get("/manage/<edition:edition>/registrations.csv")
@requires(Permission.EXPORT)
def csv(edition: Edition) -> Response:
    table = exported.of(edition)
    return csv_in_pieces(f"{edition.slug}_registrations.csv", table.columns, table.rows)


@blueprint.get("/manage/<edition:edition>/registrations.xlsx")
@requires(Permission.EXPORT)
def xlsx(edition: Edition) -> Response:
    table = exported.of(edition)
    return xlsx_in_pieces(f"{edition.slug}_registrations.xlsx", table.columns, table.rows)


def _of_edition(edition: Edition, reference: str) -> Registration:
    """What belongs to another edition looks like what does not exist (trust.md T4)."""
    return queries.by_reference(edition, reference) or abort(404)


def _to(registration: Registration) -> Response:
    address = url_for("registrations.show", edition=registration.edition, reference=registration.reference)
    return redirect(address, code=303)


def _to_index(edition: Edition) -> Response:
    return redirect(url_for("registrations.index", edition=edition), code=303)
