"""``flask demo``: an invented forum to look at, in any size, made by the same actions as the pages use."""

from flask import Flask

from forumapp.demo import commands


def init_app(app: Flask) -> None:
    app.cli.add_command(commands.demo)
