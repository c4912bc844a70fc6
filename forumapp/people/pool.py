"""What a team learns about a person for its pool is written down. The audit names the part, never what it says."""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forumapp import clock, names, wall_times
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.forums.models import Edition, Topic
from forumapp.people import signals
from forumapp.people.belonging import Affiliation, Contact, GroupMembership, SeriesGroup, Window
from forumapp.people.models import EditionPerson, Person
from forumapp.refusals import Refused
from forumapp.words import N_, Text


class EndsBeforeStart(Refused):
    words = N_("A time has to end after it begins.")


class ContactIsHerself(Refused):
    words = N_("This is the person's own address. A contact is somebody else.")


@dataclass(frozen=True)
class NewPosition:
    """What was written over a title or organisation is another position, not the same one in better words."""

    since: date | None = None
    """When it began; none: not known."""


@dataclass(frozen=True)
class WallWindow:
    """From when to when somebody has time, on her own clock."""

    start: datetime
    end: datetime


def set_topics(person: Person, edition: Edition, topics: Collection[Topic]) -> None:
    """Those of the edition's series; what she has in other series stays."""
    others = [topic for topic in person.topics if topic.series_id != edition.series_id]
    person.topics = [*others, *(topic for topic in topics if topic.series_id == edition.series_id)]
    _learnt(person, edition, "topics")


def set_groups(person: Person, edition: Edition, groups: Collection[SeriesGroup]) -> None:
    """Those of the edition's series; a membership that stays keeps its dates."""
    wanted = {group.id for group in groups}
    kept = [one for one in person.memberships if one.group.series_id != edition.series_id or one.group_id in wanted]
    there = {one.group_id for one in kept}
    person.memberships = [*kept, *(GroupMembership(group_id=key) for key in sorted(wanted - there))]
    _learnt(person, edition, "groups")


def take_position(person: Person, edition: Identified, *, title: Text, organisation: Text, since: date | None) -> None:
    """She is printed with it from now on; the position until now becomes history (INV-42 keeps what was confirmed)."""
    if person.title or person.organisation:
        until = min(since, clock.now().date()) if since else None
        person.affiliations.append(
            Affiliation(
                title=person.title,
                organisation=person.organisation,
                since=person.position_since,
                until=until or clock.now().date(),
            )
        )
    person.title, person.organisation, person.position_since = title, organisation, since
    person.refresh_keys()
    _learnt(person, edition, "position")


def add_affiliation(
    person: Person, edition: Edition, *, title: Text, organisation: Text, since: date | None, until: date | None
) -> Affiliation:
    """A former position, or one beside her own. Raises EndsBeforeStart."""
    if since and until and until < since:
        raise EndsBeforeStart
    made = Affiliation(title=title, organisation=organisation, since=since, until=until)
    person.affiliations.append(made)
    _learnt(person, edition, "position")
    return made


def remove_affiliation(person: Person, edition: Edition, affiliation: Affiliation) -> None:
    person.affiliations.remove(affiliation)
    _learnt(person, edition, "position")


def set_contact(
    person: Person,
    edition: Edition,
    *,
    name: str,
    email: str,
    language: str = "en",
    receives_letters: bool = False,
    may_answer: bool = False,
) -> None:
    """Without an address she has no contact any more; letters that wait for a former one are called off.

    Raises ContactIsHerself.
    """
    before = _reading(person)
    if not email:
        person.contact = None
    elif names.normalise_email(email) == person.email_normalised:
        raise ContactIsHerself
    else:
        contact = person.contact or Contact(email=email)
        contact.name, contact.language = names.one_line(name), language
        contact.receives_letters, contact.may_answer = receives_letters, may_answer
        contact.move_to(names.one_line(email))
        person.contact = contact
    _learnt(person, edition, "contact")
    if before and before != _reading(person):
        signals.contact_left.send(person, address=before)


def _reading(person: Person) -> str:
    """The address of the contact who receives her letters; empty: none does."""
    return person.contact.email_normalised if person.contact and person.contact.receives_letters else ""


def set_notes(known: EditionPerson, edition: Edition, notes: str) -> None:
    known.notes = names.many_lines(notes)
    _learnt(known.person, edition, "notes")


def agree_keeping(person: Person, edition: Edition, *, agreed_on: date | None, until: date | None) -> None:
    """Whether and how long she agreed to be kept in the pool; without a day she did not."""
    person.keeping_agreed_on, person.kept_until = agreed_on, until if agreed_on else None
    _learnt(person, edition, "keeping")


def set_windows(known: EditionPerson, edition: Edition, windows: Iterable[WallWindow], zone: str) -> None:
    """When she can take part, on the clock of ``zone``. Raises EndsBeforeStart, Missing- and DoubledLocalTime."""
    known.windows = [_window(window, zone) for window in windows]
    _learnt(known.person, edition, "availability")


def tell_days(known: EditionPerson, edition: Edition, days: Set[date]) -> None:
    """She said herself on which days she can be there: times written down for one of them stay, other days go."""
    zone = ZoneInfo(edition.time_zone)
    kept = [window for window in known.windows if days & _days_of(window, zone)]
    told = {day for window in kept for day in _days_of(window, zone)}
    known.windows = [*kept, *(_whole_day(day, edition.time_zone) for day in sorted(days - told))]
    _learnt(known.person, edition, "availability")


def _days_of(window: Window, zone: ZoneInfo) -> Set[date]:
    """On the clocks of the forum."""
    first, last = (at.astimezone(zone) for at in (window.starts_at, window.ends_at - timedelta(microseconds=1)))
    return {first.date() + timedelta(days=number) for number in range((last.date() - first.date()).days + 1)}


def _whole_day(day: date, zone: str) -> Window:
    """From midnight to midnight, also where a clock skips it."""
    start, end = datetime.combine(day, time()), datetime.combine(day + timedelta(days=1), time())
    starts_at, ends_at = (at.replace(tzinfo=ZoneInfo(zone)) for at in (start, end))
    return Window(wall_start=start, wall_end=end, time_zone=zone, starts_at=starts_at, ends_at=ends_at)


def describe(person: Person, edition: Edition, *, languages: Sequence[str], place: str, gender: str) -> None:
    """Tags of languages, the best first; the code of a place that the series names; what she told of her gender."""
    person.languages, person.place, person.gender = list(dict.fromkeys(languages)), place, gender
    _learnt(person, edition, "languages and place")


def _window(window: WallWindow, zone: str) -> Window:
    starts_at, ends_at = wall_times.to_instant(window.start, zone), wall_times.to_instant(window.end, zone)
    if ends_at <= starts_at:
        raise EndsBeforeStart
    return Window(wall_start=window.start, wall_end=window.end, time_zone=zone, starts_at=starts_at, ends_at=ends_at)


def _learnt(person: Person, edition: Identified, part: str) -> None:
    db.session.flush()
    audit.record("person changed", f"person {person.public_id}", part, edition)
