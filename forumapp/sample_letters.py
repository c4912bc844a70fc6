"""Every kind of letter in every language, to read; only for development."""

from flask import Blueprint, Flask, Response, abort, current_app, render_template

from forumapp.demo import letters
from forumapp.outbox import kinds
from forumapp.web.access import development_only
from forumapp.words import LANGUAGES

blueprint = Blueprint("sample_letters", __name__, url_prefix="/dev/letters")

# As in the mailbox: the letter's own style sheet may speak; nothing may be fetched or run.
_HTML_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("")
@development_only
def index() -> str:
    return render_template(
        "sample_letters/index.html",
        kinds=letters.kinds(current_app),
        writers=letters.WRITERS,
        kind_words=kinds.words,
        in_languages=LANGUAGES,
    )


@blueprint.get("/<kind>")
@development_only
def show(kind: str) -> str:
    """One kind in all languages."""
    if kind not in letters.WRITERS:
        abort(404)
    return render_template(
        "sample_letters/show.html",
        kind=kind,
        kind_words=kinds.words,
        samples={language: letters.sample(kind, language) for language in LANGUAGES},
    )


@blueprint.get("/<kind>/<language>.html")
@development_only
def html(kind: str, language: str) -> Response:
    """The HTML part alone, in a sandbox."""
    if kind not in letters.WRITERS or language not in LANGUAGES:
        abort(404)
    response = Response(letters.sample(kind, language).html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _HTML_POLICY
    return response
