"""Sessions that the public reads nothing of, as they were with a release: whoever has a part or a seat in one is
told of its changes as elsewhere. Kept beside the snapshot, which anybody reads, and never served.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from forumapp.agenda import snapshots
from forumapp.forums.models import Edition
from forumapp.invitations.entries import Slot
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.words import Text

Unlisted = Mapping[str, dict[str, Any]]
"""By the session's uid: its title, when and where, and its state, as a snapshot has them."""


def of(edition: Edition, sessions: Iterable[ForumSession] | None = None) -> dict[str, dict[str, Any]]:
    """``sessions``: all, where at hand. Drafts are left out: nobody was promised anything of them."""
    found = programme.sessions_of(edition) if sessions is None else sessions
    return {one.uid: _facts(one) for one in found if not (one.is_draft or snapshots.is_shown(one))}


def with_session(known: Unlisted | None, session: ForumSession) -> dict[str, Any] | None:
    """What those in it are told at once; of the others, what they knew."""
    if known is None:
        return None
    others = {uid: facts for uid, facts in known.items() if uid != session.uid}
    return others | of(session.edition, [session])


def slot(facts: Mapping[str, Any], mode: str, language: str) -> Slot | None:
    """When and where it was to be, whether or not it was called off."""
    if facts["starts_at"] is None:
        return None
    return Slot(
        language=language,
        title=Text(facts["title"]).in_language(language),
        starts_at=datetime.fromisoformat(facts["starts_at"]),
        ends_at=datetime.fromisoformat(facts["ends_at"]),
        zone=facts["zone"],
        mode=mode,
        room=Text(facts["room"]).in_language(language),
        place=Text(facts["place"]).in_language(language),
    )


def _facts(session: ForumSession) -> dict[str, Any]:
    starts_at, ends_at = session.listed_from, session.listed_until
    return {
        "title": dict(session.title),
        "starts_at": starts_at.isoformat() if starts_at else None,
        "ends_at": ends_at.isoformat() if ends_at else None,
        "zone": session.edition.time_zone,
        "room": dict(session.room.name) if session.room else {},
        "place": dict(session.edition.place),
        "state": "postponed" if session.is_postponed else session.state,
    }
