"""Further words at the head of the desk's page, of features to the right, which name them here."""

from collections.abc import Callable

from flask import Flask, current_app

from forumapp.forums.models import Edition

_EXTENSION = "further_words_of_the_desk"
Words = Callable[[Edition], str]
"""Empty: nothing to say."""


def init_app(app: Flask) -> None:
    app.extensions[_EXTENSION] = []


def add(app: Flask, words: Words) -> None:
    app.extensions[_EXTENSION].append(words)


def of(edition: Edition) -> list[str]:
    return [said for words in current_app.extensions[_EXTENSION] if (said := words(edition))]
