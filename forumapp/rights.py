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
    SEE_INVITATIONS = "see_invitations"
    INVITE = "invite"
    SEE_REGISTRATIONS = "see_registrations"
    EDIT_REGISTRATIONS = "edit_registrations"
    EXPORT = "export"
    SEE_MESSAGES = "see_messages"
    SEND_MESSAGES = "send_messages"
    MANAGE_TEAM = "manage_team"
    SEE_AUDIT = "see_audit"
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
_DESK = frozenset({Permission.SEE_EDITION, Permission.SEE_PROGRAMME, Permission.SEE_REGISTRATIONS})
# A co-host never reads the contact data of people whom another host invited (INV-26).
_COHOST = _VIEWER
_ORGANISER = frozenset(set(Permission) - {Permission.MANAGE_TEAM, Permission.MANAGE_SERIES})
_OWNER = _ORGANISER | {Permission.MANAGE_TEAM}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _OWNER,
    Role.ORGANISER: _ORGANISER,
    Role.COHOST: _COHOST,
    Role.DESK: _DESK,
    Role.VIEWER: _VIEWER,
}
EVERYTHING = frozenset(Permission)
"""What the site's administrator may do."""
