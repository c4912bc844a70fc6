"""Whether one can register now, and if not, why."""

from datetime import UTC, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from forumapp.forums.models import Edition, EditionState, RegistrationWith
from forumapp.refusals import Refused
from forumapp.words import N_


class Opening(StrEnum):
    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    OVER = "over"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    WITH_HOST = "with_host"
    NOBODY = "nobody"


class NotOpen(Refused):
    words = N_("Registration is not open now.")


def of(edition: Edition, now: datetime) -> Opening:
    if edition.registration == RegistrationWith.HOST:
        return Opening.WITH_HOST
    if edition.registration == RegistrationWith.NOBODY:
        return Opening.NOBODY
    if edition.state == EditionState.CANCELLED:
        return Opening.CANCELLED
    if edition.is_over(now):
        return Opening.OVER
    if edition.state == EditionState.POSTPONED:
        return Opening.POSTPONED
    if edition.registration_is_open(now):
        return Opening.OPEN
    opens_at = edition.registration_opens_at
    return Opening.NOT_YET if opens_at and now < opens_at else Opening.CLOSED


def midday(edition: Edition) -> datetime:
    """An instant on the first day, for saying how far clocks are ahead on it; noon exists everywhere."""
    noon = datetime.combine(edition.starts_on, time(12), tzinfo=ZoneInfo(edition.time_zone))
    return noon.astimezone(UTC)
