"""The organisers' working programme: sessions, their time and place, who speaks; the day planner."""

from forumapp.programme.views import cohosts, items, online, people, planner, sessions, topics
from forumapp.programme.views.blueprint import blueprint

__all__ = ["blueprint", "cohosts", "items", "online", "people", "planner", "sessions", "topics"]
