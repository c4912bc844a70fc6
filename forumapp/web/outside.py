"""Sending a browser to another site."""

from flask import make_response
from werkzeug.utils import redirect
from werkzeug.wrappers import Response


def leave_for(address: str) -> Response:
    """The other site learns nothing of where the browser came from, and nobody on the way keeps the answer."""
    response = make_response(redirect(address, code=302))
    response.set_data("")  # otherwise the page of the redirect repeats the address
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
