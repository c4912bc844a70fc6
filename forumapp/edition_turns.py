"""Whoever changes more than one thing of an edition waits for its turn there first.

On PostgreSQL an answer that ends a registration, and a release that asks for answers anew, would otherwise each
hold what the other wants. The feature that has the lock says how to wait; it lasts as long as the transaction.
"""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import ScalarSelect

Asked = int | ScalarSelect[int]
"""The number of the edition, or the question for it."""


def taken_by(app: Flask, take: Callable[[Asked], None]) -> None:
    app.extensions["edition_turns"] = take


def take(edition: Asked) -> None:
    current_app.extensions["edition_turns"](edition)
