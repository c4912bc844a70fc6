"""What an organiser may have to see to, as a number: the same sentence on the overview and in her daily digest."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from flask_babel import ngettext


class Matter(StrEnum):
    ANSWERS = "answers"
    CLASHES = "clashes"
    FAILED = "failed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    REPRESENTATIVES = "representatives"
    CALENDARS = "calendars"
    TO_CLEAR = "to_clear"
    DRAFTS = "drafts"
    NOT_ASKED = "not_asked"
    UNANSWERED = "unanswered"
    PROFILES = "profiles"
    SLIDES = "slides"
    PLACES = "places"
    PLACES_ONLINE = "places_online"
    WAITING_LIST = "waiting_list"
    REVIEWS = "reviews"
    SEATS_SHORT = "seats_short"
    SEATS_ASKED = "seats_asked"


def sentence(matter: Matter, count: int) -> str:
    return _SENTENCES[matter](count)


_SENTENCES: Mapping[Matter, Callable[[int], str]] = {
    Matter.ANSWERS: lambda count: ngettext(
        "One new answer to an invitation.", "%(num)s new answers to invitations.", count
    ),
    Matter.CLASHES: lambda count: ngettext(
        "One clash in the programme cannot stay so.", "%(num)s clashes in the programme cannot stay so.", count
    ),
    Matter.FAILED: lambda count: ngettext("One letter could not be sent.", "%(num)s letters could not be sent.", count),
    Matter.BOUNCED: lambda count: ngettext("One letter came back.", "%(num)s letters came back.", count),
    Matter.SUPPRESSED: lambda count: ngettext(
        "One letter was not sent because an earlier one came back.",
        "%(num)s letters were not sent because earlier ones came back.",
        count,
    ),
    Matter.REPRESENTATIVES: lambda count: ngettext(
        "One representative waits for your word.", "%(num)s representatives wait for your word.", count
    ),
    Matter.CALENDARS: lambda count: ngettext(
        "One person's calendar shows an earlier time, place or title.",
        "%(num)s people's calendars show an earlier time, place or title.",
        count,
    ),
    Matter.TO_CLEAR: lambda count: ngettext(
        "One invitation waits to be cleared.", "%(num)s invitations wait to be cleared.", count
    ),
    Matter.DRAFTS: lambda count: ngettext(
        "One invitation is not sent yet.", "%(num)s invitations are not sent yet.", count
    ),
    Matter.NOT_ASKED: lambda count: ngettext(
        "One person of the programme was not asked.", "%(num)s people of the programme were not asked.", count
    ),
    Matter.UNANSWERED: lambda count: ngettext(
        "One invitation waits for an answer.", "%(num)s invitations wait for an answer.", count
    ),
    Matter.PROFILES: lambda count: ngettext(
        "One person who said yes has not completed the profile.",
        "%(num)s people who said yes have not completed their profiles.",
        count,
    ),
    Matter.SLIDES: lambda count: ngettext(
        "The slides of one session are due and missing.", "The slides of %(num)s sessions are due and missing.", count
    ),
    Matter.PLACES: lambda count: ngettext(
        "One place more is taken than the forum has.", "%(num)s places more are taken than the forum has.", count
    ),
    Matter.PLACES_ONLINE: lambda count: ngettext(
        "One place online more is taken than there are.",
        "%(num)s places online more are taken than there are.",
        count,
    ),
    Matter.WAITING_LIST: lambda count: ngettext(
        "One person waits for a place.", "%(num)s people wait for a place.", count
    ),
    Matter.REVIEWS: lambda count: ngettext(
        "One registration waits for your word.", "%(num)s registrations wait for your word.", count
    ),
    Matter.SEATS_SHORT: lambda count: ngettext(
        "One session has fewer seats than people.", "%(num)s sessions have fewer seats than people.", count
    ),
    Matter.SEATS_ASKED: lambda count: ngettext(
        "One request for a seat waits for your word.", "%(num)s requests for seats wait for your word.", count
    ),
}
