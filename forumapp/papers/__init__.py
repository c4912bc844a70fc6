"""Papers for the team on the day, from the working programme: day sheet with run of show, room sheets."""

from flask import Flask

from forumapp.papers.views import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
