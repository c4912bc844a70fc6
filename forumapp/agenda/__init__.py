"""What the public sees: releases of the programme, their pages and files."""

from flask import Flask

from forumapp.agenda import actions, models  # noqa: F401 - the models become known
from forumapp.agenda.views import context
from forumapp.agenda.views.blueprint import blueprint
from forumapp.programme import signals
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.context_processor(context.navigation_beside)
    rail.add(app, position=60, words=N_("Agenda"), endpoint="agenda.manage", permission=Permission.SEE_PROGRAMME)
    # Whoever takes her yes or her name back is gone from every release at once (INV-23, INV-25).
    signals.role_ended.connect(actions.withhold_role)
    signals.naming_refused.connect(actions.withhold_role)
