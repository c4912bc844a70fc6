"""What a person agreed to or asked for, by purpose and text version."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Nothing to hang in: other features ask, this one remembers."""
