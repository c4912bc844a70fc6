"""A person at a form, with nothing but the standard library, so that hundreds of them start quickly."""

import socket
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

PATIENCE = 30
"""Seconds until somebody gives up on an answer."""

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """``status`` 0: nobody answered, so nobody knows what became of it."""

    status: int
    location: str = ""
    body: str = ""
    seconds: float = 0.0
    cookies: tuple[str, ...] = ()
    was_cut: bool = False
    """The server took the request, and hung up before it had answered."""

    @property
    def says_yes(self) -> bool:
        """The redirect that the app sends once everything is committed."""
        return self.status in (302, 303)


@dataclass
class Browser:
    """One person; ``origin`` is the address the reverse proxy would report."""

    address: str
    origin: str
    cookies: dict[str, str] = field(default_factory=dict)
    patience: float = PATIENCE

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(values))

    def post_and_leave(self, path: str, values: dict[str, str]) -> None:
        """Send a form and hang up before the answer comes."""
        body = urlencode(values).encode()
        host, _, port = self.address.partition(":")
        head = [f"POST {path} HTTP/1.1", f"Host: {self.address}", f"Content-Type: {FORM}"]
        head += [f"{name}: {value}" for name, value in self._headers().items()]
        head += [f"Content-Length: {len(body)}", "", ""]
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            connection.sendall("\r\n".join(head).encode() + body)

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        began = time.monotonic()
        headers = self._headers() | ({"Content-Type": FORM} if body is not None else {})
        connection, was_sent = HTTPConnection(self.address, timeout=self.patience), False
        try:
            connection.request(method, path, body, headers)
            was_sent = True
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, HTTPException):
            return Answer(0, seconds=time.monotonic() - began, was_cut=was_sent)
        finally:
            connection.close()
        given = tuple(response.headers.get_all("Set-Cookie") or ())
        self._keep(given)
        location = response.headers.get("Location", "")
        return Answer(response.status, location, text, time.monotonic() - began, given)

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"X-Forwarded-For": self.origin, "Connection": "close"} | ({"Cookie": cookies} if cookies else {})

    def _keep(self, given: tuple[str, ...]) -> None:
        for cookie in given:
            name, _, rest = cookie.partition("=")
            self.cookies[name.strip()] = rest.partition(";")[0]


def filled_in(page: str, field_name: str) -> dict[str, str]:
    """What stands already in the form that has this field; empty where there is no such form."""
    reader = _Forms()
    reader.feed(page)
    return next((form for form in reader.forms if field_name in form), {})


def behind_button(page: str, ending: str) -> tuple[str, dict[str, str]]:
    """Address and content of the form whose address ends so; raises LookupError where there is none."""
    reader = _Forms()
    reader.feed(page)
    for action, form in zip(reader.actions, reader.forms, strict=True):
        if action.endswith(ending):
            return action, form
    raise LookupError(f"no form leads to …{ending}")


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.actions: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.forms.append({})
            self.actions.append(given.get("action") or "")
        elif tag in ("input", "textarea") and self.forms and (name := given.get("name")) and _is_sent(given):
            self.forms[-1][name] = given.get("value") or ""


def _is_sent(given: dict[str, str | None]) -> bool:
    return given.get("type") not in ("radio", "checkbox") or "checked" in given
