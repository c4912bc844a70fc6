"""The working programme: sessions, their time and room, who speaks; clashes."""

from flask import Flask

from forumapp.people import others
from forumapp.programme import announced, appearances, views, wording
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    announced.init_app(app)
    others.tell_appearances(appearances.of)
    app.jinja_env.filters["words_of"] = wording.words_of
    rail.add(
        app,
        position=20,
        words=N_("Programme"),
        endpoint="programme.index",
        permission=Permission.SEE_PROGRAMME,
    )
