"""What every response promises a browser, and which requests are refused before a view sees them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from forumapp.web import admission
from forumapp.web.access import access_of
from forumapp.web.transactions import SAFE_METHODS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        trusting = ProxyFix(_with_web_schemes(app.wsgi_app), x_for=hops, x_proto=hops, x_host=0)
        app.wsgi_app = trusting  # type: ignore[method-assign]
    app.before_request(_refuse_other_hosts)
    app.before_request(admission.send_away)
    app.before_request(_refuse_unmeasured_body)
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def _with_web_schemes(app: "WSGIApplication") -> "WSGIApplication":
    """What a proxy passes on unread from a client may be anything, and an address cannot be built on nonsense."""

    def schemed(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["wsgi.url_scheme"] not in ("http", "https"):
            environ["wsgi.url_scheme"] = "http"
        return app(environ, start_response)

    return schemed


def _refuse_other_hosts() -> None:
    """Before anything that answers with a page: no page of ours has an address on a host that is not ours."""
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def _refuse_unmeasured_body() -> None:
    """A body of unknown length is cut silently at the size limit, so that a form arrives half (trust.md 0.7)."""
    if "Transfer-Encoding" in request.headers and request.content_length is None:
        abort(411)
    # The web server says that the body ends where it should, even where the line went dead in the middle of it:
    # a form cut short would count as whole. Without that word the length is compared.
    request.environ.pop("wsgi.input_terminated", None)


def _refuse_other_sites() -> None:
    """The browser's own word on where a request came from; the CSRF token is the second lock."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin == "null" and (site == "same-origin" or _rule() == "link_holder"):
        return  # pages behind a secret link send no referrer, and for that browsers hide the origin of their forms
    allowed = {current_app.config["SETTINGS"].base_url, request.host_url.rstrip("/")}
    if origin is not None and origin not in allowed:
        abort(403)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Referrer-Policy", "same-origin")
    if current_app.config["SETTINGS"].is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if not _is_public():
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("X-Robots-Tag", "noindex")
    if _rule() == "link_holder":
        # The secret stands in the address; no other site may learn it (decision 17).
        headers["Referrer-Policy"] = "no-referrer"
    return response


def _is_public() -> bool:
    return request.endpoint == "static" or _rule() == "public"


def _rule() -> str | None:
    view = current_app.view_functions.get(request.endpoint or "")
    access = access_of(view) if view else None
    return access.rule if access else None
