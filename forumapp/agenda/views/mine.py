"""My agenda: what a visitor marked, on pages that nobody else gets."""

from collections.abc import Sequence

from flask import abort, current_app, render_template, request, url_for
from flask import redirect as redirected
from werkzeug.wrappers import Response

from forumapp.agenda import filters, mine, own_calendars, pages
from forumapp.agenda.models import CalendarFeed
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views import context, serving, subscribing
from forumapp.agenda.views.blueprint import blueprint
from forumapp.extensions import csrf
from forumapp.forums import queries as forums
from forumapp.web import theme
from forumapp.web.access import public


@blueprint.get("/<lang:lang>/<slug:slug>/mine")
@public
def my_agenda(slug: str) -> Response:
    return _page("mine", slug)


@blueprint.get("/<lang:lang>/<slug:slug>/mine/choose")
@public
def choose(slug: str) -> Response:
    return _page("choose", slug)


# The public pages carry no token, so that they are the same for everybody; what a stranger's page could do here
# is mark a session, and ``web/security`` refuses it by Origin and Sec-Fetch-Site.
@blueprint.post("/<lang:lang>/<slug:slug>/mine")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def mark(slug: str) -> Response:
    """``add`` or ``remove`` one session, or the whole choice at once by the list."""
    snapshot = (serving.known(slug).newest or abort(404)).snapshot
    known = _remembered()
    marked = set(known.get(slug, ()))
    if "add" in request.form:
        marked.add(request.form["add"])
    elif "remove" in request.form:
        marked.discard(request.form["remove"])
    else:
        marked = set(request.form.getlist("session"))
    codes = filters.chosen_codes(snapshot, ",".join(marked))
    if feed := _feed(slug):
        feed.sessions = uids_of(snapshot, codes)
    return _remembering(slug, mine.COOKIE, mine.written(_secret(), known, slug, codes))


@blueprint.post("/<lang:lang>/<slug:slug>/mine/calendar")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
@subscribing.per_origin
def subscribe(slug: str) -> Response:
    """A calendar that follows the choice; its key stands beside the choice, in the browser's signed cookie."""
    snapshot = (serving.known(slug).newest or abort(404)).snapshot
    edition = forums.by_slug(slug) or abort(404)
    codes = _remembered().get(slug, [])
    feed = subscribing.act(_feed(slug), lambda: own_calendars.begin(edition.id, marked=uids_of(snapshot, codes)))
    known = mine.read(_secret(), request.cookies.get(mine.CALENDARS))
    return _remembering(slug, mine.CALENDARS, mine.written(_secret(), known, slug, [feed.key] if feed else []))


def _page(name: str, slug: str) -> Response:
    known = serving.known(slug)
    newest = known.newest or abort(404)
    snapshot = newest.snapshot
    chosen = mine.chosen(snapshot, _remembered().get(slug, ()))
    feed = _feed(slug)
    content = render_template(
        f"agenda/{name}.html",
        **context.of_edition(snapshot, known.state, "mine"),
        days=pages.days(snapshot, _shown(name, snapshot, chosen), context.session_url(slug)),
        marked={it.session["code"] for it in chosen},
        beside={it.session["code"]: [pages.title_and_time(snapshot, other) for other in it.beside] for it in chosen},
        calendar_url=_calendar_url(slug, chosen),
        feed_url=subscribing.address(feed) if feed else "",
        webcal_url=subscribing.webcal(subscribing.address(feed)) if feed else "",
        shared_url=url_for("agenda.agenda", slug=slug, sessions=_codes(chosen)),
    )
    answer = current_app.make_response(content)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.vary.add("Cookie")
    return answer


def _shown(name: str, snapshot: Snapshot, chosen: Sequence[mine.Chosen]) -> list[Snapshot]:
    if name == "choose":
        return [session for session in snapshot["sessions"] if not session["closed"]]
    return [it.session for it in chosen]


def _calendar_url(slug: str, chosen: Sequence[mine.Chosen]) -> str:
    """Codes in an address name nobody: whoever subscribes tells her calendar no secret."""
    return serving.whole("agenda.download", slug=slug, kind="ics", sessions=_codes(chosen))


def _feed(slug: str) -> CalendarFeed | None:
    """The calendar that this browser subscribed to; None where it has ended."""
    keys = mine.read(_secret(), request.cookies.get(mine.CALENDARS)).get(slug)
    return own_calendars.by_key(keys[0]) if keys else None


def marked_in_this_browser(slug: str, snapshot: Snapshot) -> list[str]:
    """Codes of sessions, in the order of the programme."""
    return filters.chosen_codes(snapshot, ",".join(_remembered().get(slug, ())))


def uids_of(snapshot: Snapshot, codes: Sequence[str]) -> list[str]:
    return [it["uid"] for it in snapshot["sessions"] if it["code"] in codes]


def _codes(chosen: Sequence[mine.Chosen]) -> str:
    return ",".join(it.session["code"] for it in chosen)


def _remembered() -> dict[str, list[str]]:
    return mine.read(_secret(), request.cookies.get(mine.COOKIE))


def _remembering(slug: str, name: str, cookie: str) -> Response:
    response = redirected(url_for("agenda.my_agenda", slug=slug), code=303)
    if cookie:
        theme.remember(response, name, cookie)
    else:
        response.delete_cookie(name)
    return response


def _secret() -> str:
    return serving.settings().secret_key
