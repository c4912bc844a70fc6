"""Now and next: the one public page that depends on the clock (decision 29)."""

from datetime import datetime

from flask import abort, render_template
from werkzeug.wrappers import Response

from forumapp import clock, formatting
from forumapp.agenda import moments, pages, wording
from forumapp.agenda.artefacts import Pointer, Released
from forumapp.agenda.views import context, serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.web.access import public
from forumapp.words import language_at_hand

A_MINUTE = "public, max-age=60"


@blueprint.get("/<lang:lang>/<slug:slug>/now")
@public
def now(slug: str) -> Response:
    known = serving.known(slug)
    newest = known.newest or abort(404)
    minute = clock.now().replace(second=0, microsecond=0)
    name = f"now.html at {minute.isoformat()}, {known.state}"
    made = serving.made(known, newest, name, lambda: _rendered(known, newest, minute).encode(), on_disk=False)
    return serving.answer(made, serving.HTML, A_MINUTE)


def _rendered(known: Pointer, newest: Released, minute: datetime) -> str:
    snapshot, language = newest.snapshot, language_at_hand()
    zone, second = snapshot["edition"]["time_zone"], snapshot["edition"]["second_zone"]
    moment = moments.at(snapshot, minute)
    session_url = context.session_url(known.slug)
    return render_template(
        "agenda/now.html",
        **context.of_edition(snapshot, known.state, "agenda"),
        clock_words=_clocks(minute, zone, second),
        moment=moment,
        running=[pages.card(snapshot, it, session_url) for it in moment.running],
        coming=[pages.card(snapshot, it, session_url) for it in moment.coming],
        next_words=formatting.moment_with_weekday(moment.next_at, zone, language) if moment.next_at else "",
    )


def _clocks(minute: datetime, zone: str, second: str | None) -> str:
    """“Saturday 24 October 2026, 09:12 EEST · 14:12 in Taipei”: whoever reads the page later sees that it is old."""
    language = language_at_hand()
    here = formatting.moment_with_weekday(minute, zone, language)
    if not second or second == zone:
        return here
    return wording.dotted((here, f"{formatting.clock_time(minute, second)} {formatting.city(second, language)}"))
