"""No form is known again: whoever clicks twice, or sends once more what seemed lost, gets a letter for each."""

from forumapp.registrations import queries
from forumapp.registrations.models import Registration


def _never_seen(_registration: Registration, _form_number: int) -> bool:
    return False


queries.answered_form = _never_seen

from wsgi import app  # noqa: E402, F401
