"""One request, one transaction, one committer.

A POST that answers with a redirect commits; everything else rolls back. So a GET cannot write, and a form
that is shown again leaves no trace. A view that must commit with another answer carries ``@commits``.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, session
from sqlalchemy.exc import SQLAlchemyError

from forumapp.database import begin_reading, begin_writing
from forumapp.extensions import db, roll_back

View = TypeVar("View", bound=Callable[..., Any])

_AFTERWARDS = "after_commit"

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def commits(view: View) -> View:
    """Commit whatever the view answers: tries, refusals and fragments that have to be remembered."""
    view.commits = True  # type: ignore[attr-defined]
    return view


def choose_locks(app: Flask) -> None:
    """Comes before whatever may ask the database, the language of a member's account included: a transaction
    begun earlier would only read, and two that write would end in "database is locked"."""
    app.before_request(_choose_lock)


def init_app(app: Flask) -> None:
    app.after_request(_finish)
    app.extensions[_AFTERWARDS] = []


def after_commit(app: Flask, work: Callable[[], None]) -> None:
    """What else is done before the answer, in transactions of its own, once that of a request is kept."""
    app.extensions[_AFTERWARDS].append(work)


def _choose_lock() -> None:
    if request.method in SAFE_METHODS:
        begin_reading()
        return
    # First let the whole form arrive: on SQLite a slow line would hold the only write lock meanwhile.
    request.form  # noqa: B018
    begin_writing()


def _finish(response: Response) -> Response:
    if request.method not in SAFE_METHODS and (300 <= response.status_code < 400 or _view_commits()):
        return _committed(response)
    roll_back()
    return response


def _committed(response: Response) -> Response:
    """The response, or the page that says why nothing was kept, such as a full disk.

    Flask does not ask the error handlers about what goes wrong after a view, and would answer an empty 500.
    """
    db.session().expire_on_commit = False  # nobody reads on: the session ends with the request
    try:
        db.session.commit()
    except SQLAlchemyError as error:
        roll_back()
        session.pop("_flashes", None)  # they would say that it was saved
        return current_app.make_response(current_app.handle_user_exception(error))
    for work in current_app.extensions[_AFTERWARDS]:
        work()
    return response


def _view_commits() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "commits", False)
