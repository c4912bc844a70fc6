"""Asking, answering, recording, taking back: what changed, and who was told."""

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import links
from forumapp.audit.models import AuditEntry
from forumapp.consents import queries as consents
from forumapp.consents.purposes import Purpose
from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering, naming, queries
from forumapp.invitations.actions import DeadlinePassed, NoAddress
from forumapp.invitations.models import Invitation
from forumapp.invitations.refusals import NoLongerAnswerable
from forumapp.invitations.vocabulary import Cause, InvitationState
from forumapp.notifications import delivery
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import NameShown, RoleState
from forumapp.registrations import queries as registrations
from tests.factories import forums, invitations, people
from tests.factories.invitations import NOW, RESPOND_BY
from tests.invitations.support import as_stored, letters, told
from tests.support.mail_sink import Sink

DESK = "desk@example.org"


def done(invitation: Invitation, act: Callable[[Invitation], object]) -> Invitation:
    """The act in a transaction of its own, and the invitation as it stands afterwards."""
    with transaction():
        act(db.session.get_one(Invitation, invitation.id))
    return as_stored(invitation.id)


def test_drafting_twice_is_drafting_once(app: Flask) -> None:
    invitation = invitations.invitation(state="draft")
    again = done(invitation, lambda one: actions.draft(one.part_asked))
    assert db.session.scalars(select(Invitation)).all() == [again]
    assert again.state == InvitationState.DRAFT and letters() == []


def test_every_part_without_an_invitation_is_drafted(app: Flask) -> None:
    session = invitations.panel()
    invitations.invitation(session, state="draft")
    for name in ("Suryadi", "Gintarė Čė"):
        person = people.expert(session.edition, name)
        with transaction():
            programme.add_role(db.session.get_one(ForumSession, session.id), db.session.merge(person), "panellist")
    with transaction():
        assert actions.draft_missing(db.session.merge(session.edition)) == 2
    with transaction():
        assert actions.draft_missing(db.session.merge(session.edition)) == 0
    assert letters() == []


def test_a_moderator_is_asked_to_moderate(app: Flask) -> None:
    session = invitations.panel()
    purposes = {
        part: invitations.invitation(session, part=part, state="draft").purpose for part in ("chair", "speaker")
    }
    assert purposes == {"chair": "moderate", "speaker": "speak"}


def test_sending_writes_one_letter_to_each_who_has_an_address(app: Flask) -> None:
    session = invitations.panel()
    first = invitations.invitation(session, state="draft", email="lin@example.org")
    invitations.invitation(session, state="draft", printed_name="Suryadi", email="")
    with transaction():
        assert actions.send(queries.drafts(db.session.merge(session.edition)), RESPOND_BY) == 1
    sent = as_stored(first.id)
    assert (sent.state, sent.respond_by, sent.sent_at) == (InvitationState.SENT, RESPOND_BY, NOW)
    assert sent.part_asked.state == RoleState.INVITED
    assert letters() == [("invitation_to_speak", "lin@example.org", "queued")]


def test_sending_twice_sends_once(app: Flask) -> None:
    invitation = invitations.invitation(state="sent")
    done(invitation, lambda one: actions.send([one], RESPOND_BY))
    assert len(letters()) == 1


def test_a_deadline_that_is_over_is_refused(app: Flask) -> None:
    invitation = invitations.invitation(state="draft")
    with pytest.raises(DeadlinePassed):
        done(invitation, lambda one: actions.send([one], NOW))
    assert letters() == []


def test_accepting_makes_a_speaker_and_tells_the_desk(app: Flask) -> None:
    invitation = invitations.invitation(email="lin@example.org")
    accepted = done(invitation, lambda one: answering.accept(one, "Glad to come"))
    assert (accepted.state, accepted.message) == (InvitationState.ACCEPTED, "Glad to come")
    assert accepted.part_asked.state == RoleState.CONFIRMED
    assert accepted.part_asked.printed_name == "LIN Yu-ching"
    registration = registrations.live_of_person(accepted.edition, accepted.person)
    assert registration is not None and registration.category == "speaker"
    assert told() == {
        ("invitation_to_speak", "lin@example.org"),
        ("invitation_accepted", "lin@example.org"),
        ("invitation_answered", DESK),
    }


def test_declining_ends_the_part_and_tells_the_desk(app: Flask) -> None:
    invitation = invitations.invitation(email="lin@example.org")
    declined = done(invitation, lambda one: answering.decline(one))
    assert declined.state == InvitationState.DECLINED
    assert declined.part_asked.state == RoleState.DECLINED
    assert registrations.live_of_person(declined.edition, declined.person) is None
    assert told() == {
        ("invitation_to_speak", "lin@example.org"),
        ("invitation_declined", "lin@example.org"),
        ("invitation_answered", DESK),
    }


def test_without_a_desk_only_she_is_written_to(app: Flask) -> None:
    session = invitations.panel(forums.edition(desk_email=""))
    invitation = invitations.invitation(session, email="lin@example.org")
    done(invitation, lambda one: answering.accept(one))
    assert {to for _, to in told()} == {"lin@example.org"}


def test_the_same_answer_twice_writes_no_second_letter(app: Flask) -> None:
    invitation = invitations.invitation()
    done(invitation, lambda one: answering.accept(one, "Glad to come"))
    before = letters()
    for message in ("Glad to come", ""):
        again = done(invitation, lambda one, word=message: answering.accept(one, word))
        assert (again.answer_count, again.message) == (1, "Glad to come")
    assert letters() == before


def test_a_new_word_with_the_same_answer_reaches_the_desk_alone(app: Flask, sink: Sink) -> None:
    invitation = invitations.invitation(email="lin@example.org")
    done(invitation, lambda one: answering.accept(one))
    delivery.run_due()
    done(invitation, lambda one: answering.accept(one, "I need a screen"))
    delivery.run_due()
    assert len(sink.to("lin@example.org")) == 2
    assert "> I need a screen" in sink.to(DESK)[-1].text


def test_changing_her_mind_and_back(app: Flask, sink: Sink) -> None:
    invitation = invitations.invitation(email="lin@example.org")
    states = []
    for act in (answering.accept, answering.decline, answering.accept):
        changed = done(invitation, lambda one, act=act: act(one))
        live = registrations.live_of_person(changed.edition, changed.person)
        states.append((str(changed.state), str(changed.part_asked.state), live is not None))
        delivery.run_due()
    assert states == [
        ("accepted", "confirmed", True),
        ("declined", "withdrawn", False),
        ("accepted", "confirmed", True),
    ]
    assert [letter.message["subject"] for letter in sink.to("lin@example.org")] == [
        "[F3D 2026] Invitation to speak – please reply by 12 Sep 2026",
        "[F3D 2026] Thank you for accepting",
        "[F3D 2026] Your answer has reached us",
        "[F3D 2026] Thank you for accepting",
    ]
    assert len(sink.to(DESK)) == 3


def test_a_letter_that_has_not_left_is_called_off_by_the_next_answer(app: Flask) -> None:
    invitation = invitations.invitation(email="lin@example.org")
    done(invitation, lambda one: answering.accept(one))
    done(invitation, lambda one: answering.decline(one))
    assert ("invitation_accepted", "lin@example.org") not in told()
    assert [kind for kind, to, _ in letters() if to == DESK] == ["invitation_answered"]


def test_a_second_part_keeps_the_registration(app: Flask) -> None:
    session = invitations.panel()
    first = invitations.invitation(session, state="accepted")
    invitations.invitation(session, first.person, part="moderator", state="accepted")
    declined = done(first, lambda one: answering.decline(one))
    assert registrations.live_of_person(declined.edition, declined.person) is not None


def test_after_the_deadline_nothing_can_be_answered(app: Flask, september: time_machine.Traveller) -> None:
    invitation = invitations.invitation()
    september.move_to(RESPOND_BY)
    for act in (answering.accept, answering.decline):
        with pytest.raises(NoLongerAnswerable):
            done(invitation, lambda one, act=act: act(one))
    assert as_stored(invitation.id).state == InvitationState.SENT
    assert len(letters()) == 1


@pytest.mark.parametrize("receipt", [True, False])
def test_an_answer_by_telephone_is_recorded_and_audited(app: Flask, receipt: bool) -> None:
    invitation = invitations.invitation(state="draft", email="lin@example.org")
    recorded = done(
        invitation, lambda one: answering.record_answer(one, InvitationState.ACCEPTED, "phone", "Yes, gladly", receipt)
    )
    assert (recorded.state, recorded.recorded_how) == (InvitationState.ACCEPTED, "phone")
    assert recorded.part_asked.state == RoleState.CONFIRMED
    assert registrations.live_of_person(recorded.edition, recorded.person) is not None
    assert told() == ({("invitation_accepted", "lin@example.org")} if receipt else set())
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "answer recorded")).one()
    assert entry.object == f"invitation {invitation.id}"
    assert entry.detail == f"accepted by phone, {'with' if receipt else 'without'} receipt"


def test_nobody_has_to_be_mailed_to_be_on_the_programme(app: Flask) -> None:
    invitation = invitations.invitation(state="draft", printed_name="Suryadi", email="")
    recorded = done(
        invitation, lambda one: answering.record_answer(one, InvitationState.ACCEPTED, "in_person", receipt=True)
    )
    assert recorded.part_asked.may_be_named
    assert letters() == []


def test_recording_calls_off_the_letter_that_still_asks(app: Flask) -> None:
    invitation = invitations.invitation(state="sent")
    done(invitation, lambda one: answering.record_answer(one, InvitationState.DECLINED, "letter"))
    assert letters() == []


def test_withdrawing_ends_part_registration_links_and_letters(app: Flask, sink: Sink) -> None:
    invitation = invitations.invitation(email="lin@example.org")
    delivery.run_due()
    token = sink.letters[-1].link().rpartition("/")[2]
    done(invitation, lambda one: answering.accept(one))
    revoked = done(invitation, lambda one: actions.revoke(one, tell=True, reason="The panel grew too long."))
    assert revoked.state == InvitationState.REVOKED
    assert revoked.part_asked.state == RoleState.WITHDRAWN
    assert registrations.live_of_person(revoked.edition, revoked.person) is None
    assert links.find(links.Purpose.INVITATION, token) is None
    assert [(kind, to) for kind, to, state in letters() if state == "queued"] == [
        ("invitation_withdrawn", "lin@example.org")
    ]


def test_a_ready_made_reason_stands_in_the_letter_in_its_language_and_is_kept(app: Flask, sink: Sink) -> None:
    invitation = invitations.invitation(email="lin@example.org", language="lt")
    delivery.run_due()
    done(invitation, lambda one: actions.revoke(one, tell=True, cause=Cause.PANEL_COMPLETE))
    delivery.run_due()
    letter = sink.letters[-1].text
    assert "Sesijoje jau yra tiek dalyvių, kiek ji gali priimti." in letter
    kept = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "invitation revoked")).one()
    assert kept == "cause panel_complete"


@pytest.mark.parametrize(("reached", "tell"), [(True, False), (False, True), (False, False)])
def test_a_withdrawal_is_written_only_to_whom_a_letter_reached_and_if_asked(
    app: Flask, sink: Sink, reached: bool, tell: bool
) -> None:
    invitation = invitations.invitation()
    if reached:
        delivery.run_due()
    done(invitation, lambda one: actions.revoke(one, tell=tell))
    assert "invitation_withdrawn" not in {kind for kind, _ in told()}


def test_sending_once_more_goes_to_the_mended_address_and_ends_earlier_links(app: Flask, sink: Sink) -> None:
    invitation = invitations.invitation(email="wrong@example.org")
    delivery.run_due()
    old = sink.letters[-1].link().rpartition("/")[2]
    with transaction():
        person = db.session.merge(invitation.person)
        person.email = "right@example.org"
        person.refresh_keys()
    done(invitation, lambda one: actions.send_again(one, RESPOND_BY))
    delivery.run_due()
    new = sink.to("right@example.org")[-1].link().rpartition("/")[2]
    assert links.find(links.Purpose.INVITATION, old) is None
    assert links.find(links.Purpose.INVITATION, new) is not None


def test_sending_once_more_needs_an_address(app: Flask) -> None:
    invitation = invitations.invitation()
    with transaction():
        db.session.merge(invitation.person).email = ""
    with pytest.raises(NoAddress):
        done(invitation, lambda one: actions.send_again(one, RESPOND_BY))


# Where the session asks, and where it names its speakers otherwise; ticked or not; what comes of it.
NAMING = [
    ("chatham_house", True, NameShown.AGREED, True, Purpose.NAME_PRINTED),
    ("chatham_house", False, NameShown.REFUSED, False, None),
    ("open_panel", True, NameShown.REFUSED, False, Purpose.NAME_NOT_PRINTED),
    ("open_panel", False, NameShown.UNASKED, True, None),
    ("members_only", False, NameShown.UNASKED, False, None),
]


@pytest.mark.parametrize(("preset", "ticked", "shown", "named", "remembered"), NAMING)
def test_what_the_tick_about_her_name_means(
    app: Flask, preset: str, ticked: bool, shown: NameShown, named: bool, remembered: Purpose | None
) -> None:
    invitation = invitations.invitation(invitations.panel(preset=preset))
    accepted = done(invitation, lambda one: answering.accept(one, "", naming.meant(one.part_asked, ticked)))
    assert accepted.part_asked.name_shown == shown
    assert accepted.part_asked.may_be_named is named
    about = f"session {accepted.part_asked.session.uid}"
    standing = {purpose for purpose in Purpose if consents.standing(accepted.person, accepted.edition, purpose, about)}
    assert standing == ({remembered} if remembered else set())


def test_silence_never_makes_a_name_more_public(app: Flask) -> None:
    invitation = invitations.invitation()
    done(invitation, lambda one: answering.accept(one, "", naming.meant(one.part_asked, True)))
    done(invitation, lambda one: answering.decline(one))
    again = done(invitation, lambda one: answering.accept(one, "", naming.meant(one.part_asked, False)))
    assert again.part_asked.name_shown == NameShown.REFUSED


def test_a_consent_taken_back_keeps_both_dates(app: Flask) -> None:
    invitation = invitations.invitation(invitations.panel(preset="chatham_house"))
    for ticked in (True, False):
        done(invitation, lambda one, tick=ticked: answering.accept(one, "", naming.meant(one.part_asked, tick)))
    kept = consents.history(as_stored(invitation.id).person, as_stored(invitation.id).edition)
    assert [(row.purpose, row.text_version, row.withdrawn_at is not None) for row in kept] == [
        (Purpose.NAME_PRINTED, "2026-1", True)
    ]
