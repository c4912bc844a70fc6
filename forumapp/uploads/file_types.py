"""Which files are taken, told by what is in them and never by their name (trust.md INJ-03).

Papers, slides and tables; no pictures and no web pages, and nothing that carries a program. Recordings come as links.
"""

import io
import zipfile
from dataclasses import dataclass

from forumapp.refusals import Refused
from forumapp.words import N_

LARGEST = 20 * 1024 * 1024
"""Bytes."""
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": f"{_OPEN}text",
    "odp": f"{_OPEN}presentation",
    "ods": f"{_OPEN}spreadsheet",
}
_MAIN_PARTS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx"}
_LONGEST_DECLARATION = 100
_PROGRAMS = ("vbaproject.bin", "basic/", "scripts/")


class NotTaken(Refused):
    words = N_("This is not a PDF, Word, PowerPoint, Excel or OpenDocument file. A recording comes as a link.")


class CarriesProgram(Refused):
    words = N_("This file carries macros. Save it without them, or as PDF.")


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    content: bytes
    file_type: str


def checked(content: bytes) -> Checked:
    """Raises NotTaken, CarriesProgram."""
    if content.startswith(b"%PDF-"):
        return Checked(content, "pdf")
    if content.startswith(b"PK\x03\x04"):
        return Checked(content, _packed(content))
    raise NotTaken


def _packed(content: bytes) -> str:
    """Nothing is unpacked but the few letters in which an OpenDocument file says what it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(program in name.lower() for name in names for program in _PROGRAMS):
                raise CarriesProgram
            return _declared(archive, names) or _by_main_part(names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise NotTaken from error


def _by_main_part(names: list[str]) -> str:
    found = [kind for part, kind in _MAIN_PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise NotTaken
    return found[0]


def _declared(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > _LONGEST_DECLARATION:
        return ""
    said = archive.read("mimetype").decode("ascii", errors="replace").strip()
    return next((kind for kind, content_type in CONTENT_TYPES.items() if content_type == said), "")
