"""Which act is possible in which state, and what comes of it."""

from datetime import timedelta

import pytest
from flask import Flask

from forumapp.invitations.models import Invitation
from forumapp.invitations.refusals import CalledOff, EndedAlready, NoLongerAnswerable, NothingToSend, NotWaiting
from forumapp.invitations.vocabulary import WORD_OF_STATE as WORDS_OF
from forumapp.invitations.vocabulary import InvitationState, Word
from forumapp.programme.models import SessionState
from forumapp.refusals import Refused
from tests.factories import invitations
from tests.factories.invitations import NOW, RESPOND_BY

S = InvitationState
ACTS = {
    "send": lambda one: one.send(RESPOND_BY, NOW),
    "send_again": lambda one: one.send_again(RESPOND_BY, NOW),
    "accept": lambda one: one.answer(S.ACCEPTED, "", NOW),
    "decline": lambda one: one.answer(S.DECLINED, "", NOW),
    "record": lambda one: one.record(S.ACCEPTED, "", "phone", NOW),
    "revoke": lambda one: one.revoke(),
}
# Every state in the order of contract.md, and what each act makes of it.
OUTCOMES: dict[str, tuple[InvitationState | type[Refused], ...]] = {
    #             send           send_again  accept              decline             record        revoke
    S.DRAFT: (S.SENT, NotWaiting, NoLongerAnswerable, NoLongerAnswerable, S.ACCEPTED, S.REVOKED),
    S.CLEARED: (S.SENT, NotWaiting, NoLongerAnswerable, NoLongerAnswerable, S.ACCEPTED, S.REVOKED),
    S.SENT: (NothingToSend, S.SENT, S.ACCEPTED, S.DECLINED, S.ACCEPTED, S.REVOKED),
    S.ACCEPTED: (NothingToSend, NotWaiting, S.ACCEPTED, S.DECLINED, S.ACCEPTED, S.REVOKED),
    S.DECLINED: (NothingToSend, NotWaiting, S.ACCEPTED, S.DECLINED, S.ACCEPTED, S.REVOKED),
    S.REPRESENTATIVE_NOMINATED: (NothingToSend, NotWaiting, S.ACCEPTED, S.DECLINED, S.ACCEPTED, S.REVOKED),
    S.BOUNCED: (NothingToSend, S.SENT, S.ACCEPTED, S.DECLINED, S.ACCEPTED, S.REVOKED),
    S.REVOKED: (NothingToSend, NotWaiting, NoLongerAnswerable, NoLongerAnswerable, EndedAlready, EndedAlready),
    S.WITHDRAWN: (NothingToSend, NotWaiting, S.ACCEPTED, S.DECLINED, S.ACCEPTED, EndedAlready),
}


def outcome(invitation: Invitation, act: str) -> InvitationState | type[Refused]:
    try:
        ACTS[act](invitation)
    except Refused as refusal:
        return type(refusal)
    return InvitationState(invitation.state)


@pytest.mark.parametrize("act", ACTS)
def test_each_act_in_each_state(app: Flask, act: str) -> None:
    invitation = invitations.invitation(state=S.DRAFT)
    invitation.respond_by = RESPOND_BY
    place = list(ACTS).index(act)
    found = {}
    for state in OUTCOMES:
        invitation.state = state
        found[state] = outcome(invitation, act)
    assert found == {state: outcomes[place] for state, outcomes in OUTCOMES.items()}


def test_every_state_has_one_of_the_four_words() -> None:
    assert set(WORDS_OF) == set(InvitationState)
    assert set(WORDS_OF.values()) == set(Word)


def test_a_deadline_is_exact(app: Flask) -> None:
    invitation = invitations.invitation()
    assert invitation.is_answerable(RESPOND_BY - timedelta(microseconds=1))
    assert not invitation.is_answerable(RESPOND_BY)
    assert invitation.state_at(RESPOND_BY - timedelta(microseconds=1)) == S.SENT
    assert invitation.state_at(RESPOND_BY) == S.EXPIRED


def test_nothing_is_asked_for_a_cancelled_session(app: Flask) -> None:
    invitation = invitations.invitation()
    invitation.part_asked.session.state = SessionState.CANCELLED
    assert [outcome(invitation, act) for act in ("accept", "decline", "record")] == [CalledOff] * 3
    assert not invitation.is_waiting
