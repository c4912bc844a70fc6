"""Files that belong to a forum: for everybody, and for participants under their personal link."""

from functools import partial
from pathlib import Path

from flask import abort, render_template, url_for
from werkzeug.wrappers import Response

from forumapp.agenda import artefacts, handouts, shelf, snapshots
from forumapp.agenda.artefacts import Pointer
from forumapp.agenda.shelf import Entry
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views import serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.materials import queries as materials
from forumapp.registrations import queries as registrations
from forumapp.registrations.models import Registration
from forumapp.uploads import file_types
from forumapp.web import downloads
from forumapp.web.access import link_holder, public


@blueprint.get("/<lang:lang>/<slug:slug>/files/<id:file_id>")
@public
def handout(slug: str, file_id: str) -> Response:
    """Always the newest version."""
    known = serving.known(slug)
    return _sent(known, _public_facts(known), file_id, serving.NEWEST)


@blueprint.get("/<lang:lang>/r/<token:token>/files")
@link_holder
def handouts_of_participant(token: str) -> str:
    registration = _participant(token)
    known = serving.known(registration.edition.slug)
    snapshot = _public_facts(known)
    entries = shelf.shown(known.shelf, snapshot, to_participants=True)
    edition = registration.edition
    return render_template(
        "agenda/handouts_of_participant.html",
        groups=handouts.by_session(snapshot, entries, partial(_url_for_participant, token)),
        edition=edition,
        token=token,
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
    )


@blueprint.get("/<lang:lang>/r/<token:token>/files/<id:file_id>")
@link_holder
def handout_of_participant(token: str, file_id: str) -> Response:
    registration = _participant(token)
    known = serving.known(registration.edition.slug)
    return _sent(known, _public_facts(known), file_id, "private, no-store", to_participants=True)


def offered_to(registration: Registration) -> bool:
    """Whether the page of her files would show her anything."""
    known = artefacts.pointer(serving.settings(), registration.edition.slug) if registration.takes_part else None
    return bool(known and shelf.shown(known.shelf, _public_facts(known), to_participants=True))


def content(entry: Entry) -> bytes | None:
    return materials.newest_content(entry["id"], entry["number"])


def _participant(token: str) -> Registration:
    registration = registrations.by_link(token) or abort(404)
    return registration if registration.takes_part else abort(404)


def _public_facts(known: Pointer) -> Snapshot:
    """Before the first release only what belongs to the whole forum stands there."""
    return known.newest.snapshot if known.newest else snapshots.NOTHING_RELEASED


def _sent(
    known: Pointer, snapshot: Snapshot, file_id: str, cache_control: str, *, to_participants: bool = False
) -> Response:
    entry = shelf.entry_of(shelf.shown(known.shelf, snapshot, to_participants=to_participants), file_id)
    if entry is None or not entry["file_type"]:
        abort(404)
    source = _source(known, entry)
    name = handouts.file_name(snapshot, entry) if known.newest else f"{file_id}.{entry['file_type']}"
    response = serving.large_file(
        source, file_types.CONTENT_TYPES[entry["file_type"]], name, entry["digest"], cache_control
    )
    return downloads.sandboxed(response)


def _source(known: Pointer, entry: Entry) -> Path | bytes:
    def make() -> bytes:
        return content(entry) or abort(404)

    if known.newest is None:
        return make()
    return artefacts.large_file(serving.settings(), known.newest, f"handout {entry['digest']}", make)


def _url_for_participant(token: str, file_id: str) -> str:
    return url_for("agenda.handout_of_participant", token=token, file_id=file_id)
