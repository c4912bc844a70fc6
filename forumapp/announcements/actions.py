"""A letter to everybody is written, kept, and sent."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from forumapp import clock, wall_times
from forumapp.announcements import emails, queries
from forumapp.announcements.models import Announcement, Kind, NothingWritten, NotNow, TooEarly, TooLate
from forumapp.announcements.queries import Envelope, Only
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.tasks import actions as tasks
from forumapp.tasks.models import Task
from forumapp.words import N_, Text

TO_SPEAKERS, TO_REGISTERED = "announce_to_speakers", "announce_to_registered"
TASKS = (TO_SPEAKERS, TO_REGISTERED)


class Whom(StrEnum):
    NEW = "new"
    """Whoever does not have it yet."""
    ALL = "all"
    """Everybody, also those who have an earlier issue."""


class Problem(StrEnum):
    """Why somebody was not written to."""

    GONE = "gone"
    STOPPED = "stopped"


PROBLEM_WORDS: Mapping[str, str] = {
    Problem.GONE: N_("Does not take part any more."),
    Problem.STOPPED: N_("Letters to this address are stopped, because the last one was refused. Correct the address."),
}


def of_or_new(edition: Edition, kind: Kind) -> Announcement:
    """The one there is, else an empty one that is not kept."""
    return queries.of(edition, kind) or Announcement(kind=kind, edition=edition)


def save(edition: Edition, kind: Kind, *, words: Text, online_words: Text, days: int | None) -> Announcement:
    """Sends nothing by itself."""
    db.session.refresh(
        edition, with_for_update={"key_share": True}
    )  # two who write the first words one after the other
    found = queries.of(edition, kind)
    if found is None:
        found = Announcement(kind=kind, edition=edition)
        db.session.add(found)
    found.words, found.online_words, found.days = words, online_words, days
    found.version += 1
    audit.record("letter to everybody written", kind, f"by itself: {days or 'no'}", edition)
    db.session.flush()
    return found


def check(announcement: Announcement) -> None:
    """Whether it may leave now. Raises NothingWritten, NotNow, TooLate, TooEarly."""
    edition, now = announcement.edition, clock.now()
    if not announcement.words:
        raise NothingWritten
    if not edition.is_announced or edition.is_called_off:
        raise NotNow
    if announcement.is_before and edition.is_over(now):
        raise TooLate
    if not announcement.is_before and wall_times.to_wall(now, edition.time_zone).date() < edition.ends_on:
        raise TooEarly


def letters(announcement: Announcement, whom: Whom) -> list[Envelope]:
    """What would leave now, but for mailboxes to which letters are stopped."""
    found = queries.reached(queries.envelopes(announcement))
    have_it = queries.written_to(announcement) if whom == Whom.NEW else set()
    return [one for one in found if one.key not in have_it]


def send(announcement: Announcement, whom: Whom, *, once: str) -> list[Task]:
    """In the background; the same press twice is one. Raises what ``check`` raises."""
    check(announcement)
    db.session.refresh(announcement, with_for_update={"key_share": True})
    to, edition = letters(announcement, whom), announcement.edition
    if whom == Whom.ALL and queries.written_to(announcement, announcement.issue):
        announcement.issue += 1
    facts = {"announcement": announcement.id}
    people = list(dict.fromkeys(one.person.id for one in to if one.person))
    registered = [one.registration.id for one in to if one.registration]
    return [
        tasks.begin(kind, ids, once=f"{once} {kind}"[:40], edition=edition, facts=facts)
        for kind, ids in ((TO_SPEAKERS, people), (TO_REGISTERED, registered))
        if ids
    ]


def write_to_speakers(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    """She and her contact, each in a letter of their own; why not, for the others."""
    announcement = _of(task)
    found = queries.envelopes(announcement, Only(people=ids, registrations=()))
    return _write(announcement, ids, [(one.person.id, one) for one in found if one.person])


def write_to_registered(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    announcement = _of(task)
    found = queries.envelopes(announcement, Only(people=(), registrations=ids))
    return _write(announcement, ids, [(one.registration.id, one) for one in found if one.registration])


def _write(announcement: Announcement, ids: Sequence[int], found: Sequence[tuple[int, Envelope]]) -> Mapping[int, str]:
    reached = {one.key for one in queries.reached(one for _, one in found)}
    problems: dict[int, str] = dict.fromkeys(ids, Problem.GONE)
    for number, envelope in found:
        if envelope.key in reached:
            emails.WRITERS[announcement.kind](announcement, envelope)
            problems.pop(number, None)
        elif number in problems:
            problems[number] = Problem.STOPPED
    return problems


def _of(task: Task) -> Announcement:
    return db.session.get_one(Announcement, task.facts["announcement"])
