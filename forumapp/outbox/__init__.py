"""The organisers' pages over the letters of an edition; the letters themselves are of ``notifications``."""

from flask import Flask

from forumapp.outbox import cli, kinds, views
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    kinds.init_app(app)
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.group)
    rail.add(app, position=70, words=N_("Messages"), endpoint="outbox.index", permission=Permission.SEE_MESSAGES)
