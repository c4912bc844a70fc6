"""Participants: registering, the personal page, places and the waiting list, the team's list."""

from flask import Flask

from forumapp import edition_turns
from forumapp.outbox import kinds
from forumapp.programme import held_seats
from forumapp.registrations import further, places
from forumapp.registrations.review import actions as reviewing
from forumapp.registrations.seats import queries as seated
from forumapp.registrations.views import (  # noqa: F401
    addresses,
    blueprint,
    categories,
    choosing,
    joining,
    manage,
    mine,
    my_answers,
    my_seats,
    questions,
    register,
    review,
    seats,
)
from forumapp.rights import Permission
from forumapp.tasks import kinds as tasks
from forumapp.web import rail
from forumapp.words import N_

LETTERS = {
    "registration_confirmed": N_("Registration: a place"),
    "registration_waitlisted": N_("Registration: waiting list"),
    "registration_received": N_("Registration: received, to be reviewed"),
    "registration_by_team": N_("Registration: by the team"),
    "registration_approved": N_("Registration: approved"),
    "registration_question": N_("Registration: more information needed"),
    "registration_refused": N_("Registration: refused"),
    "registration_offered": N_("Registration: a place offered"),
    "registration_lapsed": N_("Registration: offer ended"),
    "registration_cancelled": N_("Registration cancelled"),
    "registration_already": N_("Registration: link sent again"),
    "registration_address": N_("Registration: confirm the new address"),
    "registration_moved": N_("Registration: new address confirmed"),
    "registration_left": N_("Registration: letters go elsewhere now"),
    "seat_confirmed": N_("Seat: confirmed"),
    "seat_waitlisted": N_("Seat: waiting list"),
    "seat_offered": N_("Seat: offered"),
    "seat_lapsed": N_("Seat: offer ended"),
    "session_full": N_("Seat: session full"),
    "seat_ended": N_("Seat: refused or called off"),
}


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    further.init_app(app)
    edition_turns.taken_by(app, places.lock_by_id)
    held_seats.told_by(seated.held_in_rooms)
    for kind, words in LETTERS.items():
        kinds.add(app, kind, words)
    tasks.add(
        app,
        reviewing.TASK,
        tasks.Kind(
            words=N_("Decide about registrations"),
            permission=Permission.EDIT_REGISTRATIONS,
            problems=reviewing.PROBLEM_WORDS,
            run=reviewing.work_off,
            name=review.named,
            back="registrations.review",
            back_words=N_("Review"),
        ),
    )
    rail.add(
        app,
        position=50,
        words=N_("Registrations"),
        endpoint="registrations.index",
        permission=Permission.SEE_REGISTRATIONS,
        only_if="registers_here",
    )
