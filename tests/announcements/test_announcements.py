"""A letter to everybody who comes or came: written once, counted, sent in the background or by itself (E25, E31)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from forumapp import clock, schedule
from forumapp.announcements import actions, queries
from forumapp.announcements.actions import Whom
from forumapp.announcements.models import Announcement, Kind
from forumapp.audit.models import AuditEntry
from forumapp.certificates.models import CertificateTerms
from forumapp.database import new_public_id
from forumapp.extensions import db, transaction
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition
from forumapp.notifications import actions as notifications
from forumapp.notifications import automatic, delivery
from forumapp.notifications.automatic import Assumption
from forumapp.notifications.models import Message
from forumapp.panels import forecast
from forumapp.people import pool
from forumapp.people.models import Person
from forumapp.registrations import actions as registrations
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.tasks import running
from forumapp.tasks.models import Task
from forumapp.words import LANGUAGES, Text
from tests.factories import agenda, certificates, invitations
from tests.factories.invitations import NOW
from tests.factories.registrations import by_address, open_edition, registration
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.reviewed_letters import assert_as_reviewed, assert_both_parts_say_the_same
from tests.support.signed_in import Team
from tests.support.statements import statements

GOLDEN = Path(__file__).parent / "golden"
HERE = "/manage/f3d2026/letters-to-everybody"
BEFORE, AFTER = f"{HERE}/practical-information", f"{HERE}/thank-you"
ULA, LIN, VISITOR, ONLINE = "ula@example.org", "lin@example.org", "visitor@example.org", "online@example.org"
FIRST_DAY = datetime(2026, 10, 24, 8, tzinfo=UTC)
WORDS = Text(
    {
        "en": "Bus 10 stops at the door: https://example.org/map\n\nBadges from 8:15.\nBring a document.",
        "zh-Hant": "10 號公車停靠門口：https://example.org/map\n\n8:15 起領取名牌。\n請攜帶證件。",
        "lt": "10 autobusas sustoja prie durų: https://example.org/map\n\nKortelės nuo 8.15.\nTurėkite dokumentą.",
    }
)
ONLINE_WORDS = Text.of("Call yourself “Country – Name”.")


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask) -> Edition:
    """LIN speaks, Ūla and somebody else come, one is online, one never confirmed the address, one waits."""
    made = open_edition(
        slug="f3d2026",
        starts_on=FIRST_DAY.date(),
        ends_on=FIRST_DAY.date() + timedelta(days=2),
        mode="hybrid",
        place=Text.of("Vilnius"),
        capacity=3,
    )
    session = invitations.panel(made)
    invitations.invitation(session, state="accepted", printed_name="LIN Yu-ching", email=LIN, time_zone="Asia/Taipei")
    registration(made, name="Ūla", email=ULA, language="lt")
    registration(made, name="Visitor", email=VISITOR)
    registration(made, name="Far Away", email=ONLINE, mode="online")
    registration(made, name="Unconfirmed", email="unconfirmed@example.org", verified=False)
    registration(made, name="Waits", email="waits@example.org")
    return db.session.get_one(Edition, made.id)


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", agenda.fresh(forum))


def written(edition: Edition, kind: Kind = Kind.PRACTICAL, days: int | None = None, **changes: Text) -> Announcement:
    values = {"words": WORDS, "online_words": Text()} | changes
    with transaction():
        number = actions.save(agenda.fresh(edition), kind, days=days, **values).id
    return db.session.get_one(Announcement, number)


def told(kind: Kind = Kind.PRACTICAL) -> list[str]:
    db.session.rollback()
    running.run_due()
    return sorted(db.session.scalars(select(Message.recipient).where(Message.kind == kind)))


def send(edition: Edition, kind: Kind = Kind.PRACTICAL, whom: Whom = Whom.NEW, once: str = "") -> None:
    with transaction():
        found = queries.of(agenda.fresh(edition), kind)
        assert found
        actions.send(found, whom, once=once or new_public_id())


def letter(address: str, kind: Kind = Kind.PRACTICAL) -> Message:
    found = select(Message).where(Message.kind == kind, Message.recipient == address).order_by(Message.id.desc())
    message = db.session.scalars(found).first()
    assert message is not None
    return message


def typed(client: ReadingClient, path: str, **values: str) -> Page:
    return client.submit(client.get(path).form("words-en"), follow=False, **values)


def test_the_team_writes_looks_counts_and_sends(forum: Edition, organiser: ReadingClient) -> None:
    page = organiser.get(BEFORE)
    assert page.status == 200 and told() == []
    assert typed(organiser, BEFORE, **{"words-en": "Bus 10."}).status == 303 and told() == []
    page = organiser.get(f"{BEFORE}/send")
    assert "Bus 10." in page.text and "whoever does not have it yet: 4 letters" in page.text
    assert told() == []
    assert organiser.submit(page.form("whom"), follow=False).status == 303
    assert told() == sorted([LIN, ULA, VISITOR, ONLINE])
    assert "4" in organiser.get(HERE).text
    page = organiser.get(f"{BEFORE}/send")
    assert "does not have it yet" not in page.text and "everybody, also who has it already: 4 letters" in page.text
    audited = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert "letter to everybody written" in audited and "task begun" in audited


def test_what_is_typed_can_be_looked_at_before_anything_is_kept(forum: Edition, organiser: ReadingClient) -> None:
    page = typed(organiser, BEFORE, **{"words-en": "Bus 10.", "look": "first"})
    assert page.status == 200 and "Nothing has changed yet" in page.text
    assert page.form("words-en").values["words-en"].strip() == "Bus 10."
    assert queries.of(agenda.fresh(forum), Kind.PRACTICAL) is None and told() == []


@pytest.mark.parametrize("days", ["0", "15", "soon"])
def test_what_cannot_be_kept_is_said_at_the_field_and_no_word_is_lost(
    forum: Edition, organiser: ReadingClient, days: str
) -> None:
    page = typed(organiser, BEFORE, **{"words-en": "Bus 10.", "words-lt": "10 autobusas", "days": days})
    assert page.status == 422
    assert page.form("days").values["words-lt"].strip() == "10 autobusas"
    assert queries.of(agenda.fresh(forum), Kind.PRACTICAL) is None


def test_without_a_word_nothing_can_be_sent(forum: Edition, organiser: ReadingClient) -> None:
    assert typed(organiser, BEFORE, **{"words-en": ""}).status == 422
    assert organiser.get(f"{BEFORE}/send", follow=False).status == 302


def test_who_came_later_gets_it_and_nobody_gets_it_twice(forum: Edition) -> None:
    written(forum)
    send(forum, once="first")
    send(forum, once="first")
    assert len(told()) == 4
    with transaction():
        registrations.set_capacity(agenda.fresh(forum), None)
    registration(forum, email="late@example.org")
    send(forum)
    assert told().count(ULA) == 1 and "late@example.org" in told()


def test_sent_to_everybody_once_more_it_reaches_each_again(forum: Edition) -> None:
    written(forum)
    send(forum)
    assert len(told()) == 4
    written(forum, words=Text.of("Bus 11."))
    send(forum, whom=Whom.ALL)
    assert told().count(ULA) == 2 and "Bus 11." in letter(ULA).body_text


def test_the_letter_is_of_where_she_is(forum: Edition) -> None:
    written(forum, online_words=ONLINE_WORDS)
    send(forum)
    told()
    assert "Country – Name" in letter(ONLINE).body_text and "Bus 10" not in letter(ONLINE).body_text
    assert "Bus 10" in letter(VISITOR).body_text and "Country" not in letter(VISITOR).body_text
    assert '<a href="https://example.org/map"' in letter(VISITOR).body_html
    assert "/r/" in letter(VISITOR).body_text and "/i/" in letter(LIN).body_text


def test_it_waits_for_the_morning(forum: Edition, september: time_machine.Traveller) -> None:
    written(forum)
    september.move_to(datetime(2026, 9, 1, 20, tzinfo=UTC), tick=False)  # 23:00 in Vilnius, 4:00 in Taipei
    send(forum)
    told()
    assert letter(VISITOR).not_before == datetime(2026, 9, 2, 4, tzinfo=UTC)
    assert letter(LIN).not_before == datetime(2026, 9, 1, 23, tzinfo=UTC)


def test_it_never_leaves_by_itself_unless_it_was_switched_on(forum: Edition, september: time_machine.Traveller) -> None:
    written(forum)
    for day in range(1, 60):
        september.move_to(NOW + timedelta(days=day), tick=False)
        schedule.write_automatic_letters()
    assert told() == []


def test_the_forecast_names_whom_the_worker_writes_to(forum: Edition, september: time_machine.Traveller) -> None:
    written(forum, days=7)
    september.move_to(datetime(2026, 10, 10, 9, tzinfo=UTC), tick=False)
    foreseen = [
        (one.name, one.leaves_at)
        for one in forecast.of_edition(agenda.fresh(forum), Assumption.NOBODY_ANSWERS)
        if one.kind == Kind.PRACTICAL
    ]
    assert len(foreseen) == 4
    assert {leaves.date() for _, leaves in foreseen} == {datetime(2026, 10, 17).date()}
    schedule.write_automatic_letters()
    assert told() == []
    september.move_to(datetime(2026, 10, 17, 9, tzinfo=UTC), tick=False)
    schedule.write_automatic_letters()
    schedule.write_automatic_letters()
    assert told() == sorted([LIN, ULA, VISITOR, ONLINE])
    left = forecast.of_edition(agenda.fresh(forum), Assumption.NOBODY_ANSWERS)
    assert not [one for one in left if one.kind == Kind.PRACTICAL and one.leaves_at > clock.now()]


def test_who_registers_after_its_day_gets_it_until_the_forum_begins(
    forum: Edition, september: time_machine.Traveller
) -> None:
    written(forum, days=7)
    with transaction():
        registrations.set_capacity(agenda.fresh(forum), None)
    september.move_to(datetime(2026, 10, 20, 9, tzinfo=UTC), tick=False)
    schedule.write_automatic_letters()
    registration(forum, email="late@example.org")
    schedule.write_automatic_letters()
    assert "late@example.org" in told()
    registration(forum, email="too-late@example.org")
    september.move_to(FIRST_DAY, tick=False)
    schedule.write_automatic_letters()
    assert "too-late@example.org" not in told()


def test_many_are_written_a_hundred_at_a_time(
    forum: Edition, september: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(forum, days=7)
    monkeypatch.setattr(schedule, "AT_ONCE", 2)
    september.move_to(datetime(2026, 10, 17, 9, tzinfo=UTC), tick=False)
    with transaction():
        assert automatic.write_due(2) == 2
    assert len(told()) == 2
    schedule.write_automatic_letters()
    assert len(told()) == 4


def test_a_forum_that_is_called_off_writes_to_nobody(
    forum: Edition, organiser: ReadingClient, september: time_machine.Traveller
) -> None:
    written(forum, days=7)
    with transaction():
        agenda.fresh(forum).state = "postponed"
    september.move_to(datetime(2026, 10, 17, 9, tzinfo=UTC), tick=False)
    schedule.write_automatic_letters()
    with pytest.raises(actions.NotNow):
        send(forum)
    assert told() == []


def test_stopped_mailboxes_are_left_out_of_count_and_letters(forum: Edition) -> None:
    made = written(forum)
    with transaction():
        notifications.suppress(ULA, "refused")
    assert len(actions.letters(db.session.get_one(Announcement, made.id), Whom.ALL)) == 3
    send(forum)
    assert told() == sorted([LIN, VISITOR, ONLINE])


def test_thanks_go_to_whoever_was_there_or_online(forum: Edition, september: time_machine.Traveller) -> None:
    written(forum, Kind.THANKS)
    with pytest.raises(actions.TooEarly):
        send(forum, Kind.THANKS)
    september.move_to(FIRST_DAY + timedelta(hours=1), tick=False)
    with transaction():
        ula = db.session.scalars(select(Registration).where(Registration.email == ULA)).one()
        ula.state = RegistrationState.CHECKED_IN
    september.move_to(FIRST_DAY + timedelta(days=4), tick=False)
    send(forum, Kind.THANKS)
    assert told(Kind.THANKS) == sorted([LIN, ULA, ONLINE])


def test_where_nobody_was_let_in_at_a_desk_everybody_is_thanked(
    forum: Edition, september: time_machine.Traveller
) -> None:
    written(forum, Kind.THANKS, days=2)
    september.move_to(FIRST_DAY + timedelta(days=4, hours=2), tick=False)
    schedule.write_automatic_letters()
    assert told(Kind.THANKS) == sorted([LIN, ULA, VISITOR, ONLINE])
    with pytest.raises(actions.TooLate):
        written(forum)
        send(forum)


def test_other_words_than_those_looked_at_are_not_sent(forum: Edition, organiser: ReadingClient) -> None:
    written(forum)
    page = organiser.get(f"{BEFORE}/send")
    written(forum, words=Text.of("Bus 11."))
    answer = organiser.submit(page.form("whom"), follow=False)
    assert answer.status == 422 and "Somebody wrote other words meanwhile" in answer.text and told() == []


def test_more_than_25_letters_leave_only_with_their_number(forum: Edition, organiser: ReadingClient) -> None:
    with transaction():
        registrations.set_capacity(agenda.fresh(forum), None)
    for _ in range(25):
        registration(forum)
    written(forum)
    page = organiser.get(f"{BEFORE}/send")
    assert organiser.submit(page.form("whom"), follow=False, count="").status == 422 and told() == []
    assert organiser.submit(page.form("whom"), follow=False, count="29").status == 303
    assert db.session.scalars(select(Task.total).order_by(Task.id)).all() == [1, 28]
    assert len(told()) == 29


def test_practical_notes_follow_the_teams_own_words_but_of_the_house_nobody_reads_online(forum: Edition) -> None:
    with transaction():
        notes = {"wifi": Text.of("Network F3D"), "conduct": Text({"en": "Be kind.", "lt": "Būkite malonūs."})}
        forums.change(agenda.fresh(forum), **notes)
    written(forum)
    send(forum)
    told()
    here, there, native = (letter(address) for address in (VISITOR, ONLINE, ULA))
    assert "Bring a document.\n\nWi-Fi\nNetwork F3D\n\nCode of conduct\nBe kind." in here.body_text
    assert "<h2>Wi-Fi</h2>" in here.body_html
    assert "Wi-Fi" not in there.body_text and "Code of conduct\nBe kind." in there.body_text
    assert "Elgesio taisyklės\nBūkite malonūs." in native.body_text


def test_the_team_reads_beside_its_words_which_notes_follow_and_no_other_ones_are_sent(
    forum: Edition, organiser: ReadingClient
) -> None:
    written(forum)
    assert "practical notes" not in organiser.get(BEFORE).text
    seen = organiser.get(f"{BEFORE}/send").form("whom")
    with transaction():
        forums.change(agenda.fresh(forum), wifi=Text.of("Network F3D"))
    assert "the practical notes: Wi-Fi." in organiser.get(BEFORE).text
    assert organiser.submit(seen, follow=False).status == 422 and told() == []


@pytest.mark.parametrize("role", ["viewer", "desk", "cohost"])
def test_who_may_send_no_letters_finds_no_such_page(team: Team, forum: Edition, role: str) -> None:
    client = team.signed_in_as(role, agenda.fresh(forum))
    assert {client.get(path, follow=False).status for path in (HERE, BEFORE, f"{BEFORE}/send", AFTER)} == {404}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_the_letters_read_as_they_were_reviewed(
    forum: Edition, kind: Kind, language: str, september: time_machine.Traveller
) -> None:
    with transaction():
        db.session.scalars(select(Registration).where(Registration.email == VISITOR)).one().language = language
    written(forum, kind)
    september.move_to(FIRST_DAY + timedelta(days=2 if kind == Kind.THANKS else -7), tick=False)
    send(forum, kind)
    told()
    assert_as_reviewed(letter(VISITOR, kind), GOLDEN / f"{kind}.{language}.txt")
    if language == "en":
        assert_both_parts_say_the_same(letter(VISITOR, kind))
        assert_as_reviewed(letter(LIN, kind), GOLDEN / f"{kind}.with_part.txt")


def test_the_released_programme_comes_with_it_in_her_language(forum: Edition, client: ReadingClient) -> None:
    written(forum)
    send(forum)
    assert told() and ".pdf" not in letter(VISITOR).body_text, "nothing is released yet"
    agenda.released(forum)
    send(forum, whom=Whom.ALL)
    assert told()
    for address, words in ((VISITOR, "http://localhost/en/"), (ULA, "http://localhost/lt/")):
        [link] = [word for word in letter(address).body_text.split() if word.endswith(".pdf")]
        assert link == f"{words}f3d2026/agenda.pdf" and link in letter(address).body_html
        assert client.get(link.removeprefix("http://localhost")).response.mimetype == "application/pdf"


ASSISTANT = "assistant@example.org"
CERTIFICATE = "certificate of participation"


@pytest.fixture
def over(forum: Edition, team: Team, september: time_machine.Traveller) -> Edition:
    """LIN, who has a contact, and the visitor were checked in; it is two days later, and certificates are given."""
    with transaction():
        lin = db.session.scalars(select(Person).where(Person.email == LIN)).one()
        pool.set_contact(lin, agenda.fresh(forum), name="", email=ASSISTANT, language="en", receives_letters=True)
    september.move_to(FIRST_DAY + timedelta(hours=1), tick=False)
    for address in (LIN, VISITOR):
        certificates.came(found(forum, address), team)
    certificates.terms(forum)
    september.move_to(FIRST_DAY + timedelta(days=4), tick=False)
    return forum


def found(edition: Edition, address: str) -> Registration:
    known = by_address(edition, address)
    assert known is not None
    return known


def test_who_came_reads_where_the_certificate_is(over: Edition, client: ReadingClient, sink: Sink) -> None:
    written(over, Kind.THANKS)
    send(over, Kind.THANKS)
    assert told(Kind.THANKS) == sorted([LIN, ASSISTANT, VISITOR, ONLINE])
    assert {address for address in (LIN, ASSISTANT, VISITOR, ONLINE) if says_so(address)} == {LIN, VISITOR}
    with transaction():
        for message in db.session.scalars(select(Message)):
            message.not_before = clock.now()
    delivery.run_due()
    for address in (LIN, VISITOR):
        [link] = {line.strip() for line in thanks(sink, address).splitlines() if "/r/" in line}
        page = client.get(link.removeprefix("http://localhost"))
        assert "Certificate of participation" in page.links()
    assert "/r/" not in thanks(sink, ASSISTANT)


def thanks(sink: Sink, address: str) -> str:
    [arrived] = [one for one in sink.to(address) if one.message["Subject"] == "[F3D 2026] Thank you"]
    return arrived.text


def says_so(address: str) -> bool:
    return CERTIFICATE in letter(address, Kind.THANKS).body_text


@pytest.mark.parametrize("how", ["never", "off"])
def test_where_none_are_given_nothing_is_said_of_them(over: Edition, how: str) -> None:
    if how == "never":
        with transaction():
            db.session.execute(delete(CertificateTerms))
    else:
        certificates.terms(over, is_on=False)
    written(over, Kind.THANKS)
    send(over, Kind.THANKS)
    told(Kind.THANKS)
    assert not any(says_so(address) for address in (LIN, VISITOR, ONLINE))
    assert letter(LIN, Kind.THANKS).second_link_purpose is None


def test_the_letter_before_the_forum_does_not_speak_of_certificates(forum: Edition) -> None:
    certificates.terms(forum)
    written(forum)
    send(forum)
    told()
    assert CERTIFICATE not in letter(VISITOR).body_text


def test_a_certificate_of_a_later_day_is_announced_with_it(over: Edition) -> None:
    certificates.terms(over, available_on=(FIRST_DAY + timedelta(days=10)).date())
    written(over, Kind.THANKS)
    send(over, Kind.THANKS)
    told(Kind.THANKS)
    assert f"From 3 November 2026 on you can have a {CERTIFICATE}" in letter(VISITOR, Kind.THANKS).body_text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_with_a_certificate_reads_as_it_was_reviewed(over: Edition, language: str) -> None:
    with transaction():
        found(over, VISITOR).language = language
    written(over, Kind.THANKS)
    send(over, Kind.THANKS)
    told(Kind.THANKS)
    assert_as_reviewed(letter(VISITOR, Kind.THANKS), GOLDEN / f"thank_you.certificate.{language}.txt")
    if language == "en":
        assert_both_parts_say_the_same(letter(VISITOR, Kind.THANKS))
        assert_as_reviewed(letter(LIN, Kind.THANKS), GOLDEN / "thank_you.certificate.with_part.txt")


def test_looking_and_sending_ask_the_same_with_many_who_came(app: Flask, over: Edition, team: Team) -> None:
    kept = written(over, Kind.THANKS)

    def cost() -> int:
        with statements(app) as said:
            queries.envelopes(db.session.get_one(Announcement, kept.id))
        return len(said)

    db.session.rollback()
    before = cost()
    with transaction():
        registrations.set_capacity(agenda.fresh(over), None)
    for number in range(4):
        certificates.came(registration(over, email=f"more{number}@example.org"), team)
    db.session.rollback()
    assert cost() == before
