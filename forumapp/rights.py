"""Who may do what, on one page. No Flask in here."""

from enum import StrEnum


class Permission(StrEnum):
    SEE_EDITION = "see_edition"
    EDIT_EDITION = "edit_edition"
    SEE_PROGRAMME = "see_programme"
    EDIT_PROGRAMME = "edit_programme"
    RELEASE = "release"
    SEE_PEOPLE = "see_people"
    EDIT_PEOPLE = "edit_people"
    SEE_CONTACTS = "see_contacts"
    """Addresses, contacts and the team's notes about people (INV-26)."""
    BRING_PEOPLE = "bring_people"
    """Add people of one's own, and invite them to the sessions that one co-hosts (INV-26)."""
    SEE_INVITATIONS = "see_invitations"
    INVITE = "invite"
    CLEAR_INVITATIONS = "clear_invitations"
    """Say that an invitation may leave, where the forum asks for that first, and whether it does."""
    SEE_REGISTRATIONS = "see_registrations"
    """Everybody's name beside the address, what is asked in review, who waits for a seat: more than a desk needs."""
    EDIT_REGISTRATIONS = "edit_registrations"
    CHECK_IN = "check_in"
    """Say at the desk who is here; more about anybody is not shown there."""
    EXPORT = "export"
    SEE_MESSAGES = "see_messages"
    SEND_MESSAGES = "send_messages"
    MANAGE_TEAM = "manage_team"
    SEE_AUDIT = "see_audit"
    SEE_TRAVEL = "see_travel"
    SEE_NEEDS = "see_needs"
    CREATE_FORUM = "create_forum"
    MANAGE_SERIES = "manage_series"


class Role(StrEnum):
    """What a member is in an edition's team (contract.md); the site's ``admin`` is a mark on the member."""

    OWNER = "owner"
    ORGANISER = "organiser"
    COHOST = "cohost"
    DESK = "desk"
    VIEWER = "viewer"


_VIEWER = frozenset({Permission.SEE_EDITION, Permission.SEE_PROGRAMME})
_DESK = frozenset(
    {
        Permission.SEE_EDITION,
        Permission.SEE_PROGRAMME,
        Permission.CHECK_IN,
        Permission.SEE_TRAVEL,
    }
)
# A co-host never reads the contact data of people whom another host invited (INV-26).
_COHOST = _VIEWER | {Permission.SEE_PEOPLE, Permission.BRING_PEOPLE}
_ORGANISER = frozenset(
    set(Permission) - {Permission.MANAGE_TEAM, Permission.MANAGE_SERIES, Permission.CLEAR_INVITATIONS}
)
_OWNER = _ORGANISER | {Permission.MANAGE_TEAM, Permission.CLEAR_INVITATIONS}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _OWNER,
    Role.ORGANISER: _ORGANISER,
    Role.COHOST: _COHOST,
    Role.DESK: _DESK,
    Role.VIEWER: _VIEWER,
}
EVERYTHING = frozenset(Permission) - {Permission.SEE_NEEDS}
"""What the site's administrator may do; access and food concern the team alone that arranges them (decision 36)."""
