"""The ordered list of features: the map of the app. A feature imports only those above it.

``tests/app/test_order_of_imports.py`` holds the order. Reading this list from top to bottom tells the story:
what is recorded, how letters leave and long work is done, who signs in, what a forum is, who the people are,
what they agreed to, what is planned, who comes, who is asked, what they tell of themselves, who is there on the day
and has it on paper, how a forum comes to be, what is handed out beside it, what the public sees of it, what everybody
is written, how a person is forgotten, what needs an organiser, and what she is told of it each morning.
"""

from importlib import import_module

from flask import Flask

FEATURES = (
    "audit",
    "notifications",
    "tasks",
    "accounts",
    "forums",
    "uploads",
    "outbox",
    "people",
    "consents",
    "programme",
    "registrations",
    "invitations",
    "profiles",
    "panels",
    "attendance",
    "certificates",
    "setup",
    "materials",
    "agenda",
    "announcements",
    "papers",
    "privacy",
    "reports",
    "digests",
)


def init_app(app: Flask) -> None:
    """Give every feature its turn: its models become known, its pages and commands are hung in."""
    for name in FEATURES:
        import_module(f"forumapp.{name}").init_app(app)
