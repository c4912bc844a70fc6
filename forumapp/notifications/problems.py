"""Why a letter did not leave, in words for an organiser. Servers' own words quote addresses: not kept."""

from enum import StrEnum

from forumapp.words import N_


class Problem(StrEnum):
    UNREACHABLE = "unreachable"
    INTERRUPTED = "interrupted"
    ASKED_TO_WAIT = "asked to wait"
    SIGN_IN_REFUSED = "sign-in refused"
    ADDRESS_REFUSED = "address refused"
    LETTER_REFUSED = "letter refused"
    SENDER_REFUSED = "sender refused"
    NEEDS_SMTPUTF8 = "needs smtputf8"
    NOT_AN_ADDRESS = "not an address"
    CANNOT_BE_BUILT = "cannot be built"
    LINK_LOST = "link lost"
    GAVE_UP = "gave up"
    SUPPRESSED = "suppressed"


PROBLEM_WORDS = {
    Problem.UNREACHABLE: N_("The mail server cannot be reached."),
    Problem.INTERRUPTED: N_("The mail server broke off before it confirmed the letter."),
    Problem.ASKED_TO_WAIT: N_("The mail server asked to try later."),
    Problem.SIGN_IN_REFUSED: N_("The mail server refused our user name or password."),
    Problem.ADDRESS_REFUSED: N_("The mail server refused this address."),
    Problem.LETTER_REFUSED: N_("The mail server refused this letter."),
    Problem.SENDER_REFUSED: N_("The mail server refused our sender address."),
    Problem.NEEDS_SMTPUTF8: N_("The mail server cannot deliver to an address with such letters before the @."),
    Problem.NOT_AN_ADDRESS: N_("This is not a complete e-mail address."),
    Problem.CANNOT_BE_BUILT: N_("This letter contains something that cannot be sent by mail."),
    Problem.LINK_LOST: N_("The personal link in this letter can no longer be read. Send the letter again."),
    Problem.GAVE_UP: N_("It could not be delivered within 72 hours."),
    Problem.SUPPRESSED: N_("An earlier letter to this address was refused. Sending again tries once more."),
}
