"""What everybody reads. The same bytes for every visitor, and none of them asked of the database (decision 28)."""

from flask import abort, request
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.agenda import filters, handouts, pages, shelf, structured, wording
from forumapp.agenda.artefacts import Pointer, Released
from forumapp.agenda.views import arranging, context, serving, showing
from forumapp.agenda.views.blueprint import blueprint
from forumapp.agenda.views.context import file_url
from forumapp.forums.models import EditionState
from forumapp.web.access import public
from forumapp.words import Text


@blueprint.get("/<lang:lang>/<slug:slug>/")
@public
def edition(slug: str) -> Response:
    known = serving.known(slug)
    newest = known.newest
    if newest is None:
        return showing.before_release(slug, "edition")
    snapshot = newest.snapshot
    over = known.state == EditionState.ANNOUNCED and pages.is_over(snapshot, clock.now())

    def render() -> str:
        entries = shelf.shown(known.shelf, snapshot)
        said = handouts.by_session(snapshot, shelf.said(entries), file_url(slug)) if over else []
        beside = [entry for entry in shelf.of_session(entries, None) if not (over and entry["kind"] in shelf.SAID)]
        sessions = [] if said else pages.first_day(snapshot)
        days = pages.days(snapshot, sessions, context.session_url(slug))
        more = len(sessions) < len(snapshot["sessions"])
        url, session_url = serving.whole("agenda.edition", slug=slug), _whole_session_url(slug)
        told = structured.edition(snapshot, known.state, url, session_url, _logo_url(slug), known.earlier(newest))
        return showing.rendered(
            "edition",
            known,
            snapshot,
            days=days,
            more=more,
            structured=told,
            over=over,
            said=said,
            lines=handouts.lines(snapshot, beside, file_url(slug)),
        )

    return serving.page(known, newest, "edition, over" if over else "edition", render)


@blueprint.get("/<lang:lang>/<slug:slug>/agenda")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda")
@public
def agenda(slug: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    if known.newest is None and number is None:
        return showing.before_release(slug, "agenda")
    released = serving.wanted(known, number)
    snapshot = released.snapshot
    wanted = filters.understood(snapshot, request.args)

    def render() -> str:
        sessions = filters.matching(snapshot, wanted)
        return showing.rendered(
            "agenda",
            known,
            snapshot,
            number=number,
            **arranging.of_agenda(snapshot, sessions, wanted, context.session_url(slug, number)),
            choices=(choices := filters.offered(snapshot, wanted)),
            at_once=filters.at_once(choices),
            wanted=wanted,
            filtered=filters.narrows(wanted),
            choice_query=filters.query({name: value for name, value in wanted.items() if name != filters.VIEW}),
            found=len(sessions),
        )

    return serving.page(known, released, "agenda", render, number, filters.query(wanted))


@blueprint.get("/<lang:lang>/<slug:slug>/agenda/<code:code>")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda/<code:code>")
@public
def session(slug: str, code: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    released = serving.wanted(known, number)
    found = pages.session_by_code(released.snapshot, code) or abort(404)

    def render() -> str:
        snapshot, session_url = released.snapshot, _whole_session_url(slug)
        facts = pages.session_facts(snapshot, found)
        url, earlier = serving.whole("agenda.edition", slug=slug), known.earlier(released)
        told = structured.session(snapshot, found, known.state, url, session_url, earlier)
        entries = shelf.of_session(_entries(known, released), found["uid"])
        lines = handouts.lines(snapshot, entries, file_url(slug))
        return showing.rendered("session", known, snapshot, number=number, structured=told, lines=lines, **facts)

    return serving.page(known, released, f"agenda/{code}", render, number)


@blueprint.get("/<lang:lang>/<slug:slug>/files")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/files")
@public
def files(slug: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    if known.newest is None and number is None:
        return showing.before_release(slug, "files")
    released = serving.wanted(known, number)

    def render() -> str:
        groups = handouts.by_session(released.snapshot, _entries(known, released), file_url(slug))
        return showing.rendered("files", known, released.snapshot, number=number, files=wording.files(), groups=groups)

    return serving.page(known, released, "files", render, number)


@blueprint.get("/<lang:lang>/<slug:slug>/releases/")
@public
def releases(slug: str) -> Response:
    known = serving.known(slug)
    if known.newest is None:
        return showing.before_release(slug, "releases")
    newest = known.newest

    def render() -> str:
        listed = [released.snapshot for released in reversed(known.releases)]
        notes = {snapshot["release"]["number"]: Text(snapshot["release"]["note"]) for snapshot in listed}
        return showing.rendered("releases", known, newest.snapshot, releases=listed, notes=notes)

    return serving.page(known, newest, "releases", render)


def _entries(known: Pointer, released: Released) -> list[shelf.Entry]:
    """An earlier release is what was on paper; what was handed out stands beside the newest."""
    return shelf.shown(known.shelf, released.snapshot) if released is known.newest else []


def _logo_url(slug: str) -> structured.LogoUrl:
    return lambda logo: serving.whole("agenda.logo", slug=slug, logo=logo)


def _whole_session_url(slug: str) -> pages.SessionUrl:
    """Of the newest release: an older one is not another event."""
    return lambda code: serving.whole("agenda.session", slug=slug, code=code)
