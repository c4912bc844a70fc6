"""How a letter stands: four words for screens, the exact state as detail (decision 24)."""

from collections.abc import Mapping
from enum import StrEnum

from forumapp.notifications.models import State
from forumapp.words import N_


class Standing(StrEnum):
    """Was it sent? Also what the filter of the list is called in addresses."""

    DRAFT = "draft"
    WAITING = "waiting"
    YES = "yes"
    NO = "no"


STATES: Mapping[Standing, tuple[State, ...]] = {
    Standing.WAITING: (State.QUEUED, State.LEASED, State.RETRYING),
    Standing.YES: (State.SENT,),
    Standing.NO: (State.FAILED, State.BOUNCED, State.SUPPRESSED, State.CANCELLED),
    Standing.DRAFT: (State.HELD,),
}
WORDS = {
    Standing.DRAFT: N_("Draft"),
    Standing.WAITING: N_("Waiting"),
    Standing.YES: N_("Yes"),
    Standing.NO: N_("No"),
}
FILTER_WORDS = {
    Standing.WAITING: N_("waiting to be sent"),
    Standing.YES: N_("sent"),
    Standing.NO: N_("not sent"),
    Standing.DRAFT: N_("held back"),
}
KINDS = {
    Standing.DRAFT: "note",
    Standing.WAITING: "waiting",
    Standing.YES: "good",
    Standing.NO: "stop",
}


def of(state: State) -> Standing:
    return next(standing for standing, states in STATES.items() if state in states)


def counts(by_state: Mapping[State, int]) -> dict[Standing, int]:
    """How many letters stand how; only what there is."""
    summed = {standing: sum(by_state.get(state, 0) for state in states) for standing, states in STATES.items()}
    return {standing: count for standing, count in summed.items() if count}


def states_named(name: str) -> tuple[State, ...]:
    """By one of the four words or by the exact state; nothing for another word."""
    if name in set(Standing):
        return STATES[Standing(name)]
    return (State(name),) if name in set(State) else ()
