"""The logos of the hosts, as some release shows them."""

from flask import abort
from werkzeug.wrappers import Response

from forumapp.agenda import booklets
from forumapp.agenda.artefacts import Pointer, Released
from forumapp.agenda.views import serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.forums import queries as forums
from forumapp.web.access import public

PNG = "image/png"


@blueprint.get("/<lang:lang>/<slug:slug>/hosts/<id:logo>.png")
@public
def logo(slug: str, logo: str) -> Response:
    known = serving.known(slug)
    shown = _shown(known, logo)
    if shown:
        return serving.answer(serving.made(known, shown, f"logo {logo}", lambda: _content(logo)), PNG, serving.NUMBERED)
    edition = forums.by_slug(slug) or abort(404)
    if known.newest or logo not in {host.logo.public_id for host in edition.hosts if host.logo}:
        abort(404)
    return serving.answer(serving.unkept(_content(logo)), PNG, serving.NUMBERED)


def _shown(known: Pointer, logo: str) -> Released | None:
    return next((it for it in known.releases if logo in booklets.logo_ids(it.snapshot)), None)


def _content(logo: str) -> bytes:
    found = forums.logos([logo]).get(logo) or abort(404)
    return found.content
