"""Whom a release concerns, and what of it each of them is told: her own sessions, old and new."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from forumapp import wall_times
from forumapp.agenda import changes, queries, timetable, unlisted, wording
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.agenda.unlisted import Unlisted
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import calendar_updates, entries
from forumapp.invitations import queries as invitations
from forumapp.invitations.entries import CalendarEntry, Slot
from forumapp.invitations.models import Invitation
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import SessionRole
from forumapp.words import Text, language_or_default

FAR = timedelta(hours=2)
"""Who said yes is asked again when a session moves further than this, or to another day (INV-31)."""

Frozen = dict[str, Any]
"""A session as it was when somebody pressed the button, for letters that are written some moments later."""


@dataclass(frozen=True)
class SessionChange:
    """What somebody is told of one session. ``before`` is what she was told last, ``now`` what holds; None: no time."""

    before: Slot | None
    now: Slot | None
    title: str
    code: str
    is_cancelled: bool
    is_restored: bool
    is_retitled: bool
    is_reworded: bool

    @property
    def is_moved(self) -> bool:
        return bool(
            self.before
            and self.now
            and (self.before.starts_at, self.before.ends_at) != (self.now.starts_at, self.now.ends_at)
        )

    @property
    def is_elsewhere(self) -> bool:
        return bool(self.before and self.now and self.before.where != self.now.where)

    @property
    def has_no_time(self) -> bool:
        """It had one."""
        return self.before is not None and self.now is None and not self.is_cancelled

    @property
    def is_far(self) -> bool:
        """Whether it moved so far that nobody can be expected to come all the same."""
        if self.before is None or self.now is None:
            return False
        return self.is_on_another_day or abs(self.now.starts_at - self.before.starts_at) > FAR

    @property
    def is_on_another_day(self) -> bool:
        return bool(self.before and self.now and _day(self.before) != _day(self.now))

    @property
    def says_something(self) -> bool:
        return any(
            (
                self.is_moved,
                self.is_elsewhere,
                self.is_retitled,
                self.has_no_time,
                self.is_cancelled,
                self.is_restored,
                self.is_reworded,
            )
        )


@dataclass(frozen=True)
class OwnChange(SessionChange):
    """The same to whoever has a part in it."""

    role: SessionRole
    invitation: Invitation | None
    """By which she accepted it."""
    asked: Invitation | None
    """Or which she has not answered yet."""
    entry: CalendarEntry | None
    joined: tuple[str, ...]
    left: tuple[str, ...]
    changes_calendar: bool

    @property
    def is_new(self) -> bool:
        """An entry is owed to her, and she was told of no time before."""
        return self.changes_calendar and self.before is None and self.now is not None

    @property
    def asks(self) -> bool:
        """Whether she is asked if the new time suits her."""
        return self.invitation is not None and self.is_far

    @property
    def says_something(self) -> bool:
        return super().says_something or any((self.is_new, self.joined, self.left, self.changes_calendar))


@dataclass(frozen=True)
class Told:
    """Two releases, and the sessions as they were frozen with the later one; by id."""

    before: Snapshot | None
    after: Snapshot | None
    sessions: Mapping[int, Frozen]
    whole: bool = False
    """The forum itself is called off: everybody with a part is told, whatever her calendar says."""
    ends: bool = False
    """Only to know what follows: the sessions are not called off yet, and would be."""
    unlisted: Unlisted | None = None
    """What the earlier release kept beside it, of sessions that the public reads nothing of."""
    forum: bool = False
    """Not its sessions one by one: who attends without a part in any is told, too."""
    since: datetime | None = None
    """When the later one was released, so that who lost her seat by it is told as well; None: not yet."""


def frozen(session: ForumSession, edition: Edition) -> Frozen:
    starts_at, ends_at = (None, None) if edition.is_called_off else (session.starts_at, session.ends_at)
    return {
        "uid": session.uid,
        "code": session.code,
        "title": dict(session.title),
        "starts_at": starts_at.isoformat() if starts_at else None,
        "ends_at": ends_at.isoformat() if ends_at else None,
        "zone": edition.time_zone,
        "room": dict(session.room.name) if session.room else {},
        "place": dict(edition.place),
        "is_cancelled": session.is_cancelled or edition.state == EditionState.CANCELLED,
        "is_off": session.state != SessionState.CONFIRMED,
    }


def own_changes(
    edition: Edition, told: Told, people: Collection[int] | None = None, *, to_change: bool = False
) -> dict[int, list[OwnChange]]:
    """By person, in the order of the programme; nobody who need not be told, and nobody without an address.

    Who was asked and has not answered is told that there is nothing to answer any more, and of nothing else.
    """
    roles = [
        role
        for role in queries.roles_to_tell(edition, list(told.sessions), people)
        if role.is_confirmed or told.ends or _is_off(told.sessions[role.session_id])
    ]
    accepted = invitations.accepted_by_role(roles, to_change=to_change)
    asked = invitations.unanswered_by_role([role for role in roles if not role.is_confirmed])
    known = entries.of_roles(roles, to_change=to_change)
    released = Released(told)
    found: dict[int, list[OwnChange]] = {}
    for role in roles:
        invitation = accepted.get(role.id), asked.get(role.id)
        own = _own(role, invitation, known.get(role.id), told.sessions[role.session_id], released)
        if told.whole or own.says_something:
            found.setdefault(role.person_id, []).append(own)
    return found


class Released:
    """What the two releases say of a session, by its uid; of one out of sight, what they keep beside them."""

    def __init__(self, told: Told) -> None:
        self._before, self._after = told.before, told.after
        self._earlier = {it["uid"]: it for it in told.before["sessions"]} if told.before else {}
        self._later = {it["uid"]: it for it in told.after["sessions"]} if told.after else {}
        self._unlisted = told.unlisted or {}
        self._kinds = changes.kinds_by_session(told.before, told.after) if told.before and told.after else {}

    def kinds(self, facts: Frozen) -> frozenset[str]:
        """What changed of it, besides its time and room."""
        uid = facts["uid"]
        earlier = self._earlier.get(uid) or self._unlisted.get(uid)
        if earlier is None or self._after is None:
            return frozenset()
        if uid in self._earlier and uid in self._later:
            return self._kinds.get(uid, frozenset())
        is_cancelled = facts["is_cancelled"] and facts["is_off"]  # and not with the whole forum
        if is_cancelled and earlier["state"] != "cancelled":
            return frozenset({changes.CANCELLED})
        is_restored = earlier["state"] == "cancelled" and not facts["is_off"]
        return frozenset({changes.RESTORED}) if is_restored else frozenset()

    def was_off(self, uid: str) -> bool:
        earlier = self._earlier.get(uid) or self._unlisted.get(uid)
        return earlier is not None and wording.is_off(earlier)

    def is_read(self, uid: str) -> bool:
        """Whether whoever is in it was told more of it than that a room is taken."""
        if uid in self._earlier:
            return not self._earlier[uid]["closed"]
        return uid in self._unlisted

    def slot(self, uid: str, mode: str, language: str) -> Slot | None:
        session, before = self._earlier.get(uid), self._before
        if session is None or before is None:
            return unlisted.slot(self._unlisted[uid], mode, language) if uid in self._unlisted else None
        return Slot(
            language=language,
            title=Text(session["title"]).in_language(language),
            starts_at=timetable.starts_at(session),
            ends_at=timetable.ends_at(session),
            zone=before["edition"]["time_zone"],
            mode=mode,
            room=wording.room(before, session).in_language(language),
            place=Text(before["edition"]["place"]).in_language(language),
        )

    def times(self, session: ForumSession) -> tuple[datetime, datetime]:
        """As released, or as planned where the public does not read of it."""
        later = self._later.get(session.uid)
        if later:
            return timetable.starts_at(later), timetable.ends_at(later)
        assert session.starts_at and session.ends_at
        return session.starts_at, session.ends_at

    def joined_and_left(self, uid: str, person: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names beside her own, as the public may read them."""
        were, are = self._names(self._before, self._earlier, uid), self._names(self._after, self._later, uid)
        joined = tuple(name for key, name in are.items() if key not in were and key != person)
        left = tuple(name for key, name in were.items() if key not in are and key != person)
        return joined, left

    def _names(self, snapshot: Snapshot | None, sessions: Mapping[str, Snapshot], uid: str) -> dict[str, str]:
        session = sessions.get(uid)
        if snapshot is None or session is None:
            return {}
        return {role["person"]: person["printed_name"] for role, person in named(snapshot, session)}


def _is_off(facts: Frozen) -> bool:
    """Whether it does not take place, or nobody knows when."""
    return facts["is_cancelled"] or facts["starts_at"] is None


def _own(
    role: SessionRole,
    by: tuple[Invitation | None, Invitation | None],
    entry: CalendarEntry | None,
    facts: Frozen,
    released: Released,
) -> OwnChange:
    invitation, asked = by
    uid, language = facts["uid"], language_or_default(role.person.language)
    mode = entries.mode_of(role)
    read = released.slot(uid, mode, language) if released.is_read(uid) else None
    before = (entry.slot if entry else None) or read
    # Two languages cannot be compared: what was said in one is said anew in the same one.
    now = slot_of(facts, mode, before.language if before else language)
    kinds = released.kinds(facts)
    changes_calendar = bool(entry and invitation and calendar_updates.differs(invitation, entry, now))
    was_told_off = entry is not None and not entry.is_held and now is None and changes.CANCELLED not in kinds
    is_settled = was_told_off or (released.was_off(uid) and now is None and not changes_calendar)
    joined, left = released.joined_and_left(uid, role.person.public_id) if changes.PEOPLE in kinds else ((), ())
    return OwnChange(
        role=role,
        invitation=invitation,
        asked=asked,
        entry=entry,
        before=None if is_settled else before,
        now=now,
        title=Text(facts["title"]).in_language(language),
        code=facts["code"],
        is_cancelled=facts["is_cancelled"] and (changes_calendar or changes.CANCELLED in kinds),
        is_restored=changes.RESTORED in kinds and not facts["is_cancelled"],
        is_retitled=bool(before and now and before.title != now.title),
        joined=joined,
        left=left,
        is_reworded=changes.TEXT in kinds and not is_settled,
        changes_calendar=changes_calendar,
    )


def slot_of(facts: Frozen, mode: str, language: str) -> Slot | None:
    return None if facts["is_cancelled"] else unlisted.slot(facts, mode, language)


def _day(slot: Slot) -> date:
    return wall_times.to_wall(slot.starts_at, slot.zone).date()
