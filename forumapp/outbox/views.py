"""The letters of an edition, for its organisers."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications import queries as messages
from forumapp.notifications.models import STATE_WORDS, Message
from forumapp.outbox import actions, kinds, queries, standing
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import member, requires
from forumapp.web.downloads import csv_download
from forumapp.web.pagination import paginate
from forumapp.words import translated

blueprint = Blueprint("outbox", __name__)

COLUMNS = ("message_id", "kind", "recipient", "state", "attempts", "queued_at", "sent_at", "error", "about")


@blueprint.get("/manage/<edition:edition>/messages")
@requires(Permission.SEE_MESSAGES)
def index(edition: Edition) -> str:
    wanted = request.args.get("state", "")
    states = standing.states_named(wanted)
    kind, search = request.args.get("kind", ""), request.args.get("q", "").strip()
    page = paginate(queries.listed(edition, states=states, kind=kind, search=search))
    return render_template(
        "outbox/index.html",
        page=page,
        state=wanted if states else "",
        kind=kind,
        search=search,
        kinds=[(name, kinds.words(name)) for name in queries.kinds_in(edition)],
        state_options=_state_options(wanted),
        counts=standing.counts(messages.counts_by_state(edition.id)),
        worker_is_silent=queries.worker_is_silent(),
        delayed_since=messages.delayed_since(),
        may_release=member().may(Permission.SEND_MESSAGES, edition),
        kind_words=kinds.words,
        key_of=queries.key_of,
        standing=standing,
    )


@blueprint.get("/manage/<edition:edition>/messages/<key>")
@requires(Permission.SEE_MESSAGES)
def show(edition: Edition, key: str) -> str:
    message = _message(edition, key)
    return render_template(
        "outbox/show.html",
        message=message,
        standing=standing,
        stands=standing.of(message.state),
        kind_words=kinds.words,
        key=key,
        may_send_again=actions.may_be_sent_again(message) and member().may(Permission.SEND_MESSAGES, edition),
    )


@blueprint.post("/manage/<edition:edition>/messages/<key>/send-again")
@requires(Permission.SEND_MESSAGES)
def send_again(edition: Edition, key: str) -> BaseResponse:
    message = _message(edition, key)
    try:
        message = actions.send_again(edition, message)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence(), "stop")
    else:
        flash(_("The letter is on its way."))
        key = queries.key_of(message)
    return redirect(url_for("outbox.show", edition=edition, key=key), code=303)


@blueprint.post("/manage/<edition:edition>/messages/release-held")
@requires(Permission.SEND_MESSAGES)
def release_held(edition: Edition) -> BaseResponse:
    count = actions.release_held(edition)
    flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", count))
    return redirect(url_for("outbox.index", edition=edition), code=303)


@blueprint.get("/manage/<edition:edition>/outbox.csv")
@requires(Permission.SEE_MESSAGES)
def csv(edition: Edition) -> Response:
    return csv_download(f"{edition.slug}_outbox.csv", COLUMNS, _rows(edition))


def _state_options(wanted: str) -> list[tuple[str, str]]:
    """The four words, and the exact state where another page asked for it."""
    options = [(str(key), translated(words)) for key, words in standing.FILTER_WORDS.items()]
    return options + [(str(state), translated(words)) for state, words in STATE_WORDS.items() if state == wanted]


def _rows(edition: Edition) -> Iterator[tuple[object, ...]]:
    for letter in db.session.scalars(queries.listed(edition)):
        yield tuple(getattr(letter, column) for column in COLUMNS)


def _message(edition: Edition, key: str) -> Message:
    return queries.by_key(edition, key) or abort(404)
