"""Releasing the agenda, and taking a name out of what was released."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import String, cast, select

from forumapp import clock
from forumapp.agenda import artefacts, changes, queries, snapshots, telling, unlisted
from forumapp.agenda.affected import Told
from forumapp.agenda.emails import Cause
from forumapp.agenda.models import Label, Release, Whom
from forumapp.agenda.snapshots import Snapshot
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition
from forumapp.materials.models import Material
from forumapp.people.models import Person
from forumapp.programme import clashes
from forumapp.programme.roles import SessionRole
from forumapp.refusals import Refused
from forumapp.registrations import places
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.seats import released as released_seats
from forumapp.tasks.models import Task
from forumapp.words import N_, Text


class AlreadyReleased(Refused):
    """Pressed twice, or by two people."""

    words = N_("Release %(number)s is out already. Nothing was released twice.")


class NothingChanged(Refused):
    words = N_("Nothing has changed since release %(number)s.")


class MoreThanWords(Refused):
    words = N_("More than wording has changed, so this is no quiet correction. Release it, and choose who is told.")


class NotReleased(Refused):
    words = N_("Nothing is released yet, so there is nothing to correct.")


class NothingToRelease(Refused):
    words = N_("No session has a time yet and may be shown. Give one its time in the programme.")


class Clashing(Refused):
    """The same person or room twice at one time (INV-02); an override needs a reason."""

    words = N_("The same person or room is planned twice at one time. Mend it, or say why it is released so.")


def release(
    edition: Edition,
    *,
    by_id: int | None,
    label: str = Label.PROVISIONAL,
    note: Text | None = None,
    override_reason: str = "",
    expected_number: int | None = None,
    told: str = Whom.NOBODY,
    frozen: Snapshot | None = None,
    is_whole: bool = True,
) -> Release:
    """Freeze what the public may see, number it, announce the edition; ``telling.begin`` writes to those ``told``.

    ``frozen`` is what to release instead of the whole working programme; its clashes were looked at.
    With the whole programme goes what the public does not read: seats end in sessions that do not take place, and
    sessions out of sight stand as they are planned now.

    ``expected_number`` is the number that the person saw on the button; another one is refused, so that a
    second press makes no second release.
    """
    wait_for_turn(edition)
    newest = queries.newest(edition)
    number = _number_after(newest, expected_number)
    if frozen is None:
        _refuse_clashes(edition, override_reason)
    made = Release(
        edition=edition,
        number=number,
        label=Label(label),
        note=note or Text(),
        released_at=clock.now(),
        released_by_id=by_id,
        override_reason=override_reason,
        snapshot={},
        told=Whom(told),
        unlisted=newest.unlisted if newest else None,
    )
    ends_seats = False
    if is_whole and frozen is None:
        made.unlisted = unlisted.of(edition)
        ends_seats = bool(seats.in_sessions_called_off(edition))
    made.snapshot = _frozen(made, newest, frozen, says_more=ends_seats or _says_more_out_of_sight(made, newest))
    _publish(made)
    if ends_seats:
        released_seats.end_where_called_off(edition)
    return made


def release_and_tell(
    edition: Edition, *, by_id: int | None, told: str, cause: Cause | None = None, **values: Any
) -> tuple[Release, list[Task]]:
    """The same, and the letters to those whom it concerns; ``values`` are those of ``release``."""
    newest = queries.newest(edition)
    before = snapshots.upgraded(newest.snapshot) if newest else None
    made = release(edition, by_id=by_id, told=told, **values)
    if told == Whom.NOBODY:
        return made, []
    sessions = telling.frozen_sessions(edition)
    known = newest.unlisted if newest else None
    found = telling.audience(edition, Told(before, made.snapshot, sessions, unlisted=known, since=made.released_at))
    why = replace(cause or Cause(reason=made.note), number=made.number)
    return made, telling.begin(edition, found, why, told, once=f"release {made.id}")


def correct_quietly(edition: Edition, *, by_id: int | None, expected_number: int | None = None) -> Release:
    """Release mended wording as the last release was, and tell nobody. Raises MoreThanWords, NotReleased."""
    newest = queries.newest(edition)
    if newest is None:
        raise NotReleased
    if not changes.are_words_alone(snapshots.upgraded(newest.snapshot), snapshots.build(edition)):
        raise MoreThanWords
    return release(
        edition,
        by_id=by_id,
        label=newest.label,
        note=newest.note,
        override_reason=newest.override_reason,
        expected_number=expected_number,
        is_whole=False,
    )


def refuse_other_number(edition: Edition, expected: int | None) -> Release:
    """Wait for whoever releases now; gives the newest release. Raises NotReleased, AlreadyReleased."""
    wait_for_turn(edition)
    newest = queries.newest(edition)
    if newest is None:
        raise NotReleased
    if expected is not None and expected != newest.number + 1:
        raise AlreadyReleased(number=newest.number)
    return newest


def redact_person(person: Person) -> int:
    """Take a person's name out of every release of every edition; says out of how many."""
    return _redact(_editions_of(person), lambda snapshot: snapshots.withheld(snapshot, person.public_id))


def withhold_role(role: SessionRole) -> int:
    """Take a name out of one session of every release, as soon as the role ends (INV-23, INV-25)."""
    session = role.session
    parts = [(session.uid, role.part)]
    return _redact([session.edition_id], lambda snapshot: snapshots.withheld(snapshot, role.person.public_id, parts))


def withhold_biography(person: Person, edition_id: int) -> int:
    """Take what she wrote of herself out of every release at once (decision 27)."""
    return _redact([edition_id], lambda snapshot: snapshots.without(snapshot, person.public_id, "biography"))


def withhold_photo(person: Person, edition_id: int | None = None) -> int:
    """The same for her photo; without an edition, of all of them."""
    editions = [edition_id] if edition_id else _editions_of(person)
    return _redact(editions, lambda snapshot: snapshots.without(snapshot, person.public_id, "photo"))


def show_shelf_anew(_material: Material) -> None:
    """What was added, replaced or withdrawn stands on the public pages at once; other processes ask within a second."""
    artefacts.forget_after_commit()


def wait_for_turn(edition: Edition) -> None:
    """One release or redaction of an edition after the other, so that no name slips in between; then as it is now.

    The places come first, as wherever both are locked: a release ends seats, and who gives places names the edition.
    """
    places.lock(edition)
    db.session.refresh(edition, with_for_update={"key_share": True, "of": Edition})


def _number_after(newest: Release | None, expected: int | None) -> int:
    number = newest.number + 1 if newest else 1
    if expected is not None and expected != number:
        raise AlreadyReleased(number=number - 1)
    return number


def _refuse_clashes(edition: Edition, override_reason: str) -> None:
    if not override_reason and clashes.blocking(clashes.of_edition(edition)):
        raise Clashing


def _publish(made: Release) -> None:
    db.session.add(made)
    forums.announce(made.edition)
    audit.record("release", f"release {made.number}", detail=_detail(made), edition=made.edition)
    db.session.flush()
    artefacts.forget_after_commit()


def _says_more_out_of_sight(made: Release, newest: Release | None) -> bool:
    """Whether a session changed of which the public reads nothing."""
    return newest is not None and newest.unlisted is not None and newest.unlisted != made.unlisted


def _frozen(made: Release, newest: Release | None, given: Snapshot | None, *, says_more: bool = False) -> Snapshot:
    """``says_more``: those with a part or a seat learn something of which the public reads nothing."""
    built = given or snapshots.build(made.edition)
    if not built["sessions"]:
        raise NothingToRelease()
    before = snapshots.upgraded(newest.snapshot) if newest else None
    if (
        newest
        and before
        and not says_more
        and snapshots.same_facts(built, before)
        and (newest.label, newest.note) == (made.label, made.note)
    ):
        raise NothingChanged(number=newest.number)
    return snapshots.dated(built, before, made.released_at) | {"release": _of_release(made)}


def _of_release(made: Release) -> dict[str, Any]:
    return {
        "number": made.number,
        "label": made.label,
        "released_at": made.released_at.isoformat(),
        "note": dict(made.note),
    }


def _detail(made: Release) -> str:
    sessions = len(made.snapshot["sessions"])
    override = ", clashes overridden" if made.override_reason else ""
    return f"{made.label}, {sessions} sessions{override}"


def _editions_of(person: Person) -> list[int]:
    """Whose releases hold her, even where the team has taken her off its list since."""
    holding = cast(Release.snapshot, String).contains(person.public_id)
    return list(db.session.scalars(select(Release.edition_id).where(holding).distinct().order_by(Release.edition_id)))


def _redact(edition_ids: list[int], without: Callable[[snapshots.Snapshot], snapshots.Snapshot | None]) -> int:
    """``without`` gives the snapshot with less in it, or None where there is nothing to take out."""
    count = 0
    for edition_id in edition_ids:
        edition = db.session.get_one(Edition, edition_id)
        places.lock(edition)  # as ``wait_for_turn`` does first, for who reads nothing of the edition itself
        for released in queries.with_snapshots(edition):
            redacted = without(snapshots.upgraded(released.snapshot))
            if redacted is not None:
                released.snapshot = redacted
                released.revision += 1
                count += 1
                audit.record("redact", f"release {released.number}", edition=edition)
    db.session.flush()
    if count:
        artefacts.forget_after_commit()
    return count
