"""What cannot wait: one session changes at once, and a session or the forum is called off (E22, E23, S8)."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from forumapp.agenda import actions, queries, urgent
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.programme import actions as programme
from forumapp.tasks import running
from forumapp.words import Text
from tests.agenda.test_telling import (
    LIN,
    SURYADI,
    ULA,
    change,
    forum,
    half_an_hour_later,
    of,
    organiser,
    release,
    september,
    told,
)
from tests.factories import agenda, invitations, registrations
from tests.registrations.test_places import at_once
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

__all__ = ["forum", "organiser", "september"]

HERE = "/manage/f3d2026/agenda/urgent?session=P1"
OFF = "/manage/f3d2026/agenda/call-off"
WHY = {"reason-en": "The Aula is closed."}


def test_one_form_moves_the_session_releases_it_alone_and_tells_at_once(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    change(forum, "P2", half_an_hour_later)
    form = organiser.get(HERE).form("Change it now")
    done = organiser.submit(form, start="11:00", tell="affected", **WHY)
    assert "Release 2 is public. 2 letters are on their way." in done.text
    delivery.run_due()
    [letter] = sink.to(LIN)
    assert letter.message["subject"] == "[F3D 2026] Urgent change: P1"
    assert "The Aula is closed." in letter.text and "11:00–12:15 Vilnius" in letter.text
    assert "15:30" not in letter.text
    page = organiser.get("/en/f3d2026/agenda").text
    assert "11:00" in page and "15:30" not in page and "The Aula is closed." in page
    again = organiser.submit(form, start="11:00", tell="affected", **WHY)
    assert "Release 2 is out already." in again.text
    assert len(told()) == 2


def test_urgent_letters_leave_at_night(
    forum: Edition, team: Team, september: time_machine.Traveller, sink: Sink
) -> None:
    september.move_to(datetime(2026, 9, 1, 20, tzinfo=UTC))
    organiser = team.signed_in_as("organiser", agenda.fresh(forum))
    form = organiser.get(HERE).form("Change it now")
    organiser.submit(form, start="10:00", tell="everybody", **WHY)
    delivery.run_due()
    assert [letter.message["subject"] for letter in sink.to(SURYADI)] == ["[F3D 2026] Urgent change of the agenda"]


def test_somebody_who_cannot_come_leaves_every_page_and_the_others_are_told(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    form = organiser.get(HERE).form("Change it now")
    role = of(LIN, "P1").part_asked
    organiser.submit(form, leaving=str(role.id), tell="affected", **WHY)
    assert of(LIN, "P1").state == InvitationState.DECLINED
    assert told() == [("your_sessions_changed", ULA)]
    assert "LIN Yu-ching" not in organiser.get("/en/f3d2026/agenda/P1").text
    delivery.run_due()
    assert "METHOD:CANCEL" in sink.to(LIN)[-1].message.as_string()


def test_nothing_changed_is_refused_and_so_is_no_reason(forum: Edition, organiser: ReadingClient) -> None:
    form = organiser.get(HERE).form("Change it now")
    refused = organiser.submit(form, tell="affected", **WHY)
    assert refused.status == 422 and "Change the time, the room or who takes part." in refused.text
    assert organiser.submit(form, start="11:00", tell="affected").status == 422
    assert len(queries.of_edition(agenda.fresh(forum))) == 1 and told() == []


def test_a_clash_needs_a_reason(forum: Edition, organiser: ReadingClient) -> None:
    form = organiser.get(HERE).form("Change it now")
    refused = organiser.submit(form, start="15:00", tell="affected", **WHY)
    assert refused.status == 422 and "say why it is released so" in refused.text
    done = organiser.submit(
        refused.form("Change it now"), start="15:00", tell="affected", override_reason="She runs.", **WHY
    )
    assert "Release 2 is public" in done.text


def test_pressed_by_ten_at_once_it_happens_once(app: Flask, forum: Edition) -> None:
    edition_id = forum.id

    def press() -> None:
        with transaction():
            session = agenda.session(db.session.get_one(Edition, edition_id), "P1")
            place = {"wall_start": datetime(2026, 10, 24, 11), "minutes": 75, "fold": None, "room": session.room}
            moved = urgent.Change(Text.of("Why"), place)
            urgent.change_at_once(session, moved, by_id=None, told="affected", expected_number=2)

    refused = at_once(app, [press] * 10)
    assert [type(error) for error in refused] == [actions.AlreadyReleased] * 9
    running.run_due()
    assert len(told()) == 2 and len(queries.of_edition(agenda.fresh(forum))) == 2


def test_a_session_that_the_public_does_not_read_is_told_to_those_in_it_alone(
    forum: Edition, organiser: ReadingClient
) -> None:
    change(forum, "P1", lambda session: setattr(session, "listing", "hidden"))
    agenda.released(forum)
    registrations.registration(forum, email="visitor@example.org")
    form = organiser.get(HERE).form("Change it now")
    organiser.submit(form, start="11:00", tell="everybody", **WHY)
    assert sorted(told()) == [("your_sessions_changed", LIN), ("your_sessions_changed", ULA)]
    assert len(queries.of_edition(agenda.fresh(forum))) == 2
    assert "The Aula is closed." not in organiser.get("/en/f3d2026/releases/").text


def test_a_cancelled_session_stays_on_the_page_as_cancelled_and_leaves_calendars(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    page = organiser.get(f"{OFF}?session=P1")
    for words in ("1 session does not take place", "2 people have a part", "2 entries are taken out", "1 other person"):
        assert words in page.text, words
    form = page.form("Call it off")
    organiser.submit(form, what="cancelled", tell="affected", **WHY)
    organiser.submit(form, what="cancelled", tell="affected", **WHY)
    assert len(told()) == 2
    delivery.run_due()
    letter = sink.to(LIN)[-1]
    assert "“What democracies owe their digital citizens” is cancelled." in letter.text
    assert "METHOD:CANCEL" in letter.message.as_string()
    assert "ancelled" in organiser.get("/en/f3d2026/agenda").text


def test_a_postponed_session_has_no_time_and_leaves_calendars(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    organiser.submit(organiser.get(f"{OFF}?session=P1").form("Call it off"), what="postponed", tell="affected", **WHY)
    delivery.run_due()
    letter = sink.to(LIN)[-1]
    assert "has no time for the moment" in letter.text and "METHOD:CANCEL" in letter.message.as_string()
    page = organiser.get("/en/f3d2026/agenda").text
    assert "What democracies owe" in page and "Postponed: the new time will follow" in page


@pytest.mark.parametrize("what", ["postponed", "cancelled"])
def test_the_whole_forum_is_called_off_with_one_letter_each(
    forum: Edition, organiser: ReadingClient, sink: Sink, what: str
) -> None:
    registrations.registration(forum, email="visitor@example.org")
    page = organiser.get(OFF)
    for words in ("3 sessions do not take place", "3 people have a part", "4 entries are taken out", "1 other person"):
        assert words in page.text, words
    form = page.form("Call it off")
    organiser.submit(form, what=what, tell="everybody", **WHY)
    organiser.submit(form, what=what, tell="everybody", **WHY)
    assert sorted(told()) == [
        ("forum_called_off", LIN),
        ("forum_called_off", SURYADI),
        ("forum_called_off", ULA),
        ("forum_called_off_registered", "visitor@example.org"),
    ]
    delivery.run_due()
    letter = sink.to(LIN)[-1]
    assert letter.message.as_string().count("METHOD:CANCEL") == 3  # as a part, and a file for each of two sessions
    assert f"This forum is {what}." in organiser.get("/en/f3d2026/agenda").text


def test_after_a_postponement_new_dates_ask_everybody_again(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    organiser.submit(organiser.get(OFF).form("Call it off"), what="postponed", tell="affected", **WHY)
    delivery.run_due()
    organiser.submit(organiser.get("/manage/f3d2026/agenda").form("It takes place after all"))
    assert agenda.fresh(forum).state == EditionState.ANNOUNCED
    change(forum, "P3", lambda session: programme.reschedule(session, datetime(2026, 10, 26, 14), 60))
    organiser.submit(organiser.get("/manage/f3d2026/agenda").form("Release 2"), tell="affected")
    delivery.run_due()
    assert of(SURYADI, "P3").is_to_reconfirm
    assert "METHOD:REQUEST" in sink.to(SURYADI)[-1].message.as_string()
    assert "METHOD:REQUEST" in sink.to(ULA)[-1].message.as_string()


def test_the_files_of_a_forum_that_was_called_off_say_so_at_each_session(
    forum: Edition, organiser: ReadingClient
) -> None:
    before = organiser.get("/en/f3d2026/agenda.ics").text
    assert "STATUS:CONFIRMED" in before
    organiser.submit(organiser.get(OFF).form("Call it off"), what="cancelled", tell="nobody", **WHY)
    for file in ("agenda.ics", "agenda/P1.ics", "agenda.ics?day=2026-10-26"):
        after = organiser.get(f"/en/f3d2026/{file}").text
        assert "STATUS:CANCELLED" in after and "STATUS:CONFIRMED" not in after, file
    assert "cancelled" in organiser.get("/en/f3d2026/agenda.csv").text
    assert organiser.get("/en/f3d2026/agenda.zip").status == 200


def test_the_letters_are_looked_at_first_and_nothing_happens(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    form = organiser.get(HERE).form("Change it now")
    page = organiser.submit(form, start="11:00", tell="affected", look="first", **WHY)
    assert page.status == 200 and "Nothing has changed yet, and nothing was sent." in page.text
    assert (
        "Urgent change: P1" in page.text and "11:00–12:15 Vilnius" in page.text and "The Aula is closed." in page.text
    )
    assert len(page.document.xpath("//details[@class='preview']")) == 2  # one in each language
    assert told() == [] and "11:00–12:15" not in organiser.get("/en/f3d2026/agenda").text
    done = organiser.submit(page.form("Change it now"), tell="affected")
    assert "Release 2 is public. 2 letters are on their way." in done.text


@pytest.mark.parametrize(
    ("where", "what", "words"),
    [
        ("?session=P1", "cancelled", "is cancelled."),
        ("?session=P1", "postponed", "has no time for the moment"),
        ("", "postponed", "postponed"),
        ("", "cancelled", "cancelled"),
    ],
)
def test_what_calling_off_would_say_is_shown_before_it_is_said(
    forum: Edition, organiser: ReadingClient, where: str, what: str, words: str
) -> None:
    form = organiser.get(f"{OFF}{where}").form("Call it off")
    page = organiser.submit(form, what=what, tell="affected", look="first", **WHY)
    (first, *_others) = page.document.xpath("//div[@class='letter']")
    assert words in first.text_content() and "The Aula is closed." in first.text_content()
    assert told() == []
    db.session.expire_all()
    assert agenda.fresh(forum).state == EditionState.ANNOUNCED
    assert not agenda.session(forum, "P1").is_cancelled and agenda.session(forum, "P1").starts_at
    page = organiser.submit(form, what=what, tell="nobody", look="first", **WHY)
    assert "Nobody would be written to." in page.text


ONA = "ona@example.org"


@pytest.fixture
def asked(forum: Edition) -> Edition:
    """Ona was asked for P1 and has not answered."""
    invitations.invitation(agenda.session(forum, "P1"), state="sent", printed_name="Ona", email=ONA)
    delivery.run_due()
    return forum


def test_who_has_not_answered_is_counted_and_told_that_no_answer_is_needed(
    asked: Edition, organiser: ReadingClient, client: ReadingClient, sink: Sink
) -> None:
    page = organiser.get(f"{OFF}?session=P1")
    assert "1 person was asked, has not answered, and can be written to." in page.text
    assert "those affected: 2 people with a part and 1 person who has not answered" in page.text
    organiser.submit(page.form("Call it off"), what="cancelled", tell="affected", **WHY)
    assert sorted(told()) == [("your_sessions_changed", address) for address in (LIN, ONA, ULA)]
    delivery.run_due()
    letter = sink.to(ONA)[-1]
    for words in (
        "“What democracies owe their digital citizens” is cancelled.",
        "The Aula is closed.",
        "No answer is needed any more.",
        "You get this letter because we had invited you before.",
    ):
        assert words in letter.text, words
    assert "This session was cancelled" in client.get(letter.link()).text
    assert "No answer is needed" not in sink.to(LIN)[-1].text


def test_a_release_that_cancels_tells_her_too_and_once(asked: Edition) -> None:
    change(asked, "P1", programme.cancel)
    release(asked)
    assert sorted(told()) == [("your_sessions_changed", address) for address in (LIN, ONA, ULA)]
    change(asked, "P1", lambda session: setattr(session, "note", Text.of("Sorry")))
    change(asked, "P3", lambda session: setattr(session, "note", Text.of("With coffee")))
    release(asked)
    assert ("your_sessions_changed", ONA) not in told()[3:]


def test_of_another_time_she_reads_with_the_invitation_alone(asked: Edition, organiser: ReadingClient) -> None:
    form = organiser.get(HERE).form("Change it now")
    organiser.submit(form, start="11:00", tell="affected", **WHY)
    assert sorted(told()) == [("your_sessions_changed", LIN), ("your_sessions_changed", ULA)]


@pytest.mark.parametrize(
    ("what", "words"),
    [("cancelled", "No answer is needed any more."), ("postponed", "As soon as new dates are known, we write to you")],
)
def test_she_is_told_that_the_whole_forum_is_called_off(
    asked: Edition, organiser: ReadingClient, sink: Sink, what: str, words: str
) -> None:
    organiser.submit(organiser.get(OFF).form("Call it off"), what=what, tell="affected", **WHY)
    assert ("forum_called_off", ONA) in told()
    delivery.run_due()
    assert words in sink.to(ONA)[-1].text and "agreed to come" not in sink.to(ONA)[-1].text


def test_who_said_yes_since_the_release_comes_in_alone_or_instead_of_somebody(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    change(forum, "P2", half_an_hour_later)
    assert "Confirmed since the last release" not in organiser.get(HERE).text
    invitations.invitation(agenda.session(forum, "P1"), state="accepted", printed_name="Ona Nauja", email=ONA)
    delivery.run_due()
    page = organiser.get(HERE)
    assert "Confirmed since the last release; comes in with this change: Ona Nauja panellist" in page.text
    leaving = str(of(LIN, "P1").part_asked.id)
    done = organiser.submit(page.form("Change it now"), leaving=leaving, tell="affected", **WHY)
    assert "Release 2 is public." in done.text
    public = organiser.get("/en/f3d2026/agenda").text
    assert "Ona Nauja" in public and "15:30" not in public
    delivery.run_due()
    assert "Ona Nauja" in sink.to(ULA)[-1].text
    refused = organiser.submit(organiser.get(HERE).form("Change it now"), tell="affected", **WHY)
    assert refused.status == 422 and "Change the time, the room or who takes part." in refused.text


def test_a_new_person_is_change_enough(forum: Edition, organiser: ReadingClient) -> None:
    invitations.invitation(agenda.session(forum, "P1"), state="accepted", printed_name="Ona Nauja", email=ONA)
    organiser.submit(organiser.get(HERE).form("Change it now"), tell="nobody", **WHY)
    assert "Ona Nauja" in organiser.get("/en/f3d2026/agenda/P1").text


def test_an_interpreter_hears_of_it_as_anybody_with_a_part(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    ona = "ona@example.org"
    invitations.invitation(
        agenda.session(forum, "P1"), state="accepted", part="interpreter", printed_name="Ona Verta", email=ona
    )
    delivery.run_due()
    done = organiser.submit(organiser.get(HERE).form("Change it now"), start="11:00", tell="affected", **WHY)
    assert "Release 2 is public. 3 letters are on their way." in done.text
    delivery.run_due()
    letter = sink.to(ona)[-1]
    assert letter.message["subject"] == "[F3D 2026] Urgent change: P1" and "interpreter" in letter.text
    assert "Ona Verta" not in organiser.get("/en/f3d2026/agenda").text
    assert "Ona Verta" not in organiser.get("/en/f3d2026/agenda.json").response.get_data(as_text=True)
