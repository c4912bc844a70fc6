"""A client that reads every HTML page like a careful reviewer, and fills in forms as a person does."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from forumapp.extensions import db


@dataclass
class Page:
    """One answer, read."""

    response: TestResponse
    url: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """What a person reads, white space folded."""
        return " ".join(self.document.text_content().split())

    @property
    def document(self) -> HtmlElement:
        return html.document_fromstring(self.response.get_data(as_text=True))

    @property
    def heading(self) -> str:
        return " ".join(self.document.xpath("string(//h1)").split())

    def links(self) -> dict[str, str]:
        """Link text → address."""
        return {" ".join(a.text_content().split()): str(a.get("href")) for a in self.document.xpath("//a[@href]")}

    def form(self, containing: str | None = None) -> Form:
        """The form whose button (or field name) contains the words, else the only form in the main area."""
        forms = [Form.read(f, self.url) for f in self.document.xpath("//main//form | //dialog//form")]
        found = [
            f
            for f in forms
            if containing is None
            or any(containing in b for b in f.buttons)
            or containing in f.values
            or containing in f.names
        ]
        assert found, f"no form with {containing!r} on {self.url}; there are {[f.buttons for f in forms]}"
        return found[0]


@dataclass
class Form:
    """A form as it stands on a page: where it goes and what is filled in already."""

    action: str
    method: str
    values: dict[str, Any]
    names: set[str]
    buttons: list[str] = field(default_factory=list)
    button_values: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, element: HtmlElement, page_url: str) -> Form:
        values: dict[str, Any] = {}
        for name, value in element.form_values():
            values[name] = (
                [*values[name], value]
                if isinstance(values.get(name), list)
                else ([values[name], value] if name in values else value)
            )
        buttons = element.xpath(".//button")
        words = [" ".join(b.text_content().split()) for b in buttons]
        return cls(
            action=urljoin(page_url, element.get("action") or page_url),
            method=(element.get("method") or "get").lower(),
            values=values,
            names={str(f.get("name")) for f in element.xpath(".//*[@name]")},
            buttons=words,
            button_values={
                w: (b.get("name"), b.get("value", "")) for w, b in zip(words, buttons, strict=True) if b.get("name")
            },
        )


class ReadingClient:
    """Wraps Flask's client: follows redirects on request, checks every page, fills in forms."""

    def __init__(self, app: Flask, inner: FlaskClient) -> None:
        self.app, self.inner = app, inner

    @classmethod
    def of(cls, app: Flask) -> ReadingClient:
        return cls(app, app.test_client())

    def get(self, url: str, follow: bool = True, **kwargs: Any) -> Page:
        return self._read(self._send(self.inner.get, url, follow_redirects=follow, **kwargs))

    def head(self, url: str, **kwargs: Any) -> Page:
        return self._read(self._send(self.inner.head, url, **kwargs))

    def post(self, url: str, data: dict[str, Any] | None = None, follow: bool = False, **kwargs: Any) -> Page:
        """A bare POST with the CSRF token of this browser, as contract tests do."""
        return self._read(self._send(self.inner.post, url, data=data or {}, follow_redirects=follow, **kwargs))

    def submit(self, form: Form, button: str | None = None, follow: bool = True, **values: Any) -> Page:
        """Fill in and send a form; names with a hyphen go through ``**{"title-en": …}``.

        Refuses names that the form does not have, so that a test cannot pass by sending what nobody can type.
        """
        unknown = set(values) - form.names
        assert not unknown, f"the form has no field {sorted(unknown)}; it has {sorted(form.names)}"
        data = form.values | values
        pressed = next((w for w in form.button_values if button and button in w), None)
        if pressed:
            name, value = form.button_values[pressed]
            data[name] = value
        data = {name: value for name, value in data.items() if value is not None}
        path = urlsplit(form.action)
        url = path.path + (f"?{path.query}" if path.query else "")
        if form.method == "get":
            return self._read(self._send(self.inner.get, path.path, query_string=data, follow_redirects=follow))
        return self._read(self._send(self.inner.post, url, data=data, follow_redirects=follow))

    def _send(self, send: Callable[..., TestResponse], url: str, **kwargs: Any) -> TestResponse:
        """In a context of its own: the test's would lend its database session, ``g`` and signed-in member.

        What the test wrote must be committed before, and what it read is read anew after.
        """
        db.session.rollback()
        return contextvars.Context().run(send, url, **kwargs)

    def _read(self, response: TestResponse) -> Page:
        response.get_data()
        response.close()
        page = Page(response, response.request.url)
        if response.mimetype == "text/html" and response.get_data() and not 300 <= response.status_code < 400:
            review(page)
        return page


def review(page: Page) -> None:
    """Every page is well-formed: one h1, a title, a language, labels, unique ids, nothing inline (architecture 9)."""
    document, where = page.document, page.url
    assert len(document.xpath("//h1")) == 1, f"{where}: {len(document.xpath('//h1'))} h1"
    assert document.xpath("string(//title)").strip(), f"{where}: no title"
    assert document.get("lang"), f"{where}: no language"
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids)), f"{where}: ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    assert not document.xpath("//@style | //style | //script[not(@src or @type='application/ld+json')] | //@onclick"), (
        f"{where}: inline style or script"
    )
    for element in document.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        named = element.get("aria-label") or element.get("aria-labelledby") or element.xpath("ancestor::label")
        labelled = element.get("id") and document.xpath(f"//label[@for={_quoted(element.get('id'))}]")
        assert named or labelled, f"{where}: field {element.get('name')} has no label"
    for identity in document.xpath("//@aria-describedby | //@aria-labelledby"):
        for part in str(identity).split():
            assert part in ids, f"{where}: refers to missing id {part}"
    for image in document.xpath("//img"):
        assert image.get("alt") is not None, f"{where}: image without alt"


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else f'"{text}"'
