"""A visitor's own choices: light or dark, and the language of pages that have none in their address."""

from flask import Blueprint, Response, current_app, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from forumapp.extensions import csrf
from forumapp.web.access import public
from forumapp.web.languages import COOKIE as LANGUAGE_COOKIE
from forumapp.words import LANGUAGES

blueprint = Blueprint("theme", __name__)

COOKIE = "theme"
_YEAR = 365 * 24 * 3600


@blueprint.get("/theme.css")
@public
def stylesheet() -> Response:
    """A few bytes beside pages that are the same for everybody (decision 10)."""
    theme = request.cookies.get(COOKIE)
    response = make_response(_chosen(theme) if theme in ("light", "dark") else "")
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


# Public pages carry no token, so that they are the same for everybody; what a stranger's page could do here
# is change a colour, and ``web/security`` refuses it by Origin and Sec-Fetch-Site.
@blueprint.post("/preferences")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def preferences() -> BaseResponse:
    response = redirect(local_path(request.form.get("next")), code=303)
    theme, language = request.form.get("theme"), request.form.get("language")
    if theme in ("light", "dark"):
        remember(response, COOKIE, theme)
    elif theme == "auto":
        response.delete_cookie(COOKIE)
    if language in LANGUAGES:
        remember(response, LANGUAGE_COOKIE, language)
    return response


def _chosen(theme: str) -> str:
    """The theme, and the weight that marks its button in the foot of every page (``css/tokens.css``)."""
    return f":root{{color-scheme:{theme};--theme-auto:400;--theme-{theme}:700}}"


def local_path(wanted: str | None) -> str:
    """``wanted`` where it is a path of this site, else the front page. Never another site (INJ-02)."""
    if wanted and wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return wanted
    return "/"


def remember(response: BaseResponse, name: str, value: str) -> None:
    """For a year, what a visitor asked this browser to keep."""
    secure = current_app.config["SETTINGS"].is_https
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
