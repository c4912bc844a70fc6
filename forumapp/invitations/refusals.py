"""Why something about an invitation cannot be, in words for the person."""

from forumapp.refusals import Refused
from forumapp.words import N_


class NoLongerAnswerable(Refused):
    words = N_("The time to change this answer is over. Write to the forum's desk instead.")


class NothingToSend(Refused):
    words = N_("This invitation was sent already.")


class NotCleared(Refused):
    words = N_("This invitation is not cleared yet.")


class NotWaiting(Refused):
    words = N_("Only an invitation that waits for an answer can be sent once more.")


class NotReissuable(Refused):
    words = N_("Only who has answered gets a new link by itself; an invitation that waits is sent once more.")


class CalledOff(Refused):
    words = N_("This session was cancelled, so no answer is needed any more.")


class RepresentativeInvited(Refused):
    words = N_("Your representative was invited already. To change this, write to the forum's desk.")


class AskedAgain(Refused):
    words = N_(
        "The person whom you were to represent was asked again meanwhile, and has answered. "
        "To change this, write to the forum's desk."
    )


class NotRepresentable(Refused):
    words = N_("This invitation is personal; nobody else can be named for it.")


class NotOnline(Refused):
    words = N_("This session cannot be joined online.")


class NotAccepted(Refused):
    words = N_("Only a part that was accepted can be given up.")


class NothingToReconfirm(Refused):
    words = N_("Your word on the new time is here already; nothing else is needed.")


class NothingToClear(Refused):
    words = N_("This representative was decided upon already.")


class AddressOfPrincipal(Refused):
    words = N_("This is the address of the person invited. Write the one of whoever comes instead.")


class AddressOfAnother(Refused):
    words = N_("This address belongs to %(name)s. Say below whose it is, or write another one.")


class AskedToAttend(Refused):
    words = N_("%(name)s is asked to attend already.")


class RankTooLow(Refused):
    words = N_(
        "This session is limited to ministers, deputy ministers and ambassadors. "
        "Write why an exception is made, or do not clear this person."
    )


class EndedAlready(Refused):
    words = N_("This invitation was withdrawn already.")
