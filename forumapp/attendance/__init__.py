"""The day itself: tickets, the desk, who is there, badges."""

from flask import Flask

from forumapp.attendance import desk_words, tickets
from forumapp.attendance.views import addresses, badges, blueprint, desk, others, ticket  # noqa: F401
from forumapp.notifications import enclosures
from forumapp.registrations import further
from forumapp.registrations.models import Registration
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    desk_words.init_app(app)
    further.add(app, endpoint="attendance.ticket", words=N_("My ticket"), offered_to=tickets.has_ticket)
    further.add(app, endpoint="attendance.others", words=N_("Who else comes"), offered_to=_takes_part)
    enclosures.add(app, tickets.ENCLOSED, addresses.square)
    for position, words, endpoint, permission, pages in (
        (56, N_("Desk"), "attendance.desk", Permission.CHECK_IN, ("attendance.desk", "attendance.walk_in")),
        (57, N_("Badges and plates"), "attendance.badges", Permission.EDIT_REGISTRATIONS, ("attendance.badges",)),
    ):
        rail.add(
            app,
            position=position,
            words=words,
            endpoint=endpoint,
            permission=permission,
            pages=pages,
            only_if="registers_here",
        )


def _takes_part(registration: Registration) -> bool:
    return registration.takes_part
