"""Letters to everybody: what to know before the forum, and thanks after it."""

from flask import Flask

from forumapp.announcements import actions, due, views
from forumapp.announcements.models import KIND_WORDS
from forumapp.notifications import automatic
from forumapp.outbox import kinds as letter_kinds
from forumapp.rights import Permission
from forumapp.tasks import kinds as tasks
from forumapp.tasks.kinds import Kind
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    for kind, words in KIND_WORDS.items():
        letter_kinds.add(app, kind, words)
        automatic.add(kind, due.source(kind))
    for task, run, name in (
        (actions.TO_SPEAKERS, actions.write_to_speakers, views.people_named),
        (actions.TO_REGISTERED, actions.write_to_registered, views.registered_named),
    ):
        tasks.add(
            app,
            task,
            Kind(
                words=N_("Letters to everybody"),
                permission=Permission.SEND_MESSAGES,
                problems=actions.PROBLEM_WORDS,
                run=run,
                name=name,
                back="announcements.index",
                back_words=N_("Letters to everybody"),
            ),
        )
    rail.add(
        app,
        position=65,
        words=N_("Letters to everybody"),
        endpoint="announcements.index",
        permission=Permission.SEND_MESSAGES,
    )
