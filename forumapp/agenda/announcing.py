"""What the newest release says of each session, for participants' pages and letters of features to the left."""

from flask import current_app

from forumapp.agenda import artefacts, timetable, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.forums.models import Edition
from forumapp.programme.announced import Announced, Known
from forumapp.words import Text


def known(edition: Edition) -> Known:
    """Nothing before the first release."""
    snapshot = artefacts.snapshot_at_hand(current_app.config["SETTINGS"], edition.slug)
    if snapshot is None:
        return lambda _uid: None
    sessions = {it["uid"]: it for it in snapshot["sessions"]}
    return lambda uid: _announced(snapshot, sessions[uid]) if uid in sessions else None


def _announced(snapshot: Snapshot, session: Snapshot) -> Announced:
    is_postponed = session["state"] == "postponed"
    return Announced(
        title=Text(session["title"]),
        starts_at=None if is_postponed else timetable.starts_at(session),
        ends_at=None if is_postponed else timetable.ends_at(session),
        room=wording.room(snapshot, session),
    )
