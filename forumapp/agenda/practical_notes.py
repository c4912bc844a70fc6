"""What everybody should know who comes, as far as a release tells it."""

from forumapp.agenda.snapshots import Snapshot
from forumapp.forums.models import NOTE_WORDS, Note
from forumapp.words import Text, translated


def of(edition: Snapshot) -> list[tuple[str, Text]]:
    """Those that are written, each under its name, in their order."""
    written = ((note, edition.get("notes", {}).get(note)) for note in Note)
    return [(translated(NOTE_WORDS[note]), Text(words)) for note, words in written if words]
