"""Files and links as people outside the team may have them, as plain facts beside the newest release.

They are no part of a release: slides come during a session and reports weeks after it, and releasing the programme
for them would take along whatever is half planned. What belongs to a session stands with it only where the release
shows the session openly; what is withdrawn is gone from here at once.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forumapp.agenda.snapshots import Snapshot
from forumapp.materials import queries
from forumapp.materials.models import Kind, Material, Visibility
from forumapp.programme.vocabulary import Attribution

Entry = dict[str, Any]

SAID = (Kind.REPORT, Kind.SLIDES, Kind.RECORDING)
"""What tells afterwards what was said, the shortest reading first."""
_BEFORE = (Kind.CONCEPT_NOTE, Kind.BACKGROUND, *SAID, Kind.OTHER)


@dataclass(frozen=True)
class Shelf:
    entries: Sequence[Entry] = ()

    @cached_property
    def digest(self) -> str:
        """Empty where nothing lies on it."""
        facts = json.dumps(self.entries, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(facts.encode()).hexdigest() if self.entries else ""


EMPTY = Shelf()


def read(slug: str) -> Shelf:
    """From the database: two queries, however much there is."""
    return Shelf([_entry(material) for material in queries.shown(slug)])


def shown(shelf: Shelf, snapshot: Snapshot, *, to_participants: bool = False) -> list[Entry]:
    """What readers of this release may have, in the order of the programme."""
    allowed = {Visibility.PUBLIC, Visibility.PARTICIPANTS} if to_participants else {Visibility.PUBLIC}
    sessions = {it["uid"]: (place, it) for place, it in enumerate(snapshot["sessions"]) if _is_open(it)}
    found = [
        entry
        for entry in shelf.entries
        if entry["visibility"] in allowed
        and (
            entry["session"] is None or (entry["session"] in sessions and _may_be(entry, sessions[entry["session"]][1]))
        )
    ]
    return sorted(found, key=lambda it: (sessions[it["session"]][0] if it["session"] else -1, _order(it)))


def of_session(entries: Sequence[Entry], uid: str | None) -> list[Entry]:
    """``None``: of the whole forum."""
    return [entry for entry in entries if entry["session"] == uid]


def said(entries: Sequence[Entry]) -> list[Entry]:
    """Reports, slides, recordings."""
    return [entry for entry in entries if entry["kind"] in SAID]


def entry_of(entries: Sequence[Entry], public_id: str) -> Entry | None:
    return next((entry for entry in entries if entry["id"] == public_id), None)


def _is_open(session: Snapshot) -> bool:
    """Neither closed nor under an embargo."""
    return not session["closed"] and "embargo_until" not in session


def _may_be(entry: Entry, session: Snapshot) -> bool:
    """No recording where nobody may be quoted, whichever rule the release says (INV-22)."""
    return bool(entry["kind"] != Kind.RECORDING or session["attribution"] == Attribution.ON_RECORD)


def _order(entry: Entry) -> tuple[int, int]:
    return _BEFORE.index(entry["kind"]), entry["place"]


def _entry(material: Material) -> Entry:
    newest = material.current
    return {
        "id": material.public_id,
        "place": material.id,
        "session": material.session.uid if material.session else None,
        "kind": material.kind,
        "title": dict(material.title),
        "visibility": material.visibility,
        "number": newest.number,
        "added_at": newest.added_at.isoformat(),
        "url": newest.url,
        "file_type": newest.file_type,
        "size": newest.size,
        "digest": newest.digest,
    }
