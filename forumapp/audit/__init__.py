"""Who did what, when: recorded by actions, read by organisers."""

from flask import Flask

from forumapp.audit import views


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
