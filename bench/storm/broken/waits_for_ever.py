"""A mail server that says nothing is listened to for ever."""

from forumapp.notifications import post

post.TIMEOUT = None  # type: ignore[assignment]

from wsgi import app  # noqa: E402, F401
