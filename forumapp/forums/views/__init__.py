"""Pages about editions: the public list, what an organiser says of her forum, its rooms and tracks, its team."""

from forumapp.forums.views import editions, rooms, settings, team, tracks
from forumapp.forums.views.blueprint import blueprint

__all__ = ["blueprint", "editions", "rooms", "settings", "team", "tracks"]
