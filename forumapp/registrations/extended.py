"""Whether an edition's registration asks more than name and address; a plain one looks nothing up."""

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.questions import queries as questions


def settle(edition: Edition) -> None:
    """After the last category or question went, the form is the plain one again."""
    edition.form_is_extended = bool(categories.of_edition(edition) or questions.of_edition(edition))
    db.session.flush()
