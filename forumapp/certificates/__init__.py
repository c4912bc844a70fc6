"""Certificates of participation: for whoever came, on the terms of the forum, checked by their code."""

from flask import Flask
from flask_babel import ngettext

from forumapp import clock
from forumapp.attendance import desk_words
from forumapp.certificates import queries, views
from forumapp.forums.models import Edition
from forumapp.registrations import further
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    further.add(
        app, endpoint="certificates.mine", words=N_("Certificate of participation"), offered_to=queries.may_have
    )
    desk_words.add(app, _entitled)
    rail.add(
        app,
        position=58,
        words=N_("Certificates"),
        endpoint="certificates.terms",
        permission=Permission.EDIT_EDITION,
        only_if="registers_here",
    )


def _entitled(edition: Edition) -> str:
    """For the desk, once the forum is over; how many, and nobody's name."""
    if not edition.is_over(clock.now()):
        return ""
    terms = queries.terms_of(edition)
    if terms is None or not terms.are_given:
        return ""
    count = queries.counts(edition).entitled
    return str(ngettext("%(num)s may have a certificate", "%(num)s may have a certificate", count))
