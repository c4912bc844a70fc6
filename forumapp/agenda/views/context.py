"""What the pages of an edition need beside their own matter: names, dates, masthead."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from forumapp import clock
from forumapp.agenda import artefacts, handouts, pages, practical_notes, snapshots, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views import serving
from forumapp.forums.models import Edition, RegistrationWith
from forumapp.words import Text, language_at_hand


def of_edition(snapshot: Snapshot, state: str, current: str) -> dict[str, Any]:
    """What the layout and every page of an edition need."""
    edition, language = snapshot["edition"], language_at_hand()
    title, dates = Text(edition["title"]), wording.edition_dates(edition, pages.days_held(snapshot))
    when_and_where = [dates, wording.place_and_online(edition)]
    return {
        "snapshot": snapshot,
        "forum": edition,
        "forum_state_now": state,
        "forum_title": title,
        "series_name": Text(edition["series_name"]),
        "summary": Text(edition["summary"]),
        "theme": Text(edition["theme"]),
        "hosts": [_host(edition["slug"], host) for host in edition["hosts"]],
        "practical_notes": practical_notes.of(edition),
        "dates": dates,
        "place": wording.edition_place(edition),
        "when_and_where": wording.dotted(when_and_where),
        "release_note": Text(snapshot["release"]["note"]) if "release" in snapshot else Text(),
        "lead": wording.dotted([title.in_language(language), *when_and_where]),
        "wording": wording,
        "brand": {"words": wording.edition_name(edition), "url": url_for("agenda.edition", slug=edition["slug"])},
        "accent_url": url_for("brand.accent", series_code=edition["series"]),
        "navigation": _navigation(snapshot, current),
        "register_url": _register_url(edition),
    }


def navigation_beside() -> dict[str, Any]:
    """The same masthead for the edition's public pages of other features, such as registration."""
    found = (request.view_args or {}).get("edition")
    if not isinstance(found, Edition) or request.path.startswith("/manage"):
        return {}
    known = artefacts.pointer(serving.settings(), found.slug)
    snapshot = known.newest.snapshot if known and known.newest else snapshots.announced(found)
    return {"navigation": _navigation(snapshot, (request.endpoint or "").rpartition(".")[2])}


@dataclass(frozen=True)
class HostShown:
    """With the address of its logo, and how large that is, where it has one."""

    name: Text
    logo_url: str = ""
    width: int = 0
    height: int = 0


def _host(slug: str, host: Snapshot) -> HostShown:
    name, logo = Text(host["name"]), host.get("logo")
    if logo is None:
        return HostShown(name)
    return HostShown(name, logo_url(slug)(logo["id"]), logo["width"], logo["height"])


def logo_url(slug: str) -> Callable[[str], str]:
    return lambda logo: url_for("agenda.logo", slug=slug, logo=logo)


def session_url(slug: str, number: int | None = None) -> pages.SessionUrl:
    return lambda code: url_for("agenda.session", slug=slug, code=code, number=number)


def file_url(slug: str) -> handouts.FileUrl:
    return lambda file_id: url_for("agenda.handout", slug=slug, file_id=file_id)


def _navigation(snapshot: Snapshot, current: str) -> list[dict[str, Any]]:
    edition = snapshot["edition"]
    slug = edition["slug"]
    urls = {
        "edition": url_for("agenda.edition", slug=slug),
        "agenda": url_for("agenda.agenda", slug=slug),
        "speakers": url_for("agenda.speakers", slug=slug) if snapshot["people"] else None,
        "register": _register_url(edition),
    }
    return pages.navigation(edition, urls, "agenda" if current == "session" else current)


def _register_url(edition: Snapshot) -> str | None:
    if edition["registration"] != RegistrationWith.US or pages.is_over({"edition": edition}, clock.now()):
        return None
    return url_for("registrations.register", edition=edition["slug"])
