"""What the files of a release are called."""

from forumapp.agenda.snapshots import Snapshot
from forumapp.words import language_at_hand


def of_release(snapshot: Snapshot, extension: str, document: str = "programme") -> str:
    """``F3D-2026_programme_r01_en.pdf``."""
    number = snapshot["release"]["number"]
    return f"{of_edition(snapshot)}_{document}_r{number:02}_{language_at_hand()}.{extension}"


def of_edition(snapshot: Snapshot) -> str:
    """``F3D-2026``: how the name of every file of an edition begins."""
    edition = snapshot["edition"]
    series = "".join(letter for letter in edition["series"] if letter.isascii() and letter.isalnum())
    return f"{series}-{edition['starts_on'][:4]}"
