"""Pages about editions: the public list, what an organiser says of her forum, its rooms, its team."""

from forumapp.forums.views import editions, hosts, notes, rooms, settings, team
from forumapp.forums.views.blueprint import blueprint

__all__ = ["blueprint", "editions", "hosts", "notes", "rooms", "settings", "team"]
