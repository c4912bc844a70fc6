"""Further pages of whoever holds a registration's personal link, of features to the right, which name them here."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from forumapp.registrations.models import Registration

_EXTENSION = "further_pages_of_registrations"


@dataclass(frozen=True)
class Further:
    endpoint: str
    """Takes ``token``."""
    words: str
    """For ``translated``."""
    offered_to: Callable[[Registration], bool]


def init_app(app: Flask) -> None:
    app.extensions[_EXTENSION] = []


def add(app: Flask, *, endpoint: str, words: str, offered_to: Callable[[Registration], bool]) -> None:
    app.extensions[_EXTENSION].append(Further(endpoint, words, offered_to))


def pages(registration: Registration) -> list[Further]:
    return [page for page in current_app.extensions[_EXTENSION] if page.offered_to(registration)]
