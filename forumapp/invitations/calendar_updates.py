"""Whose calendar no longer says what the programme says, and telling them: a letter with the entry for each.

Editing the programme sends nothing (INV-35). Somebody calls ``send``: an organiser by a button, or a release.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import emails, entries, queries
from forumapp.invitations.entries import CalendarEntry, Slot
from forumapp.invitations.models import Invitation
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.words import N_, language_or_default


class ChangedMeanwhile(Refused):
    words = N_("Something changed while you were looking. This is how it stands now; send it if it is right.")


@dataclass(frozen=True)
class Update:
    """``before`` is what her entry says, None where she has none; ``now`` is None where it has to go."""

    invitation: Invitation
    before: Slot | None
    now: Slot | None

    @property
    def is_called_off(self) -> bool:
        return self.invitation.is_called_off

    @property
    def fingerprint(self) -> str:
        return json.dumps([self.invitation.public_id, self.is_called_off, self.now.as_json() if self.now else None])


def due(edition: Edition, session: ForumSession | None = None, *, to_change: bool = False) -> list[Update]:
    """Role holders of an edition, or of one session, whose entry differs from the working programme, or is owed.

    ``to_change`` makes a second press wait for the first, and then find nothing.
    """
    invitations = queries.to_keep_up(edition, session, to_change=to_change)
    known = entries.of_roles([one.part_asked for one in invitations], to_change=to_change)
    found = (_update(one, known.get(one.part_asked.id)) for one in invitations)
    return [update for update in found if update]


def send(updates: Sequence[Update]) -> int:
    """One letter for each, with the entry in it; says how many. Afterwards none of them is due."""
    for update in updates:
        if update.is_called_off:
            emails.part_called_off(update.invitation, update.before)
        else:
            emails.part_changed(update.invitation, update.before)
        _record(update)
    db.session.flush()
    return len(updates)


def send_seen(updates: Sequence[Update], seen: str) -> int:
    """Send what somebody looked at; what was sent meanwhile is not sent twice. Raises ChangedMeanwhile."""
    if updates and fingerprint(updates) != seen:
        raise ChangedMeanwhile
    return send(updates)


def fingerprint(updates: Sequence[Update]) -> str:
    """Of everything that the letters would say."""
    return hashlib.sha256("\n".join(update.fingerprint for update in updates).encode()).hexdigest()


def differs(invitation: Invitation, entry: CalendarEntry | None, now: Slot | None) -> bool:
    """Whether her calendar says something else; ``now`` None: it has to go out of it."""
    held = entry if entry and entry.is_held else None
    if held is None or now is None:
        return (held is None) != (now is None)
    if held.told is None:
        # Sent before its words were kept: only moves can be told, as its sequence was counted from them.
        return invitation.part_asked.session.calendar_sequence + invitation.answer_count > held.sequence
    return held.slot != now


def _update(invitation: Invitation, entry: CalendarEntry | None) -> Update | None:
    if entry is None:  # she was written to by nobody, as the desk noted her word (decision 21)
        return None
    held = entry if entry.is_held else None
    before = held.slot if held else None
    now = None
    if invitation.takes_place:
        now = entries.slot(invitation, before.language if before else _language(invitation))
    if not differs(invitation, entry, now):
        return None
    return Update(invitation, before, now)


def _language(invitation: Invitation) -> str:
    return language_or_default(invitation.person.language)


def _record(update: Update) -> None:
    invitation = update.invitation
    act = "calendar entry changed" if update.now else "calendar entry taken out"
    detail = f"session {invitation.part_asked.session.code}"
    audit.record(act, f"invitation {invitation.id}", detail, invitation.edition)
