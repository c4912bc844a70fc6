"""Pages about editions: the public list, what an organiser says of her forum, its rooms and tracks, its team; its
series."""

from forumapp.forums.views import editions, hosts, notes, rooms, series, settings, team, tracks
from forumapp.forums.views.blueprint import blueprint

__all__ = ["blueprint", "editions", "hosts", "notes", "rooms", "series", "settings", "team", "tracks"]
