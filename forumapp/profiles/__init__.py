"""What an expert tells about herself behind the link of her invitation, and who sees what of it."""

from flask import Flask

from forumapp.invitations import afterwards
from forumapp.notifications import automatic
from forumapp.outbox import kinds
from forumapp.people import further
from forumapp.profiles import lengths, requests, views
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    app.jinja_env.filters["word_count"] = lengths.words
    kinds.add(app, "profile_code", N_("Code for the profile"))
    kinds.add(app, "data_code", N_("Code for somebody's own data"))
    kinds.add(app, requests.KIND, N_("Profile asked for"))
    automatic.add(requests.KIND, requests.due)
    afterwards.add(app, endpoint="profiles.show", words=N_("Complete my profile"))
    further.add(app, endpoint="profiles.of_person", words=N_("Profile"), permission=Permission.SEE_PEOPLE)
    for position, words, pages, permission in (
        (52, N_("Arrivals"), ("profiles.arrivals",), Permission.SEE_TRAVEL),
        (54, N_("Access and food"), ("profiles.needs", "profiles.numbers"), Permission.SEE_NEEDS),
    ):
        rail.add(app, position=position, words=words, endpoint=pages[0], permission=permission, pages=pages)
