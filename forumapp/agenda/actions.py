"""Releasing the agenda, and taking a name out of what was released."""

from typing import Any

from forumapp import clock
from forumapp.agenda import artefacts, queries, snapshots
from forumapp.agenda.models import Label, Release
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition
from forumapp.people.models import Person
from forumapp.programme import clashes
from forumapp.programme.models import SessionRole
from forumapp.refusals import Refused
from forumapp.words import N_, Text


class AlreadyReleased(Refused):
    """Pressed twice, or by two people."""

    words = N_("Release %(number)s is out already. Nothing was released twice.")


class NothingChanged(Refused):
    words = N_("Nothing has changed since release %(number)s.")


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
) -> Release:
    """Freeze what the public may see, number it, announce the edition; nobody is written to.

    ``expected_number`` is the number that the person saw on the button; another one is refused, so that a
    second press makes no second release.
    """
    _wait_for_turn(edition)
    newest = queries.newest(edition)
    number = newest.number + 1 if newest else 1
    if expected_number is not None and expected_number != number:
        raise AlreadyReleased(number=number - 1)
    if clashes.blocking(clashes.of_edition(edition)) and not override_reason:
        raise Clashing()
    made = Release(
        edition=edition,
        number=number,
        label=Label(label),
        note=note or Text(),
        released_at=clock.now(),
        released_by_id=by_id,
        override_reason=override_reason,
        snapshot={},
    )
    made.snapshot = _frozen(made, newest)
    db.session.add(made)
    forums.announce(edition)
    audit.record("release", f"release {number}", detail=_detail(made), edition=edition)
    db.session.flush()
    artefacts.forget_after_commit()
    return made


def redact_person(person: Person) -> int:
    """Take a person's name out of every release of every edition; says out of how many."""
    return _redact([entry.edition_id for entry in person.known_in], person.public_id)


def withhold_role(role: SessionRole) -> int:
    """Take a name out of one session of every release, as soon as the role ends (INV-23, INV-25)."""
    session = role.session
    return _redact([session.edition_id], role.person.public_id, [(session.uid, role.part)])


def _wait_for_turn(edition: Edition) -> None:
    """One release or redaction of an edition after the other, so that no name slips in between."""
    db.session.flush()
    db.session.refresh(edition, with_for_update={"of": Edition})


def _frozen(made: Release, newest: Release | None) -> snapshots.Snapshot:
    built = snapshots.build(made.edition)
    if not built["sessions"]:
        raise NothingToRelease()
    before = snapshots.upgraded(newest.snapshot) if newest else None
    if (
        newest
        and before
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


def _redact(edition_ids: list[int], public_id: str, parts: list[tuple[str, str]] | None = None) -> int:
    count = 0
    for edition_id in edition_ids:
        edition = db.session.get_one(Edition, edition_id)
        _wait_for_turn(edition)
        for released in queries.with_snapshots(edition):
            redacted = snapshots.withheld(snapshots.upgraded(released.snapshot), public_id, parts)
            if redacted is not None:
                released.snapshot = redacted
                released.revision += 1
                count += 1
                audit.record("redact", f"release {released.number}", edition=edition)
    db.session.flush()
    if count:
        artefacts.forget_after_commit()
    return count
