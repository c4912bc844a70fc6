"""Files that are imported, handed out or shown, and the same ones spoilt."""

import codecs
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from PIL import Image

from bench.storm.drawn import Chooser
from tests.support.workbooks import workbook

EXPERTS = (
    ("name", "organisation", "email", "language", "sector"),
    ("LIN Yu-ching", "The Lantern", "lin@example.org", "zh-Hant", "media"),
    ("Ūla Žemaitė", "Vilnius University", "ula@example.org", "lt", "academia"),
)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

Files = Mapping[str, bytes]
"""Name → content."""

PLANS = ("agenda.json", "agenda.xml", "agenda.csv", "agenda.xlsx")
LISTS = ("experts.csv", "experts.xlsx")
HANDOUTS = ("note.pdf", "face.png")


def healthy(agendas: Files) -> dict[str, bytes]:
    """``agendas``: what the app itself gives out of a forum."""
    face = io.BytesIO()
    Image.new("RGB", (600, 600), "teal").save(face, "PNG")
    rows = "".join(",".join(row) + "\n" for row in EXPERTS)
    lists = {"experts.csv": rows.encode(), "experts.xlsx": workbook(EXPERTS)}
    return {**agendas, **lists, "note.pdf": PDF, "face.png": face.getvalue()}


def meant_for(endpoint: str) -> tuple[str, ...]:
    """Names of files that this form asks for."""
    if endpoint.startswith("setup."):
        return PLANS
    return LISTS if endpoint.startswith("people.") else HANDOUTS


def spoilt(name: str, content: bytes, chooser: Chooser) -> bytes:
    """Still such a file with other things in it, or no such file any more."""
    ways = {"json": _other_json, "xml": _other_xml, "csv": _other_cells, "xlsx": _other_workbook}
    change = ways.get(name.rpartition(".")[2])
    if change is None or chooser.happens(0.3):
        return _other_bytes(content, chooser)
    for _ in range(1 + chooser.below(3)):
        content = change(content, chooser)
    # Last of all: what is spoilt in there cannot be opened for another change.
    return _other_part(content, chooser) if change is _other_workbook and chooser.happens(0.3) else content


def _other_bytes(content: bytes, chooser: Chooser) -> bytes:
    start = chooser.below(len(content))
    end = start + chooser.below(min(200, len(content) - start))
    middle = chooser.one_of((b"", chooser.word().encode(), content[start:end] * 2))
    return content[:start] + middle + (content[end:] if chooser.happens(0.8) else b"")


def _other_json(content: bytes, chooser: Chooser) -> bytes:
    whole = json.loads(content)
    place: Any = whole
    while True:
        keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = chooser.one_of(keys)
        if not isinstance(place[key], (dict, list)) or not place[key] or chooser.happens(0.1):
            place[key] = chooser.one_of((chooser.word(), None, -1, 10**30, 0.5, True, [], {}, [[]], {"x": None}))
            break
        place = place[key]
    return json.dumps(whole).encode()


def _other_xml(content: bytes, chooser: Chooser) -> bytes:
    root = etree.fromstring(content)
    element = chooser.one_of(list(root.iter("*")))
    word = "".join(letter for letter in chooser.word() if letter.isprintable())
    if element.attrib and chooser.happens(0.4):
        element.set(chooser.one_of(sorted(element.attrib)), word)
    elif chooser.happens(0.2) and element is not root:
        element.getparent().remove(element)
    elif chooser.happens(0.2):
        element.append(etree.fromstring(etree.tostring(element)))
    else:
        element.text = word
    return etree.tostring(root)


def _other_cells(content: bytes, chooser: Chooser) -> bytes:
    known_as = "utf-16" if content.startswith(codecs.BOM_UTF16) else "utf-8-sig"  # by the change before
    lines = content.decode(known_as).splitlines() or [""]
    number = chooser.below(len(lines))
    cells = lines[number].split(",")
    cells[chooser.below(len(cells))] = chooser.word()
    lines[number] = chooser.one_of((",", ",", ",", ";", "\t")).join(cells)
    encoding = chooser.one_of(("utf-8", "utf-8", "utf-8-sig", "utf-16"))
    return "\n".join(lines).encode(encoding)


def _other_workbook(content: bytes, chooser: Chooser) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    cell = sheet.cell(1 + chooser.below(sheet.max_row), 1 + chooser.below(sheet.max_column))
    word = "".join(letter for letter in chooser.word() if letter.isprintable())
    cell.value = chooser.one_of((word, word, None, -1, 1e300, True, "=1/0", "#REF!"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _other_part(content: bytes, chooser: Chooser) -> bytes:
    """One file in the archive, spoilt."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        names = before.namelist()
        victim = chooser.one_of(names)
        for name in names:
            part = before.read(name)
            after.writestr(name, _other_bytes(part, chooser) if name == victim else part)
    return out.getvalue()
