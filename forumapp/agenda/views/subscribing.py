"""Subscribing to one's own calendar: of what a visitor marked, or of a registration."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import artefacts, calendar_files, own_calendars
from forumapp.agenda.models import CalendarFeed
from forumapp.agenda.views import serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.extensions import db, limiter
from forumapp.forums.models import Edition
from forumapp.registrations import queries as registrations
from forumapp.registrations.models import Registration
from forumapp.web.access import link_holder
from forumapp.words import LOCALES, language_at_hand

per_origin = limiter.shared_limit("60 per minute", scope="calendars", methods=["POST"])


@blueprint.get("/feeds/<token:token>.ics")
@link_holder
def own_calendar(token: str) -> Response:
    """Only what is released; nobody's name but what the calendar is called."""
    found = own_calendars.by_token(serving.settings().secret_key, token) or abort(404)
    feed, language = found
    uids = own_calendars.wanted(feed)
    slug = db.session.get_one(Edition, feed.edition_id).slug
    known = artefacts.pointer(serving.settings(), slug)
    if uids is None or known is None or known.newest is None:
        abort(404)
    entries = own_calendars.entries(uids, [released.snapshot for released in known.releases], known.state)
    host = serving.settings().host
    with force_locale(LOCALES[language]):
        content = calendar_files.subscribed(
            known.newest.snapshot,
            entries,
            lambda code: serving.whole("agenda.session", lang=language, slug=slug, code=code),
            host,
        )
    response = FlaskResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<lang:lang>/r/<token:token>/calendar")
@link_holder
def calendar_of_participant(token: str) -> str:
    registration = _participant(token)
    feed = own_calendars.of_registration(registration)
    edition = registration.edition
    return render_template(
        "agenda/calendar_of_participant.html",
        edition=edition,
        token=token,
        feed_url=address(feed) if feed else "",
        webcal_url=webcal(address(feed)) if feed else "",
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
    )


@blueprint.post("/<lang:lang>/r/<token:token>/calendar")
@link_holder
@per_origin
def subscribe_as_participant(token: str) -> Response:
    registration = _participant(token)
    act(own_calendars.of_registration(registration), lambda: own_calendars.begin(registration.edition_id, registration))
    return redirect(url_for("agenda.calendar_of_participant", token=token), code=303)


def offered_to(registration: Registration) -> bool:
    return registration.takes_part


def act(feed: CalendarFeed | None, begin: Callable[[], CalendarFeed]) -> CalendarFeed | None:
    """What the pressed button says; the calendar afterwards."""
    wanted = request.form.get("act")
    if feed is None:
        return begin() if wanted == "begin" else None
    if wanted == "anew":
        own_calendars.issue_anew(feed)
        flash(_("Your calendar has a new address. The earlier one has ended."), "good")
    elif wanted == "end":
        own_calendars.end(feed)
        flash(_("Your calendar has ended. Whatever subscribed to it gets nothing more."), "good")
        return None
    return feed


def address(feed: CalendarFeed) -> str:
    """Whole, in the language at hand."""
    given = own_calendars.token(serving.settings().secret_key, feed, language_at_hand())
    return serving.whole("agenda.own_calendar", token=given)


def webcal(whole: str) -> str:
    """What calendar programs open as a subscription."""
    return urlsplit(whole)._replace(scheme="webcal").geturl()


def _participant(token: str) -> Registration:
    registration = registrations.by_link(token) or abort(404)
    return registration if registration.takes_part else abort(404)
