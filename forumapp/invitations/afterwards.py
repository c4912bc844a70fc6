"""What an invitee may do next, once she accepted: pages of features to the right, which name them here."""

from dataclasses import dataclass

from flask import Flask, current_app

_EXTENSION = "after_accepting"


@dataclass(frozen=True)
class Next:
    endpoint: str
    """Of a page that takes the token of her link."""
    words: str
    """For ``translated``."""


def init_app(app: Flask) -> None:
    app.extensions[_EXTENSION] = []


def add(app: Flask, *, endpoint: str, words: str) -> None:
    app.extensions[_EXTENSION].append(Next(endpoint, words))


def all_of() -> list[Next]:
    return list(current_app.extensions[_EXTENSION])
