"""Somebody of the team, signed in: what organisers' pages take, and releasing."""

import re
import time
from dataclasses import dataclass, field
from html import unescape

from bench import load
from bench.load import Reply
from bench.stage import ORGANISER, PASSWORD, Stage

_FIELD = re.compile(r"<input\b[^>]*>")
_NAME, _VALUE = re.compile(r'\bname="([^"]*)"'), re.compile(r'\bvalue="([^"]*)"')


@dataclass
class Organiser:
    stage: Stage
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        answer = self.send("/sign-in", {"email": ORGANISER, "password": PASSWORD})
        if answer.status not in (302, 303):
            raise RuntimeError(f"signing in answered {answer.status}")

    def get(self, path: str) -> Reply:
        return self._ask(path)

    def timed(self, path: str) -> float:
        """Seconds for a page that is there."""
        began = time.perf_counter()
        reply = self._ask(path)
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}")
        return time.perf_counter() - began

    def send(self, path: str, values: dict[str, str]) -> Reply:
        """Open the form at this address, fill it in, send it."""
        return self.send_on(path, self._ask(path).body.decode(), values)

    def send_on(self, path: str, page: str, values: dict[str, str]) -> Reply:
        """Fill in and send the form of a page at hand."""
        return self._ask(path, _hidden(page) | values)

    def release(self, note: str) -> float:
        """When the button was pressed, by ``time.perf_counter``."""
        path = f"/manage/{self.stage.slug}/agenda"
        form = _hidden(self._ask(path).body.decode())
        pressed = time.perf_counter()
        answer = self._ask(
            f"{path}/release",
            form | {"tell": "nobody", "label": "provisional", "note-en": note, "override_reason": "the bench"},
        )
        if answer.status not in (302, 303):
            raise RuntimeError(f"releasing answered {answer.status}: {answer.body.decode()[:3000]}")
        return pressed

    def _ask(self, path: str, form: dict[str, str] | None = None) -> Reply:
        address = self.stage.app.address
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        reply = load.once(address, load.request(address, path, headers, form))
        for name, value in reply.headers():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return reply


def _hidden(page: str) -> dict[str, str]:
    found = {}
    for tag in _FIELD.findall(page):
        name, value = _NAME.search(tag), _VALUE.search(tag)
        if name and 'type="hidden"' in tag:
            found[name[1]] = unescape(value[1]) if value else ""
    return found
