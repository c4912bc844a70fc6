"""Who stands before a profile: somebody with the link, the browser that answered, or the invitee for certain.

A forwarded link shows nothing the invitee told us. The browser that just answered may fill what is empty and see
what it filled; what was kept from before opens with a code alone, and so does everything in any other browser.
"""

from dataclasses import dataclass, replace

from forumapp import clock, links
from forumapp.invitations import holders
from forumapp.invitations.holders import Holder
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.links import Link, Purpose
from forumapp.profiles import codes, queries
from forumapp.profiles.parts import OF_GUESTS, Part
from forumapp.profiles.sheets import Sheet
from forumapp.web import passes
from forumapp.web.passes import Pass

SHOWN_ON_THE_INVITATION = frozenset({Part.NAMES, Part.LANGUAGES, Part.ATTENDANCE})
"""What the hosts wrote down themselves, or her link shows anyway."""

HERS_ALONE = frozenset({Part.NEEDS, Part.GENDER, Part.CONSENTS})
"""What a contact neither sees nor tells, even with a code: needs are restricted, consent is given in person."""


@dataclass(frozen=True)
class Visit:
    token: str
    holder: Holder
    pass_shown: Pass | None

    @property
    def invitation(self) -> Invitation:
        return self.holder.invitation

    @property
    def link(self) -> Link:
        return self.holder.link

    @property
    def is_welcome(self) -> bool:
        """Profiles belong to people who said that they come; a contact who may not answer sees nothing of them."""
        invitation = self.invitation
        accepted = invitation.state == InvitationState.ACCEPTED and not invitation.is_called_off
        return accepted and self.holder.may_answer

    def asks(self, part: Part) -> bool:
        """Whether it is wanted of her: who attends without a part is in no programme and on no panel."""
        return part in OF_GUESTS or not self.invitation.is_guest

    @property
    def is_open(self) -> bool:
        return self.pass_shown is not None

    @property
    def is_proven(self) -> bool:
        return self.pass_shown is not None and self.pass_shown.proven

    def shows(self, part: Part, sheet: Sheet) -> bool:
        """Whether this browser may see, and so change, what is kept of a part."""
        if self.pass_shown is None or not self.asks(part) or self.keeps_from_contact(part):
            return False
        return (
            self.is_proven or part in SHOWN_ON_THE_INVITATION or part in self.pass_shown.wrote or not sheet.keeps(part)
        )

    def keeps_from_contact(self, part: Part) -> bool:
        """Whether this is for herself alone to tell, and her contact is here."""
        return part in HERS_ALONE and self.holder.contact is not None

    def send_code(self, *, to_join: bool = False) -> None:
        codes.send(self.invitation, passes.name_browser(), self.holder.by, to_join=to_join)

    def enter_code(self, typed: str) -> bool:
        """Whether it is the right one; then this browser has proved itself."""
        right = codes.enter(self.invitation, passes.browser(), typed, self.holder.by)
        if right:
            held = Pass(self.link.id, self.invitation.answer_count, clock.now(), proven=True)
            passes.give(self.invitation.public_id, held)
        return right

    def wrote(self, part: Part) -> None:
        """What this browser filled it may see; an answer that it gave on the page ends nothing."""
        if self.pass_shown:
            written = tuple(dict.fromkeys((*self.pass_shown.wrote, str(part))))
            held = replace(self.pass_shown, wrote=written, round=self.invitation.answer_count)
            passes.give(self.invitation.public_id, held)


def of(token: str, *, to_change: bool = False) -> Visit | None:
    """None where the link does not lead anywhere any more."""
    holder = holders.of(token, to_change=to_change)
    if holder is None:
        return None
    held = passes.of(holder.invitation.public_id)
    return Visit(token, holder, held if held and _still_holds(held, holder) else None)


def _still_holds(held: Pass, holder: Holder) -> bool:
    """A replaced link ends what it opened, and so does an answer from elsewhere; a code ends what an answer opened.

    What the invitee's link opened stays closed to her contact's, and the other way round.
    """
    invitation, link = holder.invitation, holder.link
    if held.round != invitation.answer_count:
        return False
    if held.link != link.id and not links.still_leads(held.link, Purpose(link.purpose), invitation.id):
        return False
    return held.proven or not queries.was_opened_since(invitation, held.since)
