"""A season of one entry, as calendar programs see it: whatever order mail arrives in, the last word counts."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
import vobject
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering, calendar_updates
from forumapp.invitations.models import Invitation
from forumapp.notifications import delivery
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.words import LANGUAGES, Text
from tests.factories import invitations
from tests.invitations.support import newest_to
from tests.support import strict_ics
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Received, Sink

LIN = "lin@example.org"
TITLE = Text(
    {
        "en": "What democracies owe their digital citizens",
        "zh-Hant": "民主國家對數位公民的責任：從平台治理、資訊完整性到數位公共基礎建設的對話",
        "lt": "Ką demokratinės valstybės skolingos savo skaitmeniniams piliečiams",
    }
)


def _to(wall: datetime, minutes: int = 60, fold: int | None = None) -> Callable[[ForumSession], object]:
    return lambda session: programme.reschedule(session, wall, minutes, fold, session.room)


def _rename(session: ForumSession) -> None:
    session.title = Text({key: f"{words}; 2" for key, words in session.title.items()})


# What happens, and the moment that her calendar shows afterwards; None: nothing.
SEASON: tuple[tuple[Callable[[ForumSession], object], datetime | None], ...] = (
    (_to(datetime(2026, 10, 25, 2, 30), 120), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
    (_to(datetime(2026, 10, 25, 3, 30), fold=0), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    (_to(datetime(2026, 10, 25, 3, 30), fold=1), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    (programme.cancel, None),
    (programme.restore, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    (_to(datetime(2027, 3, 28, 2, 30)), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
    (_to(datetime(2027, 3, 28, 4, 30)), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    (_rename, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    (lambda session: programme.reschedule(session, None, None), None),
    (_to(datetime(2026, 10, 26, 9, 0)), datetime(2026, 10, 26, 7, 0, tzinfo=UTC)),
)


def both_ways(letter: Received) -> bytes:
    """The part that programs act upon and the file, which say the same; the part's method is the entry's."""
    message: EmailMessage = letter.message
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    inline, attached = parts
    assert not inline.get_filename() and str(attached.get_filename()).endswith(".ics")
    contents = [bytes(part.get_payload(decode=True)) for part in parts]
    assert contents[0] == contents[1]
    assert all(part.get_param("method") == strict_ics.read(contents[0]).method for part in parts)
    return contents[0]


class Program:
    """Keeps an entry only if it outranks the one it has (RFC 5546, 2.1.5)."""

    def __init__(self) -> None:
        self.shown: dict[str, tuple[int, datetime | None]] = {}

    def take(self, content: bytes) -> None:
        entry = strict_ics.read(content)
        known, _ = self.shown.get(entry.uid, (-1, None))
        if entry.sequence > known:
            self.shown[entry.uid] = (entry.sequence, None if entry.method == "CANCEL" else entry.starts_at)


@pytest.fixture(params=LANGUAGES)
def season(request: pytest.FixtureRequest, app: Flask, sink: Sink) -> list[bytes]:
    """Every entry that she was sent, in the order of the letters; checked as each arrives."""
    session = invitations.panel(title=TITLE)
    made = invitations.invitation(session, email=LIN, language=request.param, state="accepted")
    delivery.run_due()
    sent = [both_ways(newest_to(sink, LIN))]
    for act, shown in SEASON:
        with transaction():
            act(db.session.get_one(ForumSession, session.id))
        with transaction():
            edition = db.session.get_one(Invitation, made.id).edition
            assert calendar_updates.send(calendar_updates.due(edition)) == 1
        delivery.run_due()
        sent.append(both_ways(newest_to(sink, LIN)))
        entry = strict_ics.read(sent[-1])
        assert (entry.starts_at if entry.method == "REQUEST" else None) == shown
    return sent


def test_one_entry_whose_sequence_only_grows(season: list[bytes]) -> None:
    entries = [strict_ics.read(content) for content in season]
    assert len({entry.uid for entry in entries}) == 1
    sequences = [entry.sequence for entry in entries]
    assert len(sequences) == len(SEASON) + 1 and sequences == sorted(set(sequences))
    for entry in entries:
        assert [one.value for one in entry.event.all("ATTENDEE")] == [f"mailto:{LIN}"]


def test_whatever_order_they_arrive_in_the_last_one_wins(season: list[bytes]) -> None:
    last = strict_ics.read(season[-1])
    orders = [season, season[::-1], *itertools.islice(itertools.permutations(season), 0, 5000, 500)]
    for order in orders:
        program = Program()
        for content in order:
            program.take(content)
        assert program.shown == {last.uid: (last.sequence, last.starts_at)}


def test_another_program_reads_the_same(season: list[bytes]) -> None:
    for content in season:
        ours = strict_ics.read(content)
        vars(vobject.icalendar)["__tzidMap"].clear()
        vobject.icalendar.registerTzid("UTC", vobject.icalendar.utc)
        calendar = vobject.readOne(content.decode())
        (theirs,) = calendar.contents["vevent"]
        assert calendar.method.value == ours.method
        assert (theirs.uid.value, int(theirs.sequence.value)) == (ours.uid, ours.sequence)
        assert theirs.dtstart.value.astimezone(UTC) == ours.starts_at
        assert theirs.dtend.value.astimezone(UTC) == ours.ends_at
        assert theirs.summary.value == ours.event.one("SUMMARY").text


def test_giving_the_part_back_is_the_last_word(app: Flask, sink: Sink) -> None:
    made = invitations.invitation(email=LIN, state="accepted")
    delivery.run_due()
    given = strict_ics.read(both_ways(newest_to(sink, LIN)))
    with transaction():
        answering.withdraw(db.session.get_one(Invitation, made.id))
    delivery.run_due()
    taken = strict_ics.read(both_ways(newest_to(sink, LIN)))
    assert (taken.method, taken.uid) == ("CANCEL", given.uid)
    assert taken.sequence > given.sequence


def test_a_representative_has_an_entry_of_his_own_and_hers_is_taken_out(app: Flask, sink: Sink) -> None:
    made = invitations.invitation(email=LIN, state="accepted")
    nominee = answering.Nominee("Ygaudas Ąžuolas", "Vice-Minister", "deputy_minister", "ygaudas@example.org", "lt")
    with transaction():
        answering.nominate(db.session.get_one(Invitation, made.id), nominee)
    delivery.run_due()
    hers = strict_ics.read(both_ways(newest_to(sink, LIN)))
    with transaction():
        answering.accept(actions.clear_representative(db.session.get_one(Invitation, made.id)))
    delivery.run_due()
    his = strict_ics.read(both_ways(newest_to(sink, "ygaudas@example.org")))
    assert (hers.method, his.method) == ("CANCEL", "REQUEST")
    assert his.uid != hers.uid
    assert LIN not in newest_to(sink, "ygaudas@example.org").raw.decode()


def test_the_file_behind_the_link_is_the_entry_of_the_letter(app: Flask, sink: Sink, client: ReadingClient) -> None:
    made = invitations.invitation(email=LIN, state="accepted")
    delivery.run_due()
    letter = newest_to(sink, LIN)
    with transaction():
        _to(datetime(2026, 10, 24, 11))(db.session.get_one(Invitation, made.id).part_asked.session)
    link = client.get(letter.link()).links()["Add it to your calendar"]
    by_hand = strict_ics.read(client.get(link).response.get_data())
    by_mail = strict_ics.read(both_ways(letter))
    assert by_hand.method == "PUBLISH" and not by_hand.event.all("ATTENDEE") + by_hand.event.all("ORGANIZER")
    for one in ("uid", "sequence", "starts_at", "ends_at"):
        assert getattr(by_hand, one) == getattr(by_mail, one), one
