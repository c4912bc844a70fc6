"""Many registrations in one transaction, and with them their letters: ``python -m bench.writing SLUG COUNT NAME``."""

import logging
import sys

from config import from_environment
from forumapp import create_app
from forumapp.extensions import transaction
from forumapp.forums import queries as forums
from forumapp.registrations import actions as registrations


def write(slug: str, count: int, name: str) -> None:
    """The worker is woken by the commit, as always."""
    app = create_app(from_environment())
    logging.disable(logging.INFO)
    with app.app_context(), transaction():
        edition = forums.by_slug(slug)
        assert edition
        for number in range(count):
            email = f"{name}-{number}@example.org"
            registrations.register(edition, name=f"Guest {number}", email=email, form_number=number)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3])
