"""The invitee's page, and the organisers' pages."""

from forumapp.invitations.views import invitee, organiser, sending
from forumapp.invitations.views.blueprint import blueprint

__all__ = ["blueprint", "invitee", "organiser", "sending"]
