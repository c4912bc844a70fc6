"""The invitee's page: robots change nothing, a person can answer, change her mind, and is told when it is too late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from forumapp import links
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import NameShown
from forumapp.registrations import actions as registrations
from forumapp.words import Text
from tests.factories import forums, invitations, people
from tests.factories.invitations import RESPOND_BY
from tests.invitations.support import answer, as_stored, entry_of, letters, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.statements import statements

LIN = "lin@example.org"


@pytest.fixture
def invited(app: Flask) -> Invitation:
    return invitations.invitation(email=LIN)


@pytest.fixture
def link(invited: Invitation, sink: Sink) -> str:
    """The address in her letter, as she would click it."""
    delivery.run_due()
    return newest_to(sink, LIN).link()


def rows() -> tuple[object, ...]:
    """Everything that an answer could change."""
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name not in ("worker_heartbeats",)]
    return tuple(tuple(map(tuple, db.session.execute(table.select().order_by(*table.primary_key)))) for table in tables)


def test_a_scanner_changes_nothing_and_the_person_can_still_answer(
    client: ReadingClient, invited: Invitation, link: str
) -> None:
    before = rows()
    robot = ReadingClient.of(client.app)
    for _ in range(5):
        assert robot.head(link).status == 200
        page = robot.get(link, headers={"Sec-Purpose": "prefetch"})
        for address in page.links().values():
            if not address.startswith(("mailto:", "#")):
                robot.get(address)
    assert rows() == before
    assert "You accepted" in answer(client, link, "accept").text
    assert as_stored(invited.id).state == InvitationState.ACCEPTED


def test_a_machine_that_submits_the_form_as_it_stands_answers_nothing(
    client: ReadingClient, invited: Invitation, link: str
) -> None:
    page = client.get(link)
    form = page.form("answer")
    assert form.values.get("answer") is None
    sent = client.submit(form)
    assert sent.status == 422 and "Choose one of the answers." in sent.text
    assert as_stored(invited.id).state == InvitationState.SENT


def test_what_was_typed_stays_when_no_answer_was_chosen(client: ReadingClient, link: str) -> None:
    page = client.submit(client.get(link).form("answer"), message="A long word\nto the hosts")
    assert page.form("answer").values["message"].split() == ["A", "long", "word", "to", "the", "hosts"]


def test_the_page_says_what_is_asked(client: ReadingClient, link: str) -> None:
    page = client.get(link)
    assert page.heading == "What democracies owe their digital citizens"
    for words in (
        "Ministry of Digital Affairs, Taiwan, and Vilnius University invite you, LIN Yu-ching 林雨晴, to speak at",
        "Saturday 24 October 2026, 09:00–10:15 Vilnius",
        "14:00–15:15 Taipei",
        "Aula, Vilnius University, Vilnius",
        "Panellist",
        "On the record: what is said may be quoted with the speaker's name. The session is not recorded.",
        "until Saturday 12 September 2026, 23:59 Vilnius",
        "Nothing you write here is public.",
    ):
        assert words in page.text, words


def test_the_page_speaks_the_language_of_its_address(client: ReadingClient, link: str) -> None:
    assert "2026年10月24日 星期六" in client.get(link.replace("/en/", "/zh-Hant/")).text


def test_her_own_zone_stands_second_where_it_is_known(app: Flask, client: ReadingClient, sink: Sink) -> None:
    invitations.invitation(email=LIN, time_zone="America/New_York")
    delivery.run_due()
    assert "02:00–03:15 New York" in client.get(newest_to(sink, LIN).link()).text


def test_only_confirmed_people_who_may_be_named_stand_beside_her(
    app: Flask, client: ReadingClient, invited: Invitation, link: str
) -> None:
    session = as_stored(invited.id).part_asked.session
    assert "others are being asked" in client.get(link).text
    invitations.invitation(session, printed_name="Suryadi", state="sent")
    invitations.invitation(session, printed_name="Gintarė Čė", state="declined")
    invitations.invitation(session, printed_name="Katrín Þórsdóttir", state="accepted", name_shown=NameShown.REFUSED)
    invitations.invitation(session, printed_name="Ūla Žemaitė-Šimkienė", state="accepted", part="moderator")
    page = client.get(link)
    assert "Ūla Žemaitė-Šimkienė, moderator" in page.text
    for name in ("Suryadi", "Gintarė", "Katrín"):
        assert name not in page.text


def test_the_link_is_kept_from_other_sites_and_from_stores(client: ReadingClient, link: str) -> None:
    headers = client.get(link).response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"


def test_a_yes_is_kept_shown_and_receipted_with_an_entry(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    page = answer(client, link, "accept", message="Glad to come")
    assert page.status == 200 and "You accepted" in page.text
    assert told() == {
        ("invitation_to_speak", LIN),
        ("invitation_accepted", LIN),
        ("invitation_answered", "desk@example.org"),
    }
    delivery.run_due()
    entry = entry_of(newest_to(sink, LIN))
    stored = as_stored(invited.id)
    uid = f"{stored.part_asked.session.uid}-{stored.public_id}"
    assert (entry["METHOD"], entry["UID"], entry["STATUS"]) == ("REQUEST", f"{uid}@localhost", "CONFIRMED")
    assert (entry["DTSTART"], entry["ATTENDEE"]) == ("20261024T090000", f"mailto:{LIN}")
    assert "> Glad to come" in newest_to(sink, "desk@example.org").text


def test_the_entry_is_cancelled_by_a_later_no_and_its_sequence_grows(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    entries = []
    for choice in ("accept", "decline", "accept"):
        answer(client, link, choice)
        delivery.run_due()
        entries.append(entry_of(newest_to(sink, LIN)))
    assert [entry["METHOD"] for entry in entries] == ["REQUEST", "CANCEL", "REQUEST"]
    assert len({entry["UID"] for entry in entries}) == 1
    sequences = [int(entry["SEQUENCE"]) for entry in entries]
    assert sequences == sorted(set(sequences))


def test_taking_a_moved_session_out_names_it_as_she_has_it(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    answer(client, link, "accept")
    delivery.run_due()
    first = entry_of(newest_to(sink, LIN))
    with transaction():
        session = db.session.get_one(Invitation, invited.id).part_asked.session
        programme.reschedule(session, datetime(2026, 10, 24, 11, 0), 60)
    answer(client, link, "decline")
    delivery.run_due()
    last = entry_of(newest_to(sink, LIN))
    assert int(last["SEQUENCE"]) > int(first["SEQUENCE"])
    assert (last["UID"], last["DTSTART"]) == (first["UID"], first["DTSTART"])


def test_a_no_without_an_earlier_yes_has_no_entry(client: ReadingClient, link: str, sink: Sink) -> None:
    answer(client, link, "decline")
    delivery.run_due()
    assert "text/calendar" not in newest_to(sink, LIN).raw.decode()


def test_a_double_press_answers_once(client: ReadingClient, invited: Invitation, link: str) -> None:
    form = client.get(link).form("answer")
    for _ in range(2):
        assert client.submit(form, answer="accept", message="Yes").status == 200
    assert as_stored(invited.id).answer_count == 1
    assert len(letters()) == 3


def test_she_may_change_her_mind_until_the_deadline_and_then_reads_words(
    client: ReadingClient, invited: Invitation, link: str, september: time_machine.Traveller
) -> None:
    answer(client, link, "accept")
    september.move_to(RESPOND_BY - timedelta(seconds=1))
    form = client.get(link).form("answer")
    september.move_to(RESPOND_BY)
    page = client.submit(form, answer="decline")
    assert page.status == 422
    assert "The time to change this answer is over." in page.text
    page = client.get(link)
    assert "The time to answer is over" in page.text and "desk@example.org" in page.text
    assert "You accepted" in page.text and not page.document.xpath("//input[@name='answer']")
    assert as_stored(invited.id).state == InvitationState.ACCEPTED


def test_a_cancelled_session_asks_nothing(client: ReadingClient, invited: Invitation, link: str) -> None:
    form = client.get(link).form("answer")
    with transaction():
        programme.cancel(db.session.get_one(Invitation, invited.id).part_asked.session)
    assert "This session was cancelled" in client.get(link).text
    assert client.submit(form, answer="accept").status == 422
    assert as_stored(invited.id).state == InvitationState.SENT


def test_a_forwarded_link_shows_nothing_she_told(client: ReadingClient, link: str) -> None:
    answer(client, link, "accept", message="My telephone is 555 0100", naming="y")
    stranger = ReadingClient.of(client.app).get(link)
    assert "555 0100" not in stranger.text and LIN not in stranger.text
    form = stranger.form("answer")
    assert form.values.get("answer") is None and form.values.get("naming") is None


def test_links_that_ended_or_never_were_say_so(client: ReadingClient, invited: Invitation, link: str) -> None:
    unknown = f"/en/i/{'x' * 43}"
    with transaction():
        links.revoke_all(links.Purpose.INVITATION, invited.id)
    for address in (link, unknown, f"{link}.ics"):
        page = client.get(address)
        assert page.status == 410 and "This link no longer works" in page.text
        assert page.response.headers["Referrer-Policy"] == "no-referrer"


def test_a_link_of_another_purpose_opens_nothing(app: Flask, client: ReadingClient, invited: Invitation) -> None:
    with transaction():
        token = links.make(links.Purpose.REGISTRATION, invited.id)
    assert client.get(f"/en/i/{token}").status == 410


def test_a_withdrawn_invitation_cannot_be_answered(client: ReadingClient, invited: Invitation, link: str) -> None:
    form = client.get(link).form("answer")
    with transaction():
        actions.revoke(db.session.get_one(Invitation, invited.id))
    assert client.submit(form, answer="accept").status == 410
    assert as_stored(invited.id).state == InvitationState.REVOKED


@pytest.mark.parametrize("site", [None, "same-origin"])
def test_browsers_that_hide_the_origin_of_a_page_without_referrer_can_answer(
    client: ReadingClient, invited: Invitation, link: str, site: str | None
) -> None:
    form = client.get(link).form("answer")
    headers = {"Origin": "null"} | ({"Sec-Fetch-Site": site} if site else {})
    assert client.post(link, form.values | {"answer": "accept"}, headers=headers).status == 303
    assert as_stored(invited.id).state == InvitationState.ACCEPTED


def test_another_site_cannot_answer(client: ReadingClient, invited: Invitation, link: str) -> None:
    form = client.get(link).form("answer")
    for headers in ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post(link, form.values | {"answer": "accept"}, headers=headers).status == 403
    assert as_stored(invited.id).state == InvitationState.SENT


def test_a_form_of_another_browser_is_refused(client: ReadingClient, invited: Invitation, link: str) -> None:
    form = client.get(link).form("answer")
    form.values["csrf_token"] = "made up"
    assert client.submit(form, answer="accept").status == 400
    assert as_stored(invited.id).state == InvitationState.SENT


@pytest.mark.parametrize("value", ["maybe", "accepted", "Accept", "representative", "accept_online"])
def test_an_answer_that_is_none_is_none(client: ReadingClient, invited: Invitation, link: str, value: str) -> None:
    assert answer(client, link, value).status == 422
    assert as_stored(invited.id).state == InvitationState.SENT


def test_the_calendar_file_is_there_once_she_accepted(client: ReadingClient, invited: Invitation, link: str) -> None:
    assert client.get(f"{link}.ics").status == 404
    page = answer(client, link, "accept")
    file = client.get(page.links()["Add it to your calendar"])
    content = file.response.get_data(as_text=True)
    assert file.response.mimetype == "text/calendar"
    assert "METHOD:PUBLISH" in content and "ATTENDEE" not in content and LIN not in content


@pytest.mark.parametrize("name", people.FIXTURE_NAMES)
def test_printed_names_stand_byte_for_byte_on_page_and_letter(
    app: Flask, client: ReadingClient, sink: Sink, name: str
) -> None:
    invitations.invitation(email=LIN, printed_name=name)
    delivery.run_due()
    letter = newest_to(sink, LIN)
    assert f"Dear {name}," in letter.text
    page = client.get(letter.link())
    shown = page.document.xpath("//*[contains(@class, 'kicker')]//bdi")
    native = people.FIXTURE_NAMES[name][0]
    assert [part.text_content() for part in shown] == [name, *([native] if native else [])]


def test_a_session_without_time_or_place_is_asked_for_plainly(app: Flask, client: ReadingClient, sink: Sink) -> None:
    session = invitations.panel(forums.edition(place=Text(), hosts=[]), wall_start=None, minutes=None)
    invitation = invitations.invitation(session, email=LIN)
    with transaction():
        kept = db.session.get_one(ForumSession, session.id)
        programme.reschedule(kept, None, None, room=None)
    delivery.run_due()
    page = answer(client, newest_to(sink, LIN).link(), "accept")
    assert "the time will follow" in page.text and "Add it to your calendar" not in page.text
    assert "Where" not in [term.text for term in page.document.xpath("//dt")]
    delivery.run_due()
    assert "text/calendar" not in newest_to(sink, LIN).raw.decode()
    assert as_stored(invitation.id).state == InvitationState.ACCEPTED


def test_session_hosts_ask_in_their_order_inside_another_event(app: Flask, client: ReadingClient, sink: Sink) -> None:
    guest = forums.edition(
        series="FOC", host_event_name="RightsCon 2025", host_event_badge=Text.of("The badge of RightsCon is needed.")
    )
    hosts = [Text.of(name) for name in ("Zeta Watch", "Access Example", "Media Example")]
    invitations.invitation(invitations.panel(guest, hosts=hosts), email=LIN)
    delivery.run_due()
    letter = newest_to(sink, LIN)
    for text in (letter.text, client.get(letter.link()).text):
        assert "Zeta Watch, Access Example and Media Example invite you" in text
        assert "RightsCon 2025" in text and "The badge of RightsCon is needed." in text


def test_the_link_outlives_the_deadline_but_not_the_forum_by_long(
    client: ReadingClient, link: str, september: time_machine.Traveller
) -> None:
    september.move_to(datetime(2026, 11, 20, tzinfo=UTC))
    assert client.get(link).status == 200
    september.move_to(datetime(2026, 12, 1, tzinfo=UTC))
    assert client.get(link).status == 410


def test_reissuing_a_link_ends_the_old_one_on_every_page_behind_it(
    app: Flask, client: ReadingClient, invited: Invitation, sink: Sink
) -> None:
    delivery.run_due()
    old = sink.letters[-1].link()
    client.submit(client.get(old).form("answer"), answer="accept")
    with transaction():
        actions.reissue(db.session.get_one(Invitation, invited.id))
    delivery.run_due()
    new = sink.letters[-1].link()
    behind = [
        rule.rule.partition("<token:token>")[2]
        for rule in app.url_map.iter_rules()
        if "/i/<token:token>" in rule.rule and "GET" in (rule.methods or ()) and rule.arguments == {"lang", "token"}
    ]
    assert {"", "/withdraw", ".ics"} <= set(behind)
    for path in behind:
        assert client.get(old + path, follow=False).status == 410, path
    assert client.get(new).form("answer")


MOST = 12
"""Questions, also where an accepted part is given back, which programme, releases and seats follow."""
SAID: dict[str, dict[str, str]] = {
    "accept": {},
    "accept_online": {"message": "From home."},
    "represent": {"representative_name": "Ygaudas Ąžuolas", "representative_email": "ygaudas@example.org"},
    "undecided": {},
    "decline": {"suggested_name": "Amara Okafor"},
}


@pytest.mark.parametrize("then", SAID)
@pytest.mark.parametrize("first", SAID)
def test_answering_is_one_page_and_one_press_with_few_questions_to_the_database(
    app: Flask, client: ReadingClient, sink: Sink, first: str, then: str
) -> None:
    """For the first time, and for whoever answered before."""
    edition = forums.edition(announced=True)
    with transaction():
        registrations.set_capacity(db.session.get_one(Edition, edition.id), 100)
    invitations.invitation(invitations.panel(edition, mode="hybrid"), email=LIN)
    delivery.run_due()
    link = newest_to(sink, LIN).link()
    for said in (first, then):
        with statements(app) as opened:
            form = client.get(link).form("answer")
        with statements(app) as answered:
            page = client.submit(form, follow=False, answer=said, **SAID[said])
        assert page.status == 303
        assert len([statement for statement in opened if _asks(statement)]) <= MOST, opened
        assert len([statement for statement in answered if _asks(statement)]) <= MOST, answered


def _asks(statement: str) -> bool:
    return statement.lstrip().upper().startswith("SELECT")
