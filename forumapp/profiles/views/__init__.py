"""Pages of profiles: the expert's own, and the organisers'."""

from forumapp.profiles.views import expert, joining, organiser
from forumapp.profiles.views.blueprint import blueprint

__all__ = ["blueprint", "expert", "joining", "organiser"]
