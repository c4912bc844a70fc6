"""A free place goes to whoever joined the line last: nobody is oversold, and the order is lost."""

from collections.abc import Collection

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations import queries
from forumapp.registrations.models import Registration, Side


def _newest_in_line(edition: Edition, side: Side, _full: Collection[int] = ()) -> Registration | None:
    newest = queries._line(edition).order_by(None).order_by(Registration.id.desc())
    return db.session.scalars(newest.limit(1), execution_options=queries._AS_IT_IS_NOW).first()


queries.first_in_line = _newest_in_line

from wsgi import app  # noqa: E402, F401
