"""Participants: registering, the personal page, places and the waiting list, the team's list."""

from flask import Flask

from forumapp.outbox import kinds
from forumapp.registrations.views import blueprint, manage, mine, register  # noqa: F401
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_

LETTERS = {
    "registration_confirmed": N_("Registration: a place"),
    "registration_waitlisted": N_("Registration: waiting list"),
    "registration_place_free": N_("Registration: a place became free"),
    "registration_cancelled": N_("Registration cancelled"),
    "registration_already": N_("Registration: link sent again"),
}


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    for kind, words in LETTERS.items():
        kinds.add(app, kind, words)
    rail.add(
        app,
        position=50,
        words=N_("Registrations"),
        endpoint="registrations.index",
        permission=Permission.SEE_REGISTRATIONS,
        only_if="registers_here",
    )
