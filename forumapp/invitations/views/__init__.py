"""The invitee's page, and the organisers' pages."""

from forumapp.invitations.views import calendar_updates, clearance, ended, invitee, inviting, organiser, sending
from forumapp.invitations.views.blueprint import blueprint

__all__ = ["blueprint", "calendar_updates", "clearance", "ended", "invitee", "inviting", "organiser", "sending"]
