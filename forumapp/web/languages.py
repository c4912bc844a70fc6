"""The language of a page: from its address, else the cookie's, the member's, the browser's.

Decision 15 puts the member's first; but the language buttons of the organisers' pages set the cookie, and
whoever presses one means it.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as BaseResponse

from forumapp.web.access import member_or_none
from forumapp.words import LANGUAGE_NAMES, LANGUAGES, negotiate

COOKIE = "language"


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_take_language_from_address)
    app.url_defaults(_put_language_into_address)
    app.before_request(_redirect_by_language)
    app.before_request(_settle)


def current() -> str:
    if "language" not in g:
        g.language = _preferred()
    return str(g.language)


def of_browser() -> str:
    """What was chosen in this browser, else what it asks for; never asks the database."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else negotiate([tag for tag, _ in request.accept_languages])


def links() -> list[tuple[str, str, str | None, bool]]:
    """The same page in each language: key, name, address, whether it is the present one.

    Without an address where the language is a preference (organisers' pages): then a button sets it.
    """
    return [(key, LANGUAGE_NAMES[key], _same_page_in(key), key == current()) for key in LANGUAGES]


def _settle() -> None:
    """Fix the page's language before anything is worded."""
    current()


def _take_language_from_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.language = values.pop("lang")
        g.language_in_address = True


def _put_language_into_address(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = current()


def _redirect_by_language() -> BaseResponse | None:
    """An address without language leads to the one with the visitor's, where such a page exists."""
    if not isinstance(request.routing_exception, NotFound) or request.method not in ("GET", "HEAD"):
        return None
    adapter = current_app.url_map.bind(request.host)
    try:
        adapter.match(f"/{LANGUAGES[0]}{request.path}", method="GET")
    except NotFound:
        return None
    except RequestRedirect:
        pass  # the page exists and wants its final slash
    return leading_to(request.path)


def leading_to(path: str) -> BaseResponse:
    """To the visitor's language of an address without any; what was asked for in the query stays."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    response = redirect(f"/{_preferred()}{path}{query}")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _preferred() -> str:
    """What was chosen in this browser, else the member's language, else the browser's."""
    if request.cookies.get(COOKIE) not in LANGUAGES and (member := member_or_none()):
        return member.language
    return of_browser()


def _same_page_in(language: str) -> str | None:
    if not g.get("language_in_address") or not request.endpoint:
        return None
    path = url_for(request.endpoint, **(request.view_args or {}) | {"lang": language})
    # Names of the query never become arguments of url_for, some of which act.
    return f"{path}?{urlencode(list(request.args.items(multi=True)))}" if request.args else path
