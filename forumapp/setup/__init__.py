"""How a forum comes to be: the one-page *New forum*, *like last year*, and the import of a programme."""

from flask import Flask

from forumapp.setup import cli, models, views  # noqa: F401


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.group)
