"""Persons, organisations, experts: the team's directory, and finding somebody in it."""

from flask import Flask

from forumapp.people import cli, views
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.group)
    rail.add(app, position=30, words=N_("Experts"), endpoint="people.index", permission=Permission.SEE_PEOPLE)
