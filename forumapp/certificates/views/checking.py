"""Is this certificate genuine? For whoever has its code; an unknown code and one that ended look alike."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forumapp import names
from forumapp.certificates import queries, wording
from forumapp.certificates.models import code_as_typed
from forumapp.certificates.views.blueprint import blueprint
from forumapp.extensions import limiter
from forumapp.web.access import public

_per_origin = limiter.shared_limit("30 per minute", scope="certificates", methods=["GET", "HEAD"])
_LONGEST = 60
"""Characters of a code as somebody types it."""


@blueprint.get("/<lang:lang>/v")
@public
def look_up() -> Response:
    """A code typed from paper leads to the address that also stands there."""
    typed = code_as_typed(request.args.get("code", "")[:_LONGEST])
    if typed:
        return redirect(url_for(".check", code=typed), code=303)
    return _unlisted(render_template("certificates/look_up.html"))


@blueprint.get("/<lang:lang>/v/<code:code>")
@public
@_per_origin
def check(code: str) -> Response:
    found = queries.genuine(code_as_typed(code[:_LONGEST]))
    if found is None:
        return _unlisted(render_template("certificates/unknown.html"), 404)
    edition = found.registration.edition
    page = render_template(
        "certificates/check.html",
        certificate=found,
        edition=edition,
        initials=names.initials(found.printed_name),
        deeds=wording.deeds(found.parts) if found.is_shared else [],
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
    )
    return _unlisted(page)


def _unlisted(page: str, status: int = 200) -> Response:
    """Kept and found by nobody: what it says may end at any moment."""
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
