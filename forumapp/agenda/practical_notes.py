"""What everybody should know who comes, as far as a release tells it."""

from dataclasses import dataclass

from forumapp.agenda.snapshots import Snapshot
from forumapp.forums.models import NOTE_WORDS, Note
from forumapp.words import Text, translated


@dataclass(frozen=True)
class PracticalNote:
    """``address``: where to write to."""

    heading: str
    words: Text
    address: str = ""


def of(edition: Snapshot) -> list[PracticalNote]:
    """Those that say something, in their order; whom to ask is told wherever the desk has an address."""
    written = {note: Text(edition.get("notes", {}).get(note)) for note in Note}
    addresses = {Note.CONTACT: edition["desk_email"]}
    return [
        PracticalNote(translated(NOTE_WORDS[note]), words, addresses.get(note, ""))
        for note, words in written.items()
        if words or addresses.get(note)
    ]
