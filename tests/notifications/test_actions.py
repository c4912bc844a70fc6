"""A letter is written once, with its cause, and may be called off or sent once more."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.extensions import db
from forumapp.links import Link, Purpose
from forumapp.notifications import actions, delivery, queries
from forumapp.notifications.actions import LinkExpired, LinkRequest
from forumapp.notifications.models import PERSONAL_LINK, Message, State, StillOnItsWay
from forumapp.words import LANGUAGES
from tests.notifications.letters import SIGN_IN, Desk, all_letters, letter, queued, written
from tests.support.mail_sink import Mode, Sink

EVENING = datetime(2026, 9, 1, 19, 30, tzinfo=UTC)  # 22:30 in Vilnius


def test_the_same_letter_is_written_once(app: Flask) -> None:
    first = queued(link=SIGN_IN)
    again = queued(link=SIGN_IN)
    assert again == first
    assert len(all_letters()) == 1
    assert len(db.session.scalars(select(Link)).all()) == 1


def test_the_same_mailbox_typed_otherwise_is_the_same_letter(app: Flask) -> None:
    assert queued("Guest@Example.org") == queued("guest@example.ORG")


@pytest.mark.parametrize(
    "changes", [{"about": "sample 2"}, {"version": 2}, {"address": "other@example.org"}], ids=lambda c: next(iter(c))
)
def test_another_cause_version_or_person_is_another_letter(app: Flask, changes: dict[str, object]) -> None:
    assert queued() != queued(**changes)


def test_two_requests_that_write_the_same_letter_at_once_write_one(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("there writers take turns, so that the second finds the letter of the first")
    first = queued()
    twin = Message(**{f: getattr(letter(first), f) for f in _required()}, message_id="<another@example.org>")
    kept = actions._kept_once(twin, None, None)
    assert kept.id == first


def _required() -> list[str]:
    return ["kind", "about", "version", "recipient", "recipient_key", "language", "subject", "body_text", "body_html"]


def test_a_letter_exists_exactly_when_its_cause_was_kept(app: Flask) -> None:
    written()
    db.session.rollback()
    assert all_letters() == []
    queued()
    assert len(all_letters()) == 1


def test_the_secret_of_a_link_is_nowhere_in_the_database_in_clear(app: Flask, sink: Sink) -> None:
    number = queued(link=SIGN_IN)
    waiting = letter(number)
    sealed, shown = waiting.sealed_link, waiting.shown_text
    stored = f"{waiting.body_text}{waiting.body_html}{waiting.subject}{sealed!r}"
    assert sealed
    delivery.run_due()
    token = sink.letters[0].link().rpartition("/")[2]
    assert len(token) == 43
    assert token not in stored
    assert token in sink.letters[0].html
    assert PERSONAL_LINK in shown and "/sign-in/" not in shown


@pytest.mark.parametrize("mode", [Mode.ACCEPT, Mode.REFUSE])
def test_the_secret_is_gone_once_the_letter_is_done_with(app: Flask, sink: Sink, mode: Mode) -> None:
    sink.mode = mode
    number = queued(link=SIGN_IN)
    delivery.run_due()
    assert letter(number).sealed_link is None


def test_the_secret_is_gone_once_the_letter_is_cancelled(app: Flask) -> None:
    number = queued(link=SIGN_IN)
    assert actions.cancel("sample 1") == 1
    db.session.commit()
    assert letter(number).state is State.CANCELLED
    assert letter(number).sealed_link is None


def test_a_cancelled_letter_does_not_leave(app: Flask, sink: Sink) -> None:
    queued()
    other = queued(about="sample 2")
    actions.cancel("sample 1")
    db.session.commit()
    assert delivery.run_due() == 1
    assert letter(other).state is State.SENT
    assert len(sink.letters) == 1


def test_cancelling_may_spare_other_kinds(app: Flask) -> None:
    queued()
    assert actions.cancel("sample 1", kinds=["reminder"]) == 0


def test_the_link_in_the_letter_works_and_starts_with_our_address(app: Flask, sink: Sink) -> None:
    queued(link=LinkRequest(Purpose.SIGN_IN, 7, "/sign-in/"), language="lt")
    delivery.run_due()
    assert sink.letters[0].link().startswith("http://localhost/sign-in/")
    token = sink.letters[0].link().rpartition("/")[2]
    assert actions.links.find(Purpose.SIGN_IN, token) is not None
    assert app.test_client().get(sink.letters[0].link()).status_code != 404


def test_letters_ignore_the_host_that_a_request_named(app: Flask, sink: Sink) -> None:
    with app.test_request_context("/", base_url="http://127.0.0.1"):
        written(link=SIGN_IN)
        db.session.commit()
    delivery.run_due()
    assert sink.letters[0].link().startswith("http://localhost/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_speaks_the_language_of_its_recipient(app: Flask, sink: Sink, language: str) -> None:
    with app.test_request_context("/"):
        app.preprocess_request()
        written(language=language)
        db.session.commit()
    delivery.run_due()
    assert sink.letters[0].message["Content-Language"] == {"zh-Hant": "zh-Hant-TW"}.get(language, language)
    assert f'lang="{sink.letters[0].message["Content-Language"]}"' in sink.letters[0].html


def test_a_failed_letter_is_sent_again_as_the_same_letter(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.REFUSE
    number = queued(link=SIGN_IN)
    delivery.run_due()
    identity = letter(number).message_id
    sink.mode = Mode.ACCEPT
    assert actions.send_again(letter(number)).id == number
    db.session.commit()
    assert delivery.run_due() == 1
    assert sink.letters[0].message["Message-ID"] == identity
    token = sink.letters[0].link().rpartition("/")[2]
    assert actions.links.find(Purpose.SIGN_IN, token)


def test_a_sent_letter_is_sent_again_as_a_new_one_with_a_new_link(app: Flask, sink: Sink) -> None:
    number = queued(link=SIGN_IN)
    delivery.run_due()
    again = actions.send_again(letter(number))
    db.session.commit()
    assert again.id != number
    assert delivery.run_due() == 1
    first, second = sink.letters
    assert first.message["Message-ID"] != second.message["Message-ID"]
    assert first.link() != second.link()
    assert second.message["In-Reply-To"] == first.message["Message-ID"]


def test_a_letter_on_its_way_is_not_sent_again(app: Flask) -> None:
    number = queued()
    with pytest.raises(StillOnItsWay):
        actions.send_again(letter(number))


def test_a_letter_whose_link_has_expired_is_not_sent_again(app: Flask, sink: Sink) -> None:
    link = LinkRequest(Purpose.SIGN_IN, 1, "/sign-in/", clock.now() + timedelta(minutes=10))
    number = queued(link=link)
    delivery.run_due()
    with time_machine.travel(clock.now() + timedelta(minutes=11)), pytest.raises(LinkExpired):
        actions.send_again(letter(number))


def test_a_refused_address_gets_nothing_until_somebody_sends_again(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.REFUSE
    failed = queued()
    delivery.run_due()
    sink.mode = Mode.ACCEPT
    later = queued(about="sample 2")
    assert delivery.run_due() == 0
    assert letter(later).state is State.SUPPRESSED
    assert "refused" in letter(later).error
    assert len(sink.tries) == 1
    actions.send_again(letter(failed))
    db.session.commit()
    assert delivery.run_due() == 1


def test_what_nobody_waits_for_does_not_leave_at_night(app: Flask, sink: Sink) -> None:
    with time_machine.travel(EVENING, tick=False) as traveller:
        quiet = queued(waited_for=False, edition=Desk())
        urgent = queued(about="sample 2", edition=Desk())
        delivery.run_due()
        assert letter(quiet).state is State.QUEUED
        assert letter(urgent).state is State.SENT
        traveller.move_to(datetime(2026, 9, 2, 4, 0, tzinfo=UTC))  # 07:00 in Vilnius
        assert delivery.run_due() == 1


def test_a_letter_goes_out_in_the_name_of_its_edition(app: Flask, sink: Sink) -> None:
    queued(edition=Desk(), facts={"subject": "Your seat"})
    delivery.run_due()
    message = sink.letters[0].message
    assert message["Subject"] == "[F3D 2026] Your seat"
    assert message["From"].addresses[0].display_name == "F3D Secretariat"
    assert message["From"].addresses[0].addr_spec == "forum@desk.example.org"
    assert message["Reply-To"].addresses[0].addr_spec == "desk@forum.example.org"
    assert "desk@forum.example.org" in sink.letters[0].text


def test_later_letters_about_the_same_thing_stand_under_the_first(app: Flask, sink: Sink) -> None:
    queued()
    queued(version=2)
    queued("other@example.org")
    delivery.run_due()
    [other], (first, second) = sink.to("other@example.org"), sink.to("guest@example.org")
    assert second.message["In-Reply-To"] == second.message["References"] == first.message["Message-ID"]
    assert first.message["In-Reply-To"] is None
    assert other.message["In-Reply-To"] is None


def test_a_row_says_nothing_about_a_person_in_logs(app: Flask) -> None:
    assert "guest" not in repr(letter(queued())).lower()


def test_counting_by_state(app: Flask, sink: Sink) -> None:
    assert queries.counts_by_state(1) == {}
