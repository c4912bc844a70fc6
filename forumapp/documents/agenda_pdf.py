"""The agenda as a printed programme: A4, tagged, made to PDF/UA-1."""

import dataclasses
import json
import logging
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from forumapp.documents import glyphs, languages
from forumapp.documents.booklet import Booklet

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
TEMPLATE = HERE / "templates" / "agenda.typ"
LONGEST_SECONDS = 120

_UNBROKEN = re.compile(r"[!-\u02ff]{40,}")  # nothing that a line could break at


class TypesettingFailed(RuntimeError):
    """The typesetter gave no document at all; the text is its own complaint."""


def agenda_pdf(booklet: Booklet) -> bytes:
    """The same booklet gives the same bytes; odd characters are replaced visibly, never an error."""
    request = {"template": str(TEMPLATE), "values": _plain(replace(booklet, accent=booklet.accent_colour))}
    done = subprocess.run(  # noqa: S603 - our own program, and what people typed comes by standard input
        [sys.executable, "-I", str(HERE / "typeset.py")],
        input=json.dumps(request, ensure_ascii=False).encode(),
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    complaint = done.stderr.decode(errors="replace").strip()
    if done.returncode:
        raise TypesettingFailed(complaint)
    if complaint:
        log.warning("agenda is tagged, but not PDF/UA-1: %s", complaint)
    return done.stdout


def _plain(value: object) -> object:
    """JSON for the template: text printable, language tags taken apart, moments as parts of a UTC date."""
    if isinstance(value, str):
        return _UNBROKEN.sub(_with_breaks, glyphs.replace_missing(value))
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return {part: getattr(moment, part) for part in ("year", "month", "day", "hour", "minute", "second")}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: _field(name, getattr(value, name)) for name in names}
    return value


def _field(name: str, value: object) -> object:
    if name == "lang" or name.endswith("_lang"):
        return _language(str(value))
    return _plain(value)


def _language(tag: str) -> Mapping[str, str | None]:
    """What the typesetter calls language, region and direction; all `None` for a tag that is none."""
    language = languages.parse(tag)
    if language is None:
        return {"lang": None, "region": None, "dir": None}
    direction = "rtl" if language.right_to_left else "ltr"
    return {"lang": language.code, "region": language.region or None, "dir": direction}


def _with_breaks(run: re.Match[str]) -> str:
    """A very long address or word may break anywhere rather than leave the page."""
    return "\u200b".join(re.findall(".{1,20}", run[0]))
