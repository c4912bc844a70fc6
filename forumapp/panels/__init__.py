"""How the panels stand: who said what, what is missing, their balance, and which letters will leave by themselves."""

from flask import Flask

from forumapp.invitations import advice
from forumapp.panels import shortfalls, views
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    rail.add(app, position=35, words=N_("Panels"), endpoint="panels.index", permission=Permission.SEE_INVITATIONS)
    advice.add("balance of panels", shortfalls.before_sending)
