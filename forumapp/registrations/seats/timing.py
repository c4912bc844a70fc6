"""When a session begins, as people know it, and until when its line moves for that.

That is the time of the newest release; of a session of which no release tells, the planned one (INV-35).
"""

from datetime import datetime

from forumapp import clock
from forumapp.extensions import db
from forumapp.programme import announced
from forumapp.programme.announced import Known
from forumapp.programme.models import ForumSession, SessionState
from forumapp.registrations.seats.models import LINE_ENDS_BEFORE


def begins_at(session: ForumSession, known: Known) -> datetime | None:
    """None: nobody knows."""
    released = known(session.uid)
    return released.starts_at if released else session.starts_at


def line_moves(session: ForumSession, known: Known) -> bool:
    """Whether seats of it are still given; for looking at."""
    now, edition = clock.now(), session.edition
    if session.state != SessionState.CONFIRMED or session.is_postponed:
        return False
    if edition.is_called_off or edition.is_over(now):
        return False
    starts_at = begins_at(session, known)
    if starts_at is None:
        return known(session.uid) is None  # released without a time, it is postponed as far as anybody was told
    return now < starts_at - LINE_ENDS_BEFORE


def line_moves_now(session: ForumSession) -> bool:
    """Behind the lock both are read anew: session or forum may have been called off meanwhile."""
    db.session.refresh(session, ["state", "starts_at", "postponed_at"])
    db.session.refresh(session.edition, ["state"])
    return line_moves(session, announced.known(session.edition))
