"""``terms`` for the team, ``mine`` for who holds the personal link, ``checking`` for everybody."""

from forumapp.certificates.views import checking, mine, terms  # noqa: F401
from forumapp.certificates.views.blueprint import blueprint as blueprint
