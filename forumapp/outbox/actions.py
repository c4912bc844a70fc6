"""What organisers may do with a letter."""

from forumapp.audit import actions as audit
from forumapp.forums.models import Edition
from forumapp.notifications import actions as notifications
from forumapp.notifications.models import Message, State, StillOnItsWay
from forumapp.outbox import queries
from forumapp.refusals import Refused
from forumapp.words import N_


class NotNeededAnyMore(Refused):
    words = N_("This letter was cancelled because nobody needs it any more. It cannot be sent again.")


def may_be_sent_again(message: Message) -> bool:
    return message.can_be_sent_again and message.state is not State.CANCELLED


def send_again(edition: Edition, message: Message) -> Message:
    """The same letter once more, or a new one where the first has left; returns the one that is on its way.

    Raises NotNeededAnyMore, StillOnItsWay, LinkExpired.
    """
    if message.state is State.CANCELLED:
        raise NotNeededAnyMore
    if queries.is_on_its_way_again(message):
        raise StillOnItsWay  # the button was pressed twice
    again = notifications.send_again(message)
    audit.record("letter sent again", f"letter {again.id}", message.kind, edition=edition)
    return again


def release_held(edition: Edition | None = None) -> int:
    """Let the letters leave that are held since a backup was restored; without an edition, all of the site."""
    count = notifications.release_held(edition)
    audit.record("held letters released", "letters", f"{count} letters", edition=edition)
    return count
