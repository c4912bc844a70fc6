"""What the public may know of an edition itself, beside its programme."""

from typing import Any

from forumapp.forums.models import Edition, EditionHost, RegistrationWith

Facts = dict[str, Any]


def of(edition: Edition) -> Facts:
    """What earlier releases did not know stands only where there is something, so that they still say the same."""
    notes = {note.value: dict(words) for note, words in edition.notes.items()}
    return {
        "slug": edition.slug,
        "series": edition.series.code,
        "series_name": dict(edition.series.name),
        "accent": edition.series.accent,
        "title": dict(edition.title),
        "summary": dict(edition.summary),
        "theme": dict(edition.theme),
        "time_zone": edition.time_zone,
        "second_zone": edition.second_zone,
        "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(),
        "place": dict(edition.place),
        "mode": edition.mode,
        "hosts": [_host(host) for host in edition.hosts],
        "host_event": _host_event(edition),
        "registration": edition.registration,
        "registration_url": _web_address(edition.registration_url)
        if edition.registration == RegistrationWith.HOST
        else None,
        "desk_email": edition.desk_email,
        **({"notes": notes} if notes else {}),
    }


def _host(host: EditionHost) -> Facts:
    if host.logo is None:
        return {"name": dict(host.name)}
    logo = {"id": host.logo.public_id, "width": host.logo.width, "height": host.logo.height}
    return {"name": dict(host.name), "logo": logo}


def _host_event(edition: Edition) -> Facts | None:
    if not edition.is_guest:
        return None
    return {
        "name": edition.host_event_name,
        "url": _web_address(edition.host_event_url),
        "badge": dict(edition.host_event_badge),
    }


def _web_address(url: str) -> str | None:
    """What a link may lead to, whatever a form let through (INJ-02)."""
    return url if url.startswith(("https://", "http://")) else None
