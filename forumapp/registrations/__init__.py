"""Participants: registering, the personal page, places and the waiting list, the team's list."""

from flask import Flask

from forumapp.registrations.views import blueprint, manage, mine, register  # noqa: F401
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    rail.add(
        app,
        position=50,
        words=N_("Registrations"),
        endpoint="registrations.index",
        permission=Permission.SEE_REGISTRATIONS,
        only_if="registers_here",
    )
