"""The daily digest: what is new and what waits, as numbers, for a member of a team who wants to be told (E34)."""

from flask import Flask

from forumapp.digests import emails, views
from forumapp.outbox import kinds
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    kinds.add(app, emails.KIND, N_("Daily digest for the team"))
