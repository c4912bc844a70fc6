"""My agenda with my registration: whoever holds the personal link sees her seats, parts and marks in one list."""

from collections.abc import Sequence
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp import wall_times
from forumapp.agenda import artefacts, filters, own_agendas, pages, sheets
from forumapp.agenda.own_agendas import Entry
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views import mine, serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.documents import papers
from forumapp.registrations import queries as registrations
from forumapp.registrations.models import Registration
from forumapp.web.access import link_holder
from forumapp.web.downloads import download
from forumapp.words import language_at_hand


@blueprint.get("/<lang:lang>/r/<token:token>/agenda")
@link_holder
def agenda_of_participant(token: str) -> str:
    registration, snapshot = _participant(token)
    kept, slug = set(own_agendas.marked(registration)), registration.edition.slug
    here = mine.uids_of(snapshot, mine.marked_in_this_browser(slug, snapshot))
    return _page(
        "agenda_of_participant",
        registration,
        token,
        days=_by_day(registration, own_agendas.entries(registration, snapshot)),
        not_taken=len(set(here) - kept),
        beside_words=sheets.beside_words,
    )


@blueprint.get("/<lang:lang>/r/<token:token>/agenda/choose")
@link_holder
def choose_of_participant(token: str) -> str:
    registration, snapshot = _participant(token)
    kept = own_agendas.marked(registration)
    listed = [session for session in snapshot["sessions"] if not session["closed"]]
    return _page(
        "choose_of_participant",
        registration,
        token,
        days=pages.days(
            snapshot, listed, lambda code: url_for("agenda.session", slug=registration.edition.slug, code=code)
        ),
        marked={session["code"] for session in listed if session["uid"] in kept},
    )


@blueprint.post("/<lang:lang>/r/<token:token>/agenda")
@link_holder
def mark_of_participant(token: str) -> Response:
    """``take`` what this browser has marked, ``remove`` one session, or the whole choice at once by the list."""
    registration, snapshot = _participant(token)
    kept = own_agendas.marked(registration)
    if "take" in request.form:
        here = mine.uids_of(snapshot, mine.marked_in_this_browser(registration.edition.slug, snapshot))
        count = len(set(here) - set(kept))
        wanted = [*kept, *here]
        flash(ngettext("%(num)s session taken over.", "%(num)s sessions taken over.", count), "good")
    elif "remove" in request.form:
        gone = mine.uids_of(snapshot, [request.form["remove"]])
        wanted = [uid for uid in kept if uid not in gone]
    else:
        wanted = mine.uids_of(snapshot, filters.chosen_codes(snapshot, ",".join(request.form.getlist("session"))))
    own_agendas.keep(registration, wanted)
    return redirect(url_for("agenda.agenda_of_participant", token=token), code=303)


@blueprint.get("/<lang:lang>/r/<token:token>/agenda.pdf")
@link_holder
def sheet_of_participant(token: str) -> Response:
    """On paper, for whoever leaves the telephone at home (D3)."""
    registration, snapshot = _participant(token)
    days = _by_day(registration, own_agendas.entries(registration, snapshot))
    content = papers.paper_pdf(sheets.own_agenda(registration, snapshot, days))
    answer = download(f"{registration.edition.slug}_my-agenda_{language_at_hand()}.pdf", content, "application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def offered_to(registration: Registration) -> bool:
    """Once something is released."""
    return registration.takes_part and _newest(registration) is not None


def _by_day(registration: Registration, entries: Sequence[Entry]) -> dict[date, list[Entry]]:
    """In the edition's zone."""
    found: dict[date, list[Entry]] = {}
    for entry in entries:
        found.setdefault(wall_times.to_wall(entry.starts_at, registration.edition.time_zone).date(), []).append(entry)
    return found


def _participant(token: str) -> tuple[Registration, Snapshot]:
    registration = registrations.by_link(token) or abort(404)
    snapshot = _newest(registration) if registration.takes_part else None
    return registration, snapshot or abort(404)


def _newest(registration: Registration) -> Snapshot | None:
    known = artefacts.pointer(serving.settings(), registration.edition.slug)
    return known.newest.snapshot if known and known.newest else None


def _page(name: str, registration: Registration, token: str, **more: object) -> str:
    edition = registration.edition
    return render_template(
        f"agenda/{name}.html",
        edition=edition,
        token=token,
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
        **more,
    )
