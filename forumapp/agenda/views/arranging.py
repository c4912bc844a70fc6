"""What the agenda's page needs for the arrangement that its address asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for

from forumapp import formatting
from forumapp.agenda import arrangements, filters, pages, room_grid, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.words import language_at_hand
from forumapp.words import translated as _


def of_agenda(
    snapshot: Snapshot, sessions: Sequence[Snapshot], wanted: Mapping[str, str], session_url: pages.SessionUrl
) -> dict[str, Any]:
    arrangement = wanted.get(filters.VIEW, arrangements.BY_DAY)
    return {
        "arrangement": arrangement,
        "arrangements": _links(snapshot, wanted, arrangement),
        "nothing_found": not sessions,
        **_ARRANGED[arrangement](snapshot, sessions, session_url),
    }


def _by_day(snapshot: Snapshot, sessions: Sequence[Snapshot], session_url: pages.SessionUrl) -> dict[str, Any]:
    return {"days": pages.days(snapshot, sessions, session_url)}


def _by_room(snapshot: Snapshot, sessions: Sequence[Snapshot], session_url: pages.SessionUrl) -> dict[str, Any]:
    days = arrangements.days(snapshot, sessions)
    return {
        "grids": [
            {
                "date": day.on.isoformat(),
                "heading": formatting.day(day.on, language_at_hand(), year=False),
                "zones": wording.zones(snapshot["edition"], day.begins_at),
                "grid": room_grid.of_day(snapshot, day),
            }
            for day in days
        ],
        "cards": _cards(snapshot, sessions, session_url),
    }


def _by_track(snapshot: Snapshot, sessions: Sequence[Snapshot], session_url: pages.SessionUrl) -> dict[str, Any]:
    return _grouped(snapshot, sessions, session_url, arrangements.by_track(snapshot, sessions))


def _by_topic(snapshot: Snapshot, sessions: Sequence[Snapshot], session_url: pages.SessionUrl) -> dict[str, Any]:
    return _grouped(snapshot, sessions, session_url, arrangements.by_topic(snapshot, sessions))


def _grouped(
    snapshot: Snapshot,
    sessions: Sequence[Snapshot],
    session_url: pages.SessionUrl,
    groups: Sequence[arrangements.Group],
) -> dict[str, Any]:
    return {
        "groups": groups,
        "cards": _cards(snapshot, sessions, session_url),
        "day_of": {
            session["uid"]: formatting.short_day(day.on, language_at_hand())
            for day in arrangements.days(snapshot, sessions)
            for session in day.sessions
        },
    }


def _cards(snapshot: Snapshot, sessions: Sequence[Snapshot], session_url: pages.SessionUrl) -> dict[str, pages.Card]:
    return {it["uid"]: pages.card(snapshot, it, session_url) for it in sessions}


def _links(snapshot: Snapshot, wanted: Mapping[str, str], arrangement: str) -> list[dict[str, Any]]:
    """The same choice in each arrangement; none where there is only one."""
    offered = arrangements.offered(snapshot)
    if len(offered) < 2:
        return []
    slug = snapshot["edition"]["slug"]
    rest = {name: value for name, value in wanted.items() if name != filters.VIEW}
    links = []
    for name in offered:
        query = filters.query(rest if name == arrangements.BY_DAY else {filters.VIEW: name} | rest)
        links.append(
            {
                "words": arrangements.words(name),
                "url": f"{request.path}?{query}" if query else request.path,
                "current": name == arrangement,
            }
        )
    beside = ((_("Now and next"), "agenda.now"), (_("My agenda"), "agenda.my_agenda"))
    return [
        *links,
        *({"words": words, "url": url_for(endpoint, slug=slug), "current": False} for words, endpoint in beside),
    ]


_ARRANGED = {
    arrangements.BY_DAY: _by_day,
    arrangements.ROOMS: _by_room,
    arrangements.TRACKS: _by_track,
    arrangements.TOPICS: _by_topic,
    arrangements.LIST: _by_day,
}
