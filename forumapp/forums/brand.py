"""What every page of an edition says of it: its name, dates, state, and the colour of its series."""

import re
from typing import Any

from flask import Blueprint, Flask, Response, abort, make_response, request, url_for

from forumapp import clock, colours, formatting
from forumapp.forums import queries, standing
from forumapp.forums.models import Edition
from forumapp.web.access import public
from forumapp.words import language_at_hand, translated

blueprint = Blueprint("brand", __name__)

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.context_processor(_of_page)


@blueprint.get("/series/<code:series_code>/accent.css")
@public
def accent(series_code: str) -> Response:
    """The colour of a series; a file of its own because pages carry no styles of their own (decision 11)."""
    series = queries.series_by_code(series_code)
    if series is None or not _COLOUR.fullmatch(series.accent):
        abort(404)
    on_light, on_dark = colours.accent_pair(series.accent)
    response = make_response(f":root{{--accent-light:{on_light};--accent-dark:{on_dark}}}")
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _of_page() -> dict[str, Any]:
    """For the layouts; nothing where the page belongs to no edition."""
    edition = (request.view_args or {}).get("edition")
    if not isinstance(edition, Edition):
        return {}
    managed = request.path.startswith("/manage")
    stands = standing.of(edition, clock.now())
    home = "reports.overview" if managed else "agenda.edition"
    return {
        "edition": edition,
        "brand": {
            "words": edition.short_name,
            "url": url_for(home, edition=edition) if managed else url_for(home, slug=edition.slug),
        },
        "edition_dates": formatting.days(edition.starts_on, edition.ends_on, language_at_hand()),
        "edition_state": {"kind": stands.kind, "words": translated(stands.words)},
        "accent_url": url_for("brand.accent", series_code=edition.series.code),
    }
