"""What the kinds of letters are called on screens. A feature that writes a letter names it in its ``init_app``."""

from flask import Flask, current_app

from forumapp.words import N_, translated

_OF_FEATURES_TO_THE_LEFT = {"team_invitation": N_("Invitation to the team")}


def init_app(app: Flask) -> None:
    app.extensions["letter_kinds"] = dict(_OF_FEATURES_TO_THE_LEFT)


def add(app: Flask, kind: str, words: str) -> None:
    """``words`` are marked with N_."""
    app.extensions["letter_kinds"][kind] = words


def words(kind: str) -> str:
    """In the language of the page; the code itself, made readable, where nobody named it."""
    named = current_app.extensions["letter_kinds"].get(kind)
    return translated(named) if named else kind.replace("_", " ").capitalize()
