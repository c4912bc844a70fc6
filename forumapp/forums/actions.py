"""How a forum comes to be, is described, gets its rooms and is announced."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from forumapp import clock, wall_times
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums import queries, slugs, tracks
from forumapp.forums.models import Edition, EditionHost, EditionState, ForumSeries, Logo, Mode, Room
from forumapp.forums.slugs import SlugTaken
from forumapp.forums.tracks import SignTaken, Track, TrackKind
from forumapp.pictures import Picture
from forumapp.refusals import Refused
from forumapp.words import N_, Text


class EndsBeforeStart(Refused):
    words = N_("The last day lies before the first.")


def create_edition(
    *,
    series: ForumSeries,
    slug: str,
    title: Text,
    time_zone: str,
    starts_on: date,
    ends_on: date,
    place: Text = Text(),  # noqa: B008 - a Text never changes
    hosts: Sequence[Text] = (),
    mode: str = Mode.IN_PERSON,
    desk_email: str = "",
    **rest: Any,
) -> Edition:
    """A new draft; ``rest`` are further columns.

    Raises NotASlug, SlugReserved, SlugTaken, EndsBeforeStart, UnknownZone.
    """
    slugs.check(slug)
    if ends_on < starts_on:
        raise EndsBeforeStart
    if not wall_times.is_zone(time_zone):
        raise wall_times.UnknownZone(zone=time_zone)
    edition = Edition(
        series=series,
        slug=slug,
        title=title,
        time_zone=time_zone,
        starts_on=starts_on,
        ends_on=ends_on,
        place=place,
        mode=mode,
        desk_email=desk_email,
        created_at=clock.now(),
        **rest,
    )
    _add_unless_taken(edition)
    set_hosts(edition, hosts)
    audit.record("forum created", _code(edition), edition=edition)
    return edition


def change(edition: Edition, *, hosts: Sequence[Text] | None = None, **values: Any) -> None:
    """Describe an edition anew; ``values`` are its columns. Raises ZoneAnnounced."""
    edition.check_zone(values.get("time_zone", edition.time_zone))
    changed = [name for name, value in values.items() if getattr(edition, name) != value]
    for name in changed:
        setattr(edition, name, values[name])
    if hosts is not None and list(hosts) != [host.name for host in edition.hosts]:
        set_hosts(edition, hosts)
        changed.append("hosts")
    if changed:
        db.session.flush()
        audit.record("settings changed", _code(edition), ", ".join(changed), edition=edition)


def set_late_yes(series: ForumSeries, late_yes: str) -> None:
    """Where a late yes to an offer stands in the lines of all forums of the series, from now on."""
    if series.late_yes != late_yes:
        series.late_yes = late_yes
        db.session.flush()
        audit.record("series settings changed", f"series {series.code}", f"late yes {late_yes}")


def set_hosts(edition: Edition, names: Sequence[Text]) -> None:
    """Who is answerable for the edition, in the agreed order; each keeps its logo and who signs for it."""
    kept = _kept(edition.hosts, names)
    edition.hosts = [_host(position, name, kept.get(position)) for position, name in enumerate(names, 1)]
    _count_as_changed(edition)
    db.session.flush()


def _host(position: int, name: Text, before: EditionHost | None) -> EditionHost:
    if before is None:
        return EditionHost(position=position, name=name)
    return EditionHost(
        position=position,
        name=name,
        logo_id=before.logo_id,
        signatory=before.signatory,
        signatory_title=before.signatory_title,
    )


def _kept(hosts: Sequence[EditionHost], names: Sequence[Text]) -> Mapping[int, EditionHost]:
    """By new position: the host with this name in any language; else that of its place, if it was only renamed."""
    known = {pair: host for host in hosts for pair in host.name.items()}
    same = {
        position: next((known[pair] for pair in name.items() if pair in known), None)
        for position, name in enumerate(names, 1)
    }
    found = {position: host for position, host in same.items() if host}
    if len(hosts) == len(names):
        moved = set(map(id, found.values()))
        found |= {host.position: host for host in hosts if host.position not in found and id(host) not in moved}
    return found


def set_signatory(edition: Edition, host: EditionHost, name: Text, title: Text) -> None:
    """Who signs letters on paper for it from now on; without a name the forum signs."""
    host.signatory, host.signatory_title = name, title if name else Text()
    db.session.flush()
    audit.record("signatory set" if name else "signatory removed", f"host {host.position}", edition=edition)


def give_logo(edition: Edition, host: EditionHost, picture: Picture) -> None:
    """Instead of the one before; what is released shows it with the next release."""
    host.logo = Logo(
        edition_id=edition.id,
        content=picture.content,
        width=picture.width,
        height=picture.height,
        saved_at=clock.now(),
    )
    db.session.flush()
    audit.record("logo given", f"host {host.position}", edition=edition)


def take_over_logos(edition: Edition, earlier: Edition) -> None:
    """Those of the same hosts; each forum has its own copy."""
    logos = queries.logos([host.logo.public_id for host in earlier.hosts if host.logo])
    for host, before in zip(edition.hosts, earlier.hosts, strict=True):
        if before.logo:
            kept = logos[before.logo.public_id]
            give_logo(edition, host, Picture(kept.content, kept.width, kept.height))


def take_logo_away(edition: Edition, host: EditionHost) -> None:
    """The host's name stands there again."""
    host.logo = None
    db.session.flush()
    audit.record("logo taken away", f"host {host.position}", edition=edition)


def announce(edition: Edition) -> None:
    """From now on the public may know that it exists; nobody is written to."""
    if edition.is_announced:
        return
    edition.announce()
    db.session.flush()
    audit.record("forum announced", _code(edition), edition=edition)


def call_off(edition: Edition, state: EditionState) -> None:
    """Postponed or cancelled: every public page says so from now on. Raises CalledOffAlready."""
    edition.call_off(state)
    db.session.flush()
    audit.record(f"forum {state}", _code(edition), edition=edition)


def take_up(edition: Edition) -> None:
    """It takes place after all. Raises NotCalledOff."""
    edition.take_up()
    db.session.flush()
    audit.record("forum taken up again", _code(edition), edition=edition)


def add_room(
    edition: Edition,
    name: Text,
    capacity: int | None = None,
    venue: Text = Text(),  # noqa: B008 - a Text never changes
    turnaround_minutes: int | None = None,
    contact: str = "",
) -> Room:
    """A further room, last in order; ``capacity`` None: not known or not limited."""
    room = Room(name=name, capacity=capacity, venue=venue, turnaround_minutes=turnaround_minutes, contact=contact)
    room.position = 1 + max((r.position for r in edition.rooms), default=0)
    edition.rooms.append(room)
    db.session.flush()
    audit.record("room added", _room_code(room), edition=edition)
    return room


def change_room(
    edition: Edition,
    room: Room,
    name: Text,
    capacity: int | None,
    venue: Text = Text(),  # noqa: B008 - a Text never changes
    turnaround_minutes: int | None = None,
    contact: str = "",
) -> None:
    """Never cancels a seat by itself, even where the room becomes too small (INV-15)."""
    room.name, room.capacity = name, capacity
    room.venue, room.turnaround_minutes, room.contact = venue, turnaround_minutes, contact
    db.session.flush()
    audit.record("room changed", _room_code(room), edition=edition)


def remove_room(edition: Edition, room: Room) -> None:
    """Sessions planned there stay, without a room."""
    audit.record("room removed", _room_code(room), edition=edition)
    edition.rooms.remove(room)
    db.session.flush()


def add_track(edition: Edition, name: Text, sign: str = "", kind: str = TrackKind.THEME, colour: str = "") -> Track:
    """A further track, last in order; without a sign or a colour it gets the next that is free. Raises SignTaken."""
    taken = {track.sign for track in edition.tracks}
    sign = tracks.written_sign(sign) or tracks.free_sign(taken)
    if sign in taken:
        raise SignTaken(sign=sign)
    colour = colour or tracks.free_colour([track.colour for track in edition.tracks])
    position = 1 + max((track.position for track in edition.tracks), default=0)
    track = Track(name=name, sign=sign, kind=kind, colour=colour, position=position)
    edition.tracks.append(track)
    db.session.flush()
    audit.record("track added", _track_code(track), edition=edition)
    return track


def change_track(edition: Edition, track: Track, name: Text, sign: str, kind: str, colour: str) -> None:
    """Left empty, sign and colour stay as they are. Raises SignTaken."""
    sign = tracks.written_sign(sign) or track.sign
    if any(other.sign == sign for other in edition.tracks if other is not track):
        raise SignTaken(sign=sign)
    track.name, track.sign, track.kind, track.colour = name, sign, kind, colour or track.colour
    db.session.flush()
    audit.record("track changed", _track_code(track), edition=edition)


def remove_track(edition: Edition, track: Track) -> None:
    """Its sessions stay, in no track."""
    audit.record("track removed", _track_code(track), edition=edition)
    edition.tracks.remove(track)
    db.session.flush()


def _add_unless_taken(edition: Edition) -> None:
    """Somebody else may take the short name at the same moment; the database says who was first."""
    try:
        with db.session.begin_nested():
            db.session.add(edition)
    except IntegrityError as error:
        raise SlugTaken(slug=edition.slug) from error


def _count_as_changed(edition: Edition) -> None:
    """Hosts are rows of their own; without this, two people would overwrite each other's list unseen."""
    assert edition.state  # only what is loaded can be marked
    flag_modified(edition, "state")


def _code(edition: Edition) -> str:
    return f"forum {edition.slug}"


def _track_code(track: Track) -> str:
    return f"track {track.position}"


def _room_code(room: Room) -> str:
    return f"room {room.position}"
