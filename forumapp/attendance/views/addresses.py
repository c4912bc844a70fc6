"""What the square on a ticket or badge says."""

from forumapp.attendance import tickets
from forumapp.attendance.views import secret_key
from forumapp.documents import qr
from forumapp.notifications import rendering
from forumapp.registrations.models import Registration


def scanned(registration: Registration) -> str:
    """Where a signed-in member of the desk finds this participant; for others the address leads nowhere."""
    return _address(registration.id)


def square(registration_id: int) -> bytes:
    """For her letter; drawn by the worker as well, outside of any request."""
    return qr.png(_address(registration_id))


def _address(registration_id: int) -> str:
    return rendering.page_url("attendance.scanned", ticket=tickets.token_for(registration_id, secret_key()))
