"""My seats: asking for one, saying yes to an offer, giving one back; each by POST behind the personal link."""

from collections.abc import Callable

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.registrations import queries
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import actions
from forumapp.registrations.seats.models import SeatState
from forumapp.registrations.views import Answer, blueprint
from forumapp.registrations.views.mine import ended_link
from forumapp.web.access import link_holder
from forumapp.words import N_, translated

_TOLD = {
    SeatState.CONFIRMED: N_("The seat is yours."),
    SeatState.WAITLISTED: N_("No seat is free at the moment; you are on the waiting list."),
    SeatState.REQUESTED: N_("Your request is with the team, which decides and writes to you."),
    SeatState.CANCELLED: N_("You have no seat there any more."),
    SeatState.OFFERED: N_("A seat is offered to you: say yes in time."),
    SeatState.NEEDS_RECONFIRMATION: N_("The seat is yours."),
    SeatState.ATTENDED: N_("You were there."),
}
"""What became of it, as the row says."""
_TOLD_LATE = {
    SeatState.CONFIRMED: N_("The offer had ended, but a seat is free all the same: it is yours."),
    SeatState.WAITLISTED: N_(
        "The offer had ended, so the seat went to the next person. You are on the waiting list again, at its end."
    ),
    SeatState.REQUESTED: N_("The offer had ended. You have asked anew, and the team decides and writes to you."),
}
"""What became of a yes to an offer whose time was over."""
_TOLD_LATE_IN_PLACE = _TOLD_LATE | {
    SeatState.WAITLISTED: N_(
        "The offer had ended, so the seat went to the next person. You are on the waiting list again, ahead of all "
        "who asked after you."
    ),
}
"""The same where the series lets her keep her place in the line."""

Act = Callable[[Registration, ForumSession], str]
"""Gives the words for her."""


@blueprint.post("/<lang:lang>/r/<token:token>/seats/<code:code>/request")
@link_holder
def request_seat(token: str, code: str) -> Answer | Response:
    return _do(_request, token, code)


@blueprint.post("/<lang:lang>/r/<token:token>/seats/<code:code>/accept")
@link_holder
def accept_seat(token: str, code: str) -> Answer | Response:
    return _do(_accept, token, code)


@blueprint.post("/<lang:lang>/r/<token:token>/seats/<code:code>/give-back")
@link_holder
def give_seat_back(token: str, code: str) -> Answer | Response:
    return _do(_give_back, token, code)


def _do(act: Act, token: str, code: str) -> Answer | Response:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    session = programme.by_code(registration.edition, code) or abort(404)
    try:
        flash(translated(act(registration, session)))
    except Refused as refusal:
        flash(refusal.sentence())
    return redirect(url_for("registrations.mine", token=token, _anchor="seats"), code=303)


def _request(registration: Registration, session: ForumSession) -> str:
    return _TOLD[SeatState(actions.request(registration, session).state)]


def _accept(registration: Registration, session: ForumSession) -> str:
    answered = actions.accept(registration, session)
    late = _TOLD_LATE_IN_PLACE if registration.edition.series.late_yes_keeps_place else _TOLD_LATE
    return (_TOLD if answered.in_time else late)[SeatState(answered.seat.state)]


def _give_back(registration: Registration, session: ForumSession) -> str:
    seat = actions.give_back(registration, session)
    return _TOLD[SeatState(seat.state) if seat else SeatState.CANCELLED]
