"""A participant's own agenda: her seats, her parts, and what she marked, which her registration keeps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from forumapp.agenda import announcing, timetable, wording
from forumapp.agenda.models import OwnAgenda
from forumapp.agenda.snapshots import Snapshot
from forumapp.extensions import db
from forumapp.programme import announced
from forumapp.programme.models import ForumSession
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.seats.models import Seat, SeatState
from forumapp.words import N_, Text

PART_WORDS = N_("Part")
SEAT_WORDS = {
    SeatState.CONFIRMED: N_("Seat"),
    SeatState.ATTENDED: N_("Seat"),
    SeatState.NEEDS_RECONFIRMATION: N_("Please confirm"),
    SeatState.OFFERED: N_("Offered"),
    SeatState.REQUESTED: N_("Asked for a seat"),
    SeatState.WAITLISTED: N_("Waiting list"),
}


@dataclass(frozen=True)
class Entry:
    """One session of hers, at its released time."""

    code: str
    title: Text
    starts_at: datetime
    ends_at: datetime
    room: Text
    off_words: str
    """That it is cancelled or postponed."""
    is_public: bool
    """Whether it has a page of its own."""
    holds_words: str
    """What she has in it, for ``translated``; empty where she only marked it."""
    is_marked: bool
    beside: Sequence["Entry"] = ()
    """What else of hers takes place at the same time."""

    def is_beside(self, other: "Entry") -> bool:
        if self.off_words or other.off_words:
            return False
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def marked(registration: Registration) -> list[str]:
    """Uids of sessions."""
    kept = _kept(registration)
    return list(kept.sessions) if kept else []


def keep(registration: Registration, uids: Iterable[str]) -> None:
    """The whole choice, instead of the earlier one."""
    kept, wanted = _kept(registration), list(dict.fromkeys(uids))
    if kept:
        kept.sessions = wanted
    elif wanted:
        db.session.add(OwnAgenda(registration_id=registration.id, sessions=wanted))
    db.session.flush()


def entries(registration: Registration, snapshot: Snapshot) -> list[Entry]:
    """In the order of time; a session without a time is none."""
    marks, released = set(marked(registration)), {it["uid"]: it for it in snapshot["sessions"]}
    hers = _hers(registration)
    known = announcing.known(registration.edition)
    found = [
        _of_session(announced.of(session, known), session, words, released.get(uid), uid in marks)
        for uid, (session, words) in hers.items()
    ]
    others = (released[uid] for uid in marks if uid in released and uid not in hers)
    found += [_of_mark(snapshot, session) for session in others if not session["closed"]]
    listed = sorted((it for it in found if it), key=lambda it: (it.starts_at, it.code))
    return [replace(it, beside=[other for other in listed if other is not it and it.is_beside(other)]) for it in listed]


def _hers(registration: Registration) -> dict[str, tuple[ForumSession, str]]:
    """Uid → a session in which she has something, and what."""
    live: dict[int, Seat] = {seat.session_id: seat for seat in seats.all_live_of(registration)}
    parts = seats.sessions_where_she_speaks(registration.edition, registration)
    found = db.session.scalars(select(ForumSession).where(ForumSession.id.in_({*live, *parts})))
    return {
        session.uid: (session, PART_WORDS if session.id in parts else SEAT_WORDS[SeatState(live[session.id].state)])
        for session in found
    }


def _of_session(
    told: announced.Announced, session: ForumSession, words: str, released: Snapshot | None, is_marked: bool
) -> Entry | None:
    if told.starts_at is None or told.ends_at is None:
        return None
    is_public = released is not None and not released["closed"]
    return Entry(
        code=session.code,
        title=told.title,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        room=told.room,
        off_words=wording.cancelled_words(released) if released else "",
        is_public=is_public,
        holds_words=words,
        is_marked=is_marked and is_public,
    )


def _of_mark(snapshot: Snapshot, session: Snapshot) -> Entry:
    return Entry(
        code=session["code"],
        title=wording.title(session),
        starts_at=timetable.starts_at(session),
        ends_at=timetable.ends_at(session),
        room=wording.room(snapshot, session),
        off_words=wording.cancelled_words(session),
        is_public=True,
        holds_words="",
        is_marked=True,
    )


def _kept(registration: Registration) -> OwnAgenda | None:
    return db.session.scalar(select(OwnAgenda).where(OwnAgenda.registration_id == registration.id))
