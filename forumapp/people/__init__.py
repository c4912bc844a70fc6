"""Persons, organisations, experts: the team's pool, and finding somebody in it."""

from flask import Flask

from forumapp.people import cli, further
from forumapp.people.views import blueprint, by_part, directory, earlier, files, person, saved_lists  # noqa: F401
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    further.init_app(app)
    app.cli.add_command(cli.group)
    rail.add(app, position=30, words=N_("Experts"), endpoint="people.index", permission=Permission.SEE_PEOPLE)
