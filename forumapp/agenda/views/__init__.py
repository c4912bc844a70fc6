from forumapp.agenda.views import organisers, public
from forumapp.agenda.views.blueprint import blueprint

__all__ = ["blueprint", "organisers", "public"]
