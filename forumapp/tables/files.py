"""Files from whatever program wrote them: their bytes, and what kind they are."""

from pathlib import Path

from forumapp.tables.rows import UnreadableFile
from forumapp.words import N_, translated

LARGEST = 5 * 1024 * 1024
"""Bytes; a programme of ten thousand sessions is smaller."""

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Workbooks of the nineties, and those with a password, which are wrapped alike."""


def content(path: Path) -> bytes:
    """Raises UnreadableFile."""
    try:
        with path.open("rb") as file:
            found = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableFile(reason=f"{error.strerror}.") from error
    if len(found) > LARGEST:
        raise UnreadableFile(reason=translated(N_("it is larger than 5 MB.")))
    return found


def kind(name: str, content: bytes) -> str:
    """``.csv``, ``.xlsx``, ``.json``, ``.xml``: what it plainly is, else what its name ends in.

    Raises UnreadableFile for workbooks of a kind that nobody should send any more.
    """
    if content.startswith(_OLD_OFFICE):
        words = N_("it is an old workbook, or one with a password. Save it as .xlsx without a password.")
        raise UnreadableFile(reason=translated(words))
    if content.startswith(_ZIP):
        return ".xlsx"
    begins = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return {b"{": ".json", b"<": ".xml"}.get(begins, Path(name).suffix.lower())
