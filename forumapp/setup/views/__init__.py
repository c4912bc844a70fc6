"""Pages on which a forum comes to be: written down on one page, or read from a file."""

from forumapp.setup.views import last_year, new_forum, programme_file
from forumapp.setup.views.blueprint import blueprint

__all__ = ["blueprint", "last_year", "new_forum", "programme_file"]
