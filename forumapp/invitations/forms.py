"""The invitee's answer, and what the desk writes down."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, RadioField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from forumapp import clock, wall_times
from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.forums.models import Edition
from forumapp.invitations import naming
from forumapp.invitations.actions import DeadlinePassed
from forumapp.invitations.models import HOW_WORDS, Invitation, InvitationState
from forumapp.programme.models import NameShown
from forumapp.refusals import Refused
from forumapp.web.forms import BaseForm, LinesField, WholeNumberField, worded
from forumapp.words import N_, translated

COUNT_TYPED_ABOVE = 25
"""More letters than this leave only when somebody typed their number (trust.md 6.9)."""


class AnswerForm(BaseForm):
    """Yes or no, and whether the name may be printed; nothing is chosen beforehand."""

    answer = RadioField(
        _("Your answer"),
        [InputRequired(_("Choose one of the two answers."))],
        choices=[SelectChoice("accept", _("I accept")), SelectChoice("decline", _("I decline"))],
    )
    naming = BooleanField()

    # What the tick says where a name is printed only with its bearer's word, and where it is printed otherwise.
    NAMING_WORDS = {purpose: wording.words for purpose, wording in WORDINGS.items()}

    def __init__(self, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._role = invitation.part_asked
        if (purpose := naming.question(self._role.session)) is None:
            del self.naming
        else:
            self.naming.label.text = translated(self.NAMING_WORDS[purpose])

    @property
    def state(self) -> InvitationState:
        return InvitationState.ACCEPTED if self.answer.data == "accept" else InvitationState.DECLINED

    @property
    def name_shown(self) -> NameShown | None:
        return naming.meant(self._role, self.naming.data) if "naming" in self else None


class ReplyForm(AnswerForm):
    message = LinesField(_("A word to the hosts"), [Optional()], maximum=2000)


class RecordForm(AnswerForm):
    """An answer that reached the desk in another way."""

    answer = RadioField(
        _("The answer"),
        [InputRequired(_("Choose one of the two answers."))],
        choices=[SelectChoice("accept", _("Yes, accepted")), SelectChoice("decline", _("No, declined"))],
    )
    how = RadioField(
        _("How it reached you"), [InputRequired(_("Choose how it reached you."))], choices=worded(HOW_WORDS)
    )
    message = LinesField(_("What was said"), [Optional()], maximum=2000)
    receipt = BooleanField(_("Send a receipt, with the calendar entry"))

    NAMING_WORDS = {
        Purpose.NAME_PRINTED: N_("The name may be printed in the public programme; the person said so"),
        Purpose.NAME_NOT_PRINTED: N_("The person asked not to be named in public"),
    }

    def __init__(self, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(invitation, **kwargs)
        if not invitation.person.email:
            del self.receipt

    @property
    def wants_receipt(self) -> bool:
        return "receipt" in self and bool(self.receipt.data)


class DeadlineForm(BaseForm):
    """By when to reply, on the clocks of the edition."""

    respond_on = DateField(_("Reply by"), [InputRequired(_("Choose the last day to reply."))])
    respond_at = TimeField(_("Until"), [InputRequired(_("Write the time."))])

    def __init__(self, edition: Edition, suggestion: datetime, **kwargs: Any) -> None:
        super().__init__(data={"respond_on": suggestion.date(), "respond_at": suggestion.time()}, **kwargs)
        self.zone = edition.time_zone

    @property
    def instant(self) -> datetime:
        """Raises what ``wall_times.to_instant`` raises, and TypeError where something is missing."""
        return wall_times.to_instant(datetime.combine(self.respond_on.data, self.respond_at.data), self.zone)

    @property
    def instant_or_now(self) -> datetime:
        """For a preview, which needs some time to show."""
        try:
            return self.instant
        except (TypeError, Refused):
            return clock.now()

    def validate_respond_at(self, field: TimeField) -> None:
        if self.respond_on.data is None or field.data is None:
            return
        try:
            if self.instant <= clock.now():
                raise DeadlinePassed
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal


class SendForm(DeadlineForm):
    """The letters that were looked at, and by when to reply."""

    invitations = HiddenField()
    count = WholeNumberField(_("Number of letters"))

    def __init__(self, edition: Edition, suggestion: datetime, seen: list[str]) -> None:
        super().__init__(edition, suggestion)
        if not self.is_submitted():
            self.invitations.data = " ".join(seen)

    @property
    def chosen(self) -> set[str]:
        """Public ids of those that stood on the page; a draft that came later is not sent unseen."""
        return set((self.invitations.data or "").split())

    @property
    def needs_count(self) -> bool:
        return len(self.chosen) > COUNT_TYPED_ABOVE

    def validate_count(self, field: WholeNumberField) -> None:
        if self.needs_count and field.data != len(self.chosen):
            raise ValidationError(translated(N_("Type %(count)s to send that many letters."), count=len(self.chosen)))


class RevokeForm(BaseForm):
    tell = BooleanField(_("Write to the person that the invitation is withdrawn"))
    reason = LinesField(_("A word to the person"), [Optional()], maximum=2000)
