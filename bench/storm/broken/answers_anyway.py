"""An error of the database while committing is overlooked, and the answer says that all is well."""

from contextlib import suppress

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from forumapp.extensions import db
from forumapp.registrations import actions
from forumapp.web import transactions

_register = actions.register


def _committed_anyway(response: Response) -> Response:
    try:
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
    return response


def _register_anyway(*args: object, **facts: object) -> None:
    try:
        _register(*args, **facts)  # type: ignore[arg-type]
    except SQLAlchemyError:
        with suppress(SQLAlchemyError):
            db.session.rollback()


transactions._committed = _committed_anyway
actions.register = _register_anyway

from wsgi import app  # noqa: E402, F401
