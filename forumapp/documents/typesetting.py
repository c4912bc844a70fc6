"""Plain values into a typeset PDF, by a process of its own (``typeset.py``)."""

import base64
import dataclasses
import json
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from forumapp.documents import glyphs, languages

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
LONGEST_SECONDS = 120

_at_work = threading.BoundedSemaphore(2)
"""Typesetters of this process at once: of a thousand sessions each takes some hundred MiB, whoever asks."""

_UNBROKEN = re.compile(r"[!-\u02ff]{40,}")  # nothing that a line could break at


class TypesettingFailed(RuntimeError):
    """The typesetter gave no document at all; the text is its own complaint."""


def typeset(template: Path, put_together: Callable[[], object]) -> bytes:
    """The document; the typesetter loads itself and its fonts while the values are put together."""
    with (
        _at_work,
        subprocess.Popen(  # noqa: S603 - our own program, and what people typed comes by standard input
            [sys.executable, "-I", str(HERE / "typeset.py"), str(template)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as typesetter,
    ):
        try:
            values = json.dumps(_plain(put_together()), ensure_ascii=False)
            content, complaints = typesetter.communicate(values.encode(), timeout=LONGEST_SECONDS)
        except BaseException:
            typesetter.kill()
            raise
    complaint = complaints.decode(errors="replace").strip()
    if typesetter.returncode:
        raise TypesettingFailed(complaint)
    if complaint:
        log.warning("a document is tagged, but not PDF/UA-1: %s", complaint)
    return content


def _plain(value: object) -> object:
    """JSON for the template: text printable, language tags taken apart, moments as parts of a UTC date, files as
    base 64.
    """
    if isinstance(value, str):
        return _UNBROKEN.sub(_with_breaks, glyphs.replace_missing(value))
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
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
