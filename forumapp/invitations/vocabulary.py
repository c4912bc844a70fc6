"""The words of asking: states, answers, causes and ranks, and how screens say them."""

from enum import StrEnum

from forumapp.notifications.models import State
from forumapp.words import N_


class InvitationState(StrEnum):
    """contract.md, invitation states."""

    DRAFT = "draft"
    CLEARED = "cleared"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPRESENTATIVE_NOMINATED = "representative_nominated"
    EXPIRED = "expired"
    REVOKED = "revoked"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"


INVITATION_STATE_WORDS = {
    InvitationState.DRAFT: N_("not sent yet"),
    InvitationState.CLEARED: N_("cleared for sending"),
    InvitationState.SENT: N_("sent, no answer yet"),
    InvitationState.ACCEPTED: N_("accepted"),
    InvitationState.DECLINED: N_("declined"),
    InvitationState.REPRESENTATIVE_NOMINATED: N_("representative named"),
    InvitationState.EXPIRED: N_("no answer in time"),
    InvitationState.REVOKED: N_("withdrawn by the hosts"),
    InvitationState.BOUNCED: N_("could not be delivered"),
    InvitationState.WITHDRAWN: N_("withdrawn by the invitee"),
}
DRAFTS = frozenset({InvitationState.DRAFT, InvitationState.CLEARED})
ANSWERED = frozenset({InvitationState.ACCEPTED, InvitationState.DECLINED})
ANSWERABLE = ANSWERED | {
    InvitationState.SENT,
    InvitationState.BOUNCED,
    InvitationState.REPRESENTATIVE_NOMINATED,
    InvitationState.WITHDRAWN,
}
"""By the invitee herself, while there is time; a letter that came back may have reached her by another way."""
RECORDABLE = ANSWERABLE | DRAFTS | {InvitationState.BOUNCED}
"""By the desk, which may have been told in any of these (decision 21)."""


REISSUABLE = ANSWERED | {InvitationState.REPRESENTATIVE_NOMINATED, InvitationState.WITHDRAWN}
"""Whose link can be replaced without asking anew; what waits for an answer is sent once more."""


NOT_DELIVERED = frozenset({State.FAILED, State.BOUNCED, State.SUPPRESSED})
"""States of a letter that will not reach its invitee any more."""


class Word(StrEnum):
    """The four words of screens (decision 24)."""

    DRAFT = "draft"
    WAITING = "waiting"
    YES = "yes"
    NO = "no"


WORDS = {Word.DRAFT: N_("Draft"), Word.WAITING: N_("Waiting"), Word.YES: N_("Yes"), Word.NO: N_("No")}
STATES_OF_WORD: dict[Word, tuple[InvitationState, ...]] = {
    Word.DRAFT: (InvitationState.DRAFT, InvitationState.CLEARED),
    Word.WAITING: (
        InvitationState.SENT,
        InvitationState.EXPIRED,
        InvitationState.BOUNCED,
        InvitationState.REPRESENTATIVE_NOMINATED,
    ),
    Word.YES: (InvitationState.ACCEPTED,),
    Word.NO: (InvitationState.DECLINED, InvitationState.REVOKED, InvitationState.WITHDRAWN),
}
WORD_OF_STATE = {state: word for word, states in STATES_OF_WORD.items() for state in states}


class Purpose(StrEnum):
    ATTEND = "attend"
    SPEAK = "speak"
    MODERATE = "moderate"
    CREW = "crew"
    """To interpret, to write captions or to look after the room."""


class By(StrEnum):
    """Who answers behind a link; the audit's word for it, too."""

    INVITEE = "invitee"
    CONTACT = "contact"


class How(StrEnum):
    """How an answer that the desk recorded had reached it."""

    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in_person"


HOW_WORDS = {
    How.PHONE: N_("by telephone"),
    How.LETTER: N_("by letter or mail"),
    How.IN_PERSON: N_("in person"),
}


class Cause(StrEnum):
    """Why the hosts take an invitation back (domain.md, E11)."""

    PROGRAMME_CHANGED = "programme_changed"
    SESSION_DROPPED = "session_dropped"
    PANEL_COMPLETE = "panel_complete"
    MISTAKE = "mistake"


CAUSE_WORDS = {
    Cause.PROGRAMME_CHANGED: N_("The programme has changed, and this part is no longer in it."),
    Cause.SESSION_DROPPED: N_("The session will not take place."),
    Cause.PANEL_COMPLETE: N_("The session has as many people as it can hold."),
    Cause.MISTAKE: N_("The invitation was sent by mistake. We apologise for the trouble."),
}
"""Ready-made sentences for the letter, in the language of its reader."""


class Answer(StrEnum):
    """What an invitee can say; ``undecided`` leaves the invitation open."""

    ACCEPT = "accept"
    ACCEPT_ONLINE = "accept_online"
    REPRESENT = "represent"
    UNDECIDED = "undecided"
    DECLINE = "decline"


class Level(StrEnum):
    """The rank of somebody who represents another; a ministerial session asks for it (INV-52)."""

    MINISTER = "minister"
    DEPUTY_MINISTER = "deputy_minister"
    AMBASSADOR = "ambassador"
    DIRECTOR = "director"
    EXPERT = "expert"
    OTHER = "other"


LEVEL_WORDS = {
    Level.MINISTER: N_("minister"),
    Level.DEPUTY_MINISTER: N_("deputy or vice-minister"),
    Level.AMBASSADOR: N_("ambassador or head of mission"),
    Level.DIRECTOR: N_("director or head of department"),
    Level.EXPERT: N_("expert or adviser"),
    Level.OTHER: N_("other"),
}
MINISTERIAL = frozenset({Level.MINISTER, Level.DEPUTY_MINISTER, Level.AMBASSADOR})


class Whose(StrEnum):
    """Whose the address of somebody named is, where the directory knows it under another name."""

    SAME_PERSON = "same"
    OFFICE = "office"


class NominationState(StrEnum):
    PROPOSED = "proposed"
    CLEARED = "cleared"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    LEFT = "left"
    """Cleared and invited, and does not come after all."""
