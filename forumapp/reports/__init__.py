"""Read-only: what needs an organiser now. Imports everybody; only the digest, which tells the same, imports it."""

from flask import Flask

from forumapp.reports import views
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    rail.add(app, position=10, words=N_("Overview"), endpoint="reports.overview", permission=Permission.SEE_EDITION)
