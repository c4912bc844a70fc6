"""A public page of an edition, from a release or from before there is one."""

from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from forumapp.agenda import handouts, shelf, snapshots
from forumapp.agenda.artefacts import Pointer
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views import context, serving
from forumapp.forums import queries as forums


def before_release(slug: str, name: str) -> Response:
    """The same addresses while nothing is released: what is known of the edition, from the database."""
    if request.query_string:
        return serving.without_surplus("")
    found = forums.by_slug(slug) or abort(404)
    snapshot = snapshots.announced(found)
    template = "edition" if name == "edition" else "before_release"
    content = render_template(
        f"agenda/{template}.html",
        **context.of_edition(snapshot, found.state, name),
        expected_on=found.agenda_expected_on,
        days=[],
        lines=handouts.lines(snapshot, shelf.shown(serving.known(slug).shelf, snapshot), context.file_url(slug)),
        name=name,
    ).encode()
    return serving.answer(serving.unkept(content), serving.HTML, serving.NEWEST)


def rendered(name: str, known: Pointer, snapshot: Snapshot, number: int | None = None, **values: Any) -> str:
    newest = known.newest.number if known.newest else 0
    return render_template(
        f"agenda/{name}.html",
        **context.of_edition(snapshot, known.state, name),
        number=number,
        replaced_by=newest if number and number != newest else None,
        **values,
    )
