"""Which files and addresses are taken."""

import pytest

from forumapp import outside_links
from forumapp.outside_links import NoSafeAddress
from forumapp.uploads import file_types
from forumapp.uploads.file_types import CarriesProgram, NotTaken
from tests.factories.materials import PDF, packed

TYPES = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        (PDF, "pdf"),
        (packed(TYPES, "word/document.xml"), "docx"),
        (packed(TYPES, "ppt/presentation.xml"), "pptx"),
        (packed(TYPES, "xl/workbook.xml"), "xlsx"),
        (packed(mimetype="application/vnd.oasis.opendocument.presentation"), "odp"),
    ],
)
def test_papers_slides_and_tables_are_known_by_their_content(content: bytes, file_type: str) -> None:
    assert file_types.checked(content).file_type == file_type


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n%PDF-1.7",
        b"\n%PDF-1.7",
        b"GIF89a",
        b"MZ\x90",
        b"plain words",
        b"PK\x03\x04 cut short",
        packed("evil.html"),
        packed(TYPES, "word/document.xml", "xl/workbook.xml"),
        packed("word/document.xml"),
        packed(mimetype="text/html"),
        packed(mimetype="application/epub+zip"),
    ],
)
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(NotTaken):
        file_types.checked(content)


@pytest.mark.parametrize("program", ["word/vbaProject.bin", "Basic/Standard/Module1.xml", "Scripts/python/x.py"])
def test_what_carries_a_program_is_refused(program: str) -> None:
    with pytest.raises(CarriesProgram):
        file_types.checked(packed(TYPES, "word/document.xml", program))


@pytest.mark.parametrize("address", ["https://video.example.org/1?a=b#c", "https://xn--bcher-kva.example:8443/"])
def test_addresses_elsewhere_are_taken(address: str) -> None:
    assert outside_links.checked(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://video.example.org/",
        "javascript:alert(1)",
        "JAVASCRIPT://x.example/%0aalert(1)",
        "data:text/html,x",
        "//video.example.org",
        "https://",
        "https://localhost/",
        "https://user:secret@example.org/",
        "https://video.example.org/\u202etxt",
        "https://video.example.org/a b",
        "https://video.example.org:99999/",
        "https://video.example.org\\@evil.example/",
        "https:video.example.org",
        "\thttps://video.example.org/",
    ],
)
def test_no_other_address_is(address: str) -> None:
    with pytest.raises(NoSafeAddress):
        outside_links.checked(address)
