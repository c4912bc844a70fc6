"""Paper before the day: badges and which of them are printed, name plates, the list of participants."""

from collections.abc import Collection, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.attendance import actions, paper, queries
from forumapp.attendance.queries import OnPaper
from forumapp.attendance.views import addresses, blueprint
from forumapp.audit import actions as audit
from forumapp.documents import badges as documents
from forumapp.forums.models import Edition
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.registrations import queries as registrations
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, requires
from forumapp.web.downloads import download


@blueprint.get("/manage/<edition:edition>/badges")
@requires(Permission.EDIT_REGISTRATIONS)
def badges(edition: Edition) -> str:
    people = queries.on_paper(edition)
    sessions = [one for one in programme.sessions_of(edition) if _at_the_table(one)]
    return render_template(
        "attendance/badges.html",
        coming=len(people),
        missing=len(queries.without_badge(edition, people)),
        batches=queries.batches(edition),
        sessions=sessions,
        has_places=any(one.place in one.places for one in people),
        with_places=[one for one in sessions if _places_on_stage(one)],
    )


@blueprint.post("/manage/<edition:edition>/badges/missing")
@requires(Permission.EDIT_REGISTRATIONS)
def print_missing(edition: Edition) -> Response:
    return _printed(edition, queries.without_badge(edition, queries.on_paper(edition)))


@blueprint.post("/manage/<edition:edition>/badges/all")
@requires(Permission.EDIT_REGISTRATIONS)
def print_all(edition: Edition) -> Response:
    return _printed(edition, queries.on_paper(edition))


@blueprint.post("/manage/<edition:edition>/desk/<code:reference>/badge")
@requires(Permission.CHECK_IN)
def print_one(edition: Edition, reference: str) -> Response:
    registration = registrations.by_reference(edition, reference) or abort(404)
    people = queries.on_paper(edition, only=registration) or abort(404)
    batch = actions.print_badges(edition, people)
    return redirect(url_for("attendance.badges_pdf", edition=edition, batch=batch), code=303)


@blueprint.get("/manage/<edition:edition>/badges/<id:batch>.pdf")
@requires(Permission.CHECK_IN)
def badges_pdf(edition: Edition, batch: str) -> Response:
    """The desk gets one badge at a time: many together would be a list."""
    size = queries.size_of_batch(edition, batch)
    if size == 0 or (size > 1 and not member().may(Permission.EDIT_REGISTRATIONS, edition)):
        abort(404)
    language = languages.current()
    people = queries.on_paper(edition, batch, language)
    squares = {one.registration.id: addresses.scanned(one.registration) for one in people}
    content = documents.badges_pdf(paper.badges(edition, people, squares, language))
    return download(f"{edition.slug}_badges_{batch}.pdf", content, "application/pdf")


@blueprint.get("/manage/<edition:edition>/sessions/<code:code>/plates.pdf")
@requires(Permission.EDIT_REGISTRATIONS)
def plates_pdf(edition: Edition, code: str) -> Response:
    session = programme.by_code(edition, code) or abort(404)
    values = paper.plates(edition, session, languages.current())
    if not values.plates:
        abort(404)
    return download(f"{edition.slug}_{session.code}_plates.pdf", documents.plates_pdf(values), "application/pdf")


@blueprint.get("/manage/<edition:edition>/sessions/<code:code>/country-plates.pdf")
@requires(Permission.EDIT_REGISTRATIONS)
def places_of_session_pdf(edition: Edition, code: str) -> Response:
    """Of those on its stage."""
    session = programme.by_code(edition, code) or abort(404)
    return _places(edition, _places_on_stage(session), session)


@blueprint.get("/manage/<edition:edition>/country-plates.pdf")
@requires(Permission.EDIT_REGISTRATIONS)
def places_pdf(edition: Edition) -> Response:
    """Of everybody who comes."""
    return _places(edition, {one.place for one in queries.on_paper(edition)})


@blueprint.post("/manage/<edition:edition>/participants")
@requires(Permission.EXPORT)
def list_participants(edition: Edition) -> Response:
    """Write down that somebody takes the list away; the file itself is a GET, which writes nothing (INV-28)."""
    audit.record("list of participants taken", f"edition {edition.slug}", edition=edition)
    return redirect(url_for("attendance.participants_pdf", edition=edition, by=request.form.get("by")), code=303)


@blueprint.get("/manage/<edition:edition>/participants.pdf")
@requires(Permission.EXPORT)
def participants_pdf(edition: Edition) -> Response:
    language = languages.current()
    listed = queries.listed(edition, language)
    values = paper.participants(edition, listed, language, by_place=request.args.get("by") == "place")
    content = documents.participants_pdf(values)
    return download(f"{edition.slug}_participants_{language}.pdf", content, "application/pdf")


def _places_on_stage(session: ForumSession) -> set[str]:
    return {role.person.place for role in _at_the_table(session) if role.person.place}


def _at_the_table(session: ForumSession) -> list[SessionRole]:
    return [role for role in session.roles if role.is_confirmed and not role.is_crew]


def _places(edition: Edition, codes: Collection[str], session: ForumSession | None = None) -> Response:
    values = paper.places(edition, session, codes, languages.current())
    if not values.plates:
        return redirect(url_for("attendance.badges", edition=edition), code=303)
    name = "_".join(filter(None, (edition.slug, session.code if session else "", "country-plates")))
    return download(f"{name}.pdf", documents.plates_pdf(values), "application/pdf")


def _printed(edition: Edition, chosen: Sequence[OnPaper]) -> Response:
    if not chosen:
        flash(_("There is no badge to print."))
        return redirect(url_for("attendance.badges", edition=edition), code=303)
    batch = actions.print_badges(edition, chosen)
    return redirect(url_for("attendance.badges_pdf", edition=edition, batch=batch), code=303)
