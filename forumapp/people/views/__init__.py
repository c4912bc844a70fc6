"""The organisers' pages: ``directory`` and ``lists`` over everybody, ``person`` and ``parts`` over one, ``files``."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.people import bringing, queries
from forumapp.people.models import Person
from forumapp.web.access import member

blueprint = Blueprint("people", __name__)

Answer = str | Response | tuple[str, int]


def known(edition: Edition, public_id: str) -> Person:
    return queries.by_public_id_in(edition, public_id) or abort(404)


def changeable(edition: Edition, public_id: str) -> Person:
    """Whom the member may change: everybody, or those whom she wrote down herself."""
    person = known(edition, public_id)
    return person if bringing.may_change(member(), edition, person) else abort(404)
