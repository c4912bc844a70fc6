"""Who speaks: the list, a page for each, and the photos that they agreed to."""

from flask import abort
from werkzeug.wrappers import Response

from forumapp.agenda import pages, structured
from forumapp.agenda.artefacts import Pointer, Released
from forumapp.agenda.views import context, serving, showing
from forumapp.agenda.views.blueprint import blueprint
from forumapp.profiles import queries as profiles
from forumapp.web.access import public

JPEG = "image/jpeg"


@blueprint.get("/<lang:lang>/<slug:slug>/speakers")
@public
def speakers(slug: str) -> Response:
    known = serving.known(slug)
    if known.newest is None:
        return showing.before_release(slug, "speakers")
    snapshot = known.newest.snapshot

    def render() -> str:
        listed = pages.speakers(snapshot, context.session_url(slug))
        return showing.rendered("speakers", known, snapshot, speakers=listed)

    return serving.page(known, known.newest, "speakers", render)


@blueprint.get("/<lang:lang>/<slug:slug>/speakers/<id:person>")
@public
def speaker(slug: str, person: str) -> Response:
    """Only who may be named; whoever took her name back has no page from that second on."""
    known = serving.known(slug)
    newest = known.newest or abort(404)
    if not pages.is_named(newest.snapshot, person):
        abort(404)

    def render() -> str:
        found = pages.speaker(newest.snapshot, person, context.session_url(slug))
        told = structured.person(newest.snapshot["people"][person], _photo_url(slug, person, found.photo))
        return showing.rendered("speaker", known, newest.snapshot, speaker=found, structured=told)

    return serving.page(known, newest, f"speakers/{person}", render)


@blueprint.get("/<lang:lang>/<slug:slug>/speakers/<id:person>/<id:photo>.jpg")
@public
def photo(slug: str, person: str, photo: str) -> Response:
    """A picture that some release shows; read once, then kept beside its files."""
    known = serving.known(slug)
    shown = _shown(known, person, photo) or abort(404)
    content = serving.made(known, shown, f"photo {photo}", lambda: _content(photo))
    return serving.answer(content, JPEG, serving.NUMBERED)


def _photo_url(slug: str, person: str, photo: str) -> str:
    if not photo:
        return ""
    return serving.whole("agenda.photo", slug=slug, person=person, photo=photo)


def _shown(known: Pointer, person: str, photo: str) -> Released | None:
    showing = (it for it in known.releases if it.snapshot["people"].get(person, {}).get("photo") == photo)
    return next(showing, None)


def _content(photo: str) -> bytes:
    found = profiles.photo_by_public_id(photo) or abort(404)
    return found.content
