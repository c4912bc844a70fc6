"""The app as it is, but that it hangs up soon on a mail server that says nothing, so that a test need not wait."""

from forumapp.notifications import post

post.TIMEOUT = 2

from wsgi import app  # noqa: E402, F401
