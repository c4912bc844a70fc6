"""What a member is in an edition's team, in words."""

from forumapp.rights import Role
from forumapp.words import N_

ROLE_WORDS = {
    Role.OWNER: N_("Owner"),
    Role.ORGANISER: N_("Organiser"),
    Role.COHOST: N_("Co-host"),
    Role.DESK: N_("Desk"),
    Role.VIEWER: N_("Viewer"),
}
ROLE_HINTS = {
    Role.OWNER: N_(
        "Everything an organiser does. Decides who is in the team, and clears invitations where the forum asks for it."
    ),
    Role.ORGANISER: N_("Plans the programme, invites, sees registrations and letters, releases the agenda."),
    Role.COHOST: N_(
        "Sees the programme and the experts. Adds own people and invites them to the sessions that are co-hosted. "
        "Sees nobody else's contact data."
    ),
    Role.DESK: N_("Sees the programme and the registrations."),
    Role.VIEWER: N_("Sees the programme."),
}
