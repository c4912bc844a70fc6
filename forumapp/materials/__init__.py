"""Files and links of a forum and its sessions: concept notes, slides, recordings, reports."""

from flask import Flask

from forumapp.materials import models, views  # noqa: F401 - the models become known
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    rail.add(app, position=55, words=N_("Files"), endpoint="materials.index", permission=Permission.SEE_PROGRAMME)
