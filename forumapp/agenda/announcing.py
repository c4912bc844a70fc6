"""What the newest release says of each session, for participants' pages and letters of features to the left."""

from flask import current_app

from forumapp.agenda import artefacts, timetable, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.forums.models import Edition
from forumapp.programme.announced import Announced, Known
from forumapp.words import Text


def is_released(edition: Edition) -> bool:
    """As known a second ago at the latest, without a question for each letter that says so."""
    return _snapshot(edition) is not None


def known(edition: Edition) -> Known:
    """Nothing before the first release."""
    snapshot = _snapshot(edition)
    if snapshot is None:
        return lambda _uid: None
    sessions = {it["uid"]: it for it in snapshot["sessions"]}
    return lambda uid: _announced(snapshot, sessions[uid]) if uid in sessions else None


def _snapshot(edition: Edition) -> Snapshot | None:
    return artefacts.snapshot_at_hand(current_app.config["SETTINGS"], edition.slug)


def _announced(snapshot: Snapshot, session: Snapshot) -> Announced:
    is_postponed = session["state"] == "postponed"
    return Announced(
        title=Text(session["title"]),
        starts_at=None if is_postponed else timetable.starts_at(session),
        ends_at=None if is_postponed else timetable.ends_at(session),
        room=wording.room(snapshot, session),
    )
