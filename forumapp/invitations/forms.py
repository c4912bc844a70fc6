"""The invitee's answer, and what the desk writes down."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import clock, formatting, wall_times
from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.forums.models import Edition
from forumapp.invitations import naming
from forumapp.invitations.actions import DeadlinePassed, Nominee, Suggestion, Terms
from forumapp.invitations.facts import Asked
from forumapp.invitations.models import HOW_WORDS, LEVEL_WORDS, Answer, Invitation, InvitationState, Level
from forumapp.programme.models import NameShown
from forumapp.refusals import Refused
from forumapp.web.forms import (
    AddressField,
    BaseForm,
    LineField,
    LinesField,
    TextLanguagesField,
    WholeNumberField,
    worded,
)
from forumapp.words import LANGUAGE_NAMES, N_, Text, language_at_hand, translated

COUNT_TYPED_ABOVE = 25
"""More letters than this leave only when somebody typed their number (trust.md 6.9)."""


ANSWER_WORDS = {
    Answer.ACCEPT: N_("I accept"),
    Answer.ACCEPT_ONLINE: N_("I accept, and take part online"),
    Answer.REPRESENT: N_("Somebody will represent me"),
    Answer.UNDECIDED: N_("I do not know yet"),
    Answer.DECLINE: N_("I decline"),
}


class AnswerForm(BaseForm):
    """Yes or no, and whether the name may be printed; nothing is chosen beforehand."""

    answer: RadioField
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


class NeededToRepresent:
    """There is something in the field, if somebody else is to come."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, form: "ReplyForm", field: LineField) -> None:
        if form.answer.data == Answer.REPRESENT and not field.data:
            raise ValidationError(translated(self.words))


class ReplyForm(BaseForm):
    """The invitee's own answer: one page, one button. What belongs to one answer is read with that answer alone."""

    answer = RadioField(_("Your answer"), [InputRequired(_("Choose one of the answers."))])
    days = SelectMultipleField(
        _("Days on which you can be there"),
        [Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    representative_name = LineField(
        _("Name as printed"), [NeededToRepresent(N_("Write the name as it should be printed."))]
    )
    representative_title = LineField(_("Functional title"), [Optional()])
    representative_level = SelectField(_("Level"), [Optional()], choices=worded(LEVEL_WORDS), default=Level.OTHER)
    representative_email = AddressField(
        _("E-mail"), [NeededToRepresent(N_("Write the address to which the invitation goes."))], maximum=254
    )
    representative_language = SelectField(_("Language of letters"), [Optional()], choices=worded(LANGUAGE_NAMES))
    suggested_name = LineField(_("Name"), [Optional()])
    suggested_organisation = LineField(_("Organisation"), [Optional()])
    suggested_why = LineField(_("Why"), [Optional()], maximum=500)
    message = LinesField(_("A word to the hosts"), [Optional()], maximum=2000)
    naming = BooleanField()

    def __init__(self, asked: Asked, **kwargs: Any) -> None:
        invitation = asked.invitation
        super().__init__(data={"representative_language": language_at_hand()}, **kwargs)
        self._role, self._hybrid = invitation.part_asked, invitation.can_be_online
        words = ANSWER_WORDS | ({Answer.ACCEPT: N_("I accept, in person")} if self._hybrid else {})
        self.answer.choices = [SelectChoice(answer.value, translated(words[answer])) for answer in invitation.answers]
        language = language_at_hand()
        self.days.choices = [SelectChoice(day.isoformat(), formatting.day(day, language)) for day in asked.days]
        if not asked.days:
            del self.days
        if (purpose := naming.question(self._role.session)) is None:
            del self.naming
        else:
            self.naming.label.text = translated(AnswerForm.NAMING_WORDS[purpose])

    @property
    def name_shown(self) -> NameShown | None:
        return naming.meant(self._role, self.naming.data) if "naming" in self else None

    @property
    def days_chosen(self) -> list[str]:
        return list(self.days.data or []) if "days" in self else []

    @property
    def nominee(self) -> Nominee:
        return Nominee(
            name=self.representative_name.data or "",
            title=self.representative_title.data or "",
            level=self.representative_level.data or Level.OTHER,
            email=self.representative_email.data or "",
            language=self.representative_language.data or language_at_hand(),
        )

    @property
    def suggestion(self) -> Suggestion | None:
        said = Suggestion(
            self.suggested_name.data or "", self.suggested_organisation.data or "", self.suggested_why.data or ""
        )
        return said if said != Suggestion() else None


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
    """The letters that were looked at, what they say beside the part, and by when to reply."""

    costs = TextLanguagesField(_("Costs"), [Optional()])
    with_words = TextLanguagesField(_("The others, in your own words"), [Optional()])
    personal = BooleanField(_("Personal: nobody may be named as representative"))
    invitations = HiddenField()
    count = WholeNumberField(_("Number of letters"))

    def __init__(self, edition: Edition, suggestion: datetime, seen: list[str]) -> None:
        super().__init__(edition, suggestion)
        if not self.is_submitted():
            self.invitations.data = " ".join(seen)

    @property
    def terms(self) -> Terms:
        return Terms(self.costs.data or Text(), self.with_words.data or Text(), not self.personal.data)

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


class WithdrawForm(BaseForm):
    """She gives her part back; nothing is chosen beforehand."""

    registration = RadioField(
        _("Your registration"),
        [InputRequired(_("Choose one of the two."))],
        choices=[
            SelectChoice("stay", _("I still come, as a participant")),
            SelectChoice("end", _("I do not come at all")),
        ],
    )
    message = LinesField(_("A word to the hosts"), [Optional()], maximum=2000)

    def __init__(self, *, registered: bool) -> None:
        super().__init__()
        if not registered:
            del self.registration

    @property
    def stays(self) -> bool:
        return "registration" in self and self.registration.data == "stay"


class ClearForm(BaseForm):
    """The desk's word on a representative; nothing is chosen beforehand."""

    decision = RadioField(
        _("Your decision"),
        [InputRequired(_("Choose one of the two."))],
        choices=[
            SelectChoice("clear", _("Clear: an own invitation is sent")),
            SelectChoice("refuse", _("Do not clear: the invitee is asked again")),
        ],
    )
    exception = LineField(_("Why an exception is made"), [Optional()], maximum=500)
    reason = LinesField(_("A word to the invitee"), [Optional()], maximum=2000)

    def __init__(self, *, below_rank: bool) -> None:
        super().__init__()
        if not below_rank:
            del self.exception
