"""What changed from release to release, as a page and as a feed."""

from flask import abort, render_template
from werkzeug.wrappers import Response

from forumapp.agenda import changes, feeds
from forumapp.agenda.views import context, serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.web.access import public


@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/changes")
@public
def what_changed(slug: str, number: int) -> Response:
    """Only what each of the two releases still shows by itself."""
    known = serving.known(slug)
    released = serving.wanted(known, number)
    earlier = known.before(released) or abort(404)
    newest = known.newest.number if known.newest else number

    def render() -> str:
        return render_template(
            "agenda/what_changed.html",
            **context.of_edition(released.snapshot, known.state, "releases"),
            number=number,
            replaced_by=newest if newest != number else None,
            earlier=earlier.snapshot,
            changes=changes.told(earlier.snapshot, released.snapshot),
        )

    return serving.page(known, released, "changes", render, number, beside=[earlier])


@blueprint.get("/<lang:lang>/<slug:slug>/since/<int:number>")
@public
def since(slug: str, number: int) -> Response:
    """Where the code on a printed agenda leads: whether the paper is the newest, and what changed since."""
    known = serving.known(slug)
    printed = serving.wanted(known, number)
    newest = known.newest or abort(404)

    def render() -> str:
        return render_template(
            "agenda/since.html",
            **context.of_edition(newest.snapshot, known.state, "agenda"),
            printed=printed.snapshot,
            changes=changes.told(printed.snapshot, newest.snapshot),
        )

    return serving.page(known, newest, f"since {number}", render, beside=[printed])


@blueprint.get("/<lang:lang>/<slug:slug>/releases.atom")
@public
def feed(slug: str) -> Response:
    known = serving.known(slug)
    newest = known.newest or abort(404)

    def release_url(number: int) -> str:
        first = known.releases[0].number == number
        return serving.whole("agenda.agenda" if first else "agenda.what_changed", slug=slug, number=number)

    def render() -> bytes:
        told = [released.snapshot for released in known.releases]
        feed_url, releases_url = (serving.whole(f"agenda.{page}", slug=slug) for page in ("feed", "releases"))
        return feeds.releases(told, feed_url, releases_url, release_url)

    # It tells of all releases, so it is kept among the files of none.
    name = " ".join(["releases.atom", *(released.digest for released in known.releases)])
    made = serving.made(known, newest, name, render, on_disk=False)
    return serving.answer(made, serving.ATOM, serving.NEWEST)
