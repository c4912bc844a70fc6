"""Further pages about one person, of features to the right, which name them here."""

from dataclasses import dataclass

from flask import Flask, current_app

from forumapp.rights import Permission

_EXTENSION = "further_pages_of_people"


@dataclass(frozen=True)
class Further:
    endpoint: str
    """Takes ``edition`` and ``person_id``."""
    words: str
    """For ``translated``."""
    permission: Permission


def init_app(app: Flask) -> None:
    app.extensions[_EXTENSION] = []


def add(app: Flask, *, endpoint: str, words: str, permission: Permission) -> None:
    app.extensions[_EXTENSION].append(Further(endpoint, words, permission))


def pages() -> list[Further]:
    return list(current_app.extensions[_EXTENSION])
