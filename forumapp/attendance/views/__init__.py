"""Pages of the day: ``ticket`` for who holds the personal link, ``desk`` for who checks in, ``badges`` for paper."""

from flask import Blueprint, current_app

blueprint = Blueprint("attendance", __name__)

Answer = str | tuple[str, int]


def secret_key() -> str:
    return str(current_app.config["SETTINGS"].secret_key)
