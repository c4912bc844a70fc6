"""Forms as they stand on a page, and how somebody fills them in: as they are meant, or with nonsense."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from bench.storm import files
from bench.storm.drawn import Chooser
from bench.storm.files import Files
from tests.support.browser_like import Page
from tests.support.signed_in import PASSWORD

KEPT_BUT_SELDOM = 0.97
"""Share of the hidden fields that nobody touches; without the token of the form nothing else is looked at."""

TYPICAL = {
    "email": "somebody@example.org",
    "password": PASSWORD,
    "date": "2027-10-23",
    "time": "10:00",
    "datetime-local": "2027-10-23T10:00",
    "month": "2027-10",
    "number": "3",
    "url": "https://meet.example.org/room",
    "tel": "+370 600 00000",
    "slug": "",
}
"""Type or name of a field → what stands there as a rule."""


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    """``type`` of an input, else the name of the element."""
    value: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    path: str
    method: str
    fields: tuple[Field, ...]
    buttons: tuple[tuple[str, str], ...] = ()
    """Those that say something."""


@dataclass
class Pen:
    """Who fills in: ``share`` of the fields with nonsense, with files of these."""

    chooser: Chooser
    files: Files
    share: float = 0.0
    spoils: bool = False
    code: str = ""
    """That came with the last letter."""

    def fill(self, form: Form, endpoint: str) -> dict[str, list[Any]]:
        filled: dict[str, list[Any]] = {}
        for one in form.fields:
            filled.setdefault(one.name, []).extend(self._entry(one, endpoint))
        if form.buttons:
            name, value = self.chooser.one_of(form.buttons)
            filled.setdefault(name, []).append(value)
        return filled

    def _entry(self, one: Field, endpoint: str) -> list[Any]:
        if one.kind == "file":
            return [self._file(endpoint)]
        if one.name == "csrf_token":
            return [one.value] if not self.share or self.chooser.happens(KEPT_BUT_SELDOM) else [self.chooser.word()]
        if self.chooser.happens(self.share if one.kind != "hidden" else self.share / 3):
            return self._nonsense()
        return self._meant(one)

    def _nonsense(self) -> list[Any]:
        if self.chooser.happens(0.03):
            return [(io.BytesIO(self.chooser.word().encode()), "nonsense.csv")]
        return [self.chooser.word() for _ in range(self.chooser.one_of((0, 1, 1, 1, 1, 2)))]

    def _meant(self, one: Field) -> list[Any]:
        if one.kind == "checkbox":
            return [one.options[0]] if one.value or self.chooser.happens(0.7) else []
        if one.options:
            return [one.value if one.value and self.chooser.happens(0.6) else self.chooser.one_of(one.options)]
        if one.value or one.kind == "hidden":
            return [one.value]
        if "code" in one.name and self.code:
            return [self.code]
        return [TYPICAL.get(one.name, TYPICAL.get(one.kind, "Words"))]

    def _file(self, endpoint: str) -> Any:
        name = self.chooser.one_of(files.meant_for(endpoint) if not self.spoils else sorted(self.files))
        if self.spoils and self.chooser.happens(0.8):
            name = self.chooser.one_of(files.meant_for(endpoint))
        content = self.files[name]
        return (io.BytesIO(files.spoilt(name, content, self.chooser) if self.spoils else content), name)


def forms_of(page: Page) -> list[Form]:
    if page.response.mimetype != "text/html" or not page.response.get_data().strip():
        return []
    return [form for element in page.document.xpath("//form") for form in _read(element, page.url)]


def _read(element: HtmlElement, page_url: str) -> Iterator[Form]:
    """One for each place to which its buttons lead."""
    fields, by_place = tuple(_fields(element)), dict[tuple[str, str], list[tuple[str, str]]]()
    for button in element.xpath(".//button[not(@type='button')]") or [element]:
        action = button.get("formaction") or element.get("action") or page_url
        method = (button.get("formmethod") or element.get("method") or "get").upper()
        said = by_place.setdefault((action, method), [])
        if button.tag == "button" and button.get("name"):
            said.append((str(button.get("name")), button.get("value", "")))
    for (action, method), buttons in by_place.items():
        parts = urlsplit(urljoin(page_url, action))
        yield Form(parts.path + (f"?{parts.query}" if parts.query else ""), method, fields, tuple(buttons))


def _fields(element: HtmlElement) -> Iterator[Field]:
    radios: dict[str, list[HtmlElement]] = {}
    for one in element.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]") + _from_elsewhere(element):
        name, kind = str(one.get("name")), one.get("type", "text") if one.tag == "input" else one.tag
        if kind == "radio":
            radios.setdefault(name, []).append(one)
        elif kind == "checkbox":
            yield Field(name, kind, "on" if one.get("checked") is not None else "", (one.get("value", "on"),))
        elif kind == "select":
            options = tuple(str(option.get("value", "")) for option in one.xpath(".//option"))
            chosen = one.xpath("string(.//option[@selected]/@value)")
            yield Field(name, kind, str(chosen), tuple(filter(None, options)))
        else:
            yield Field(name, kind, (one.text or "") if kind == "textarea" else one.get("value", ""))
    for name, group in radios.items():
        ticked = [one.get("value", "on") for one in group if one.get("checked") is not None]
        yield Field(name, "radio", (ticked or [""])[0], tuple(one.get("value", "on") for one in group))


def _from_elsewhere(element: HtmlElement) -> list[HtmlElement]:
    """What stands outside the form and says that it belongs to it."""
    identity = element.get("id")
    named = element.getroottree().xpath("//*[@form=$identity][@name]", identity=identity) if identity else []
    return [one for one in named if one.tag in ("input", "select", "textarea")]
