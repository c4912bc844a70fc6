"""The invitee's answer, and what the desk writes down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import clock, formatting, names, wall_times
from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.forums.models import Edition
from forumapp.invitations import naming
from forumapp.invitations.actions import DeadlinePassed
from forumapp.invitations.answering import Nominee, Suggestion
from forumapp.invitations.facts import Asked
from forumapp.invitations.models import Invitation
from forumapp.invitations.nominations import Nomination
from forumapp.invitations.refusals import AddressOfAnother, AddressOfPrincipal
from forumapp.invitations.vocabulary import (
    CAUSE_WORDS,
    HOW_WORDS,
    LEVEL_WORDS,
    Answer,
    By,
    Cause,
    InvitationState,
    Level,
    Whose,
)
from forumapp.people import duplicates, post
from forumapp.people import queries as people
from forumapp.people.models import Person
from forumapp.programme.roles import NameShown
from forumapp.refusals import Refused
from forumapp.web.forms import (
    AddressField,
    BaseForm,
    LineField,
    LinesField,
    worded,
)
from forumapp.words import LANGUAGE_NAMES, N_, language_at_hand, translated

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
        self._role = invitation.role
        if (purpose := naming.question(self._role)) is None:
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

    def __init__(self, asked: Asked, by: By = By.INVITEE, **kwargs: Any) -> None:
        """Whether her name is printed is for herself to say: ``by`` her contact it is not asked."""
        invitation = asked.invitation
        super().__init__(data={"representative_language": language_at_hand()}, **kwargs)
        self._invitation = invitation
        self._role, self._hybrid = invitation.role, invitation.can_be_online
        words = ANSWER_WORDS | ({Answer.ACCEPT: N_("I accept, in person")} if self._hybrid else {})
        self.answer.choices = [SelectChoice(answer.value, translated(words[answer])) for answer in invitation.answers]
        language = language_at_hand()
        self.days.choices = [SelectChoice(day.isoformat(), formatting.day(day, language)) for day in asked.days]
        if not asked.days:
            del self.days
        purpose = naming.question(asked.role) if by == By.INVITEE else None
        if purpose is None:
            del self.naming
        else:
            self.naming.label.text = translated(AnswerForm.NAMING_WORDS[purpose])

    @property
    def name_shown(self) -> NameShown | None:
        return naming.meant(self._role, self.naming.data) if "naming" in self else None

    def validate_representative_email(self, field: AddressField) -> None:
        """Two people share no mailbox, and her own would bring her own invitation back to her."""
        written = names.normalise_email(field.data or "")
        if self.answer.data == Answer.REPRESENT and written and written == self._invitation.person.email_normalised:
            raise ValidationError(AddressOfPrincipal().sentence())

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
        if not post.is_reachable(invitation.person):
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


class RevokeForm(BaseForm):
    tell = BooleanField(_("Write to the person that the invitation is withdrawn"))
    cause = SelectField(_("Reason"), [Optional()], default="")
    reason = LinesField(_("A word to the person"), [Optional()], maximum=2000)

    def __init__(self) -> None:
        super().__init__()
        self.cause.choices = [SelectChoice("", translated(N_("none, or in your own words"))), *worded(CAUSE_WORDS)()]

    @property
    def because(self) -> Cause | None:
        return Cause(self.cause.data) if self.cause.data else None


class NotAllSaid(Refused):
    words = N_("Say for each session whether its new time suits you.")


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


class NewTimesForm(BaseForm):
    """Whether each new time suits her; nothing is chosen beforehand."""

    message = LinesField(_("A word to the hosts"), [Optional()], maximum=2000)

    def __init__(self, invitations: Sequence[Invitation]) -> None:
        super().__init__()
        self.invitations = invitations

    @property
    def words(self) -> dict[str, str]:
        """``suits`` or ``not``, by the invitation's public id, where she said so."""
        said = {one.public_id: request.form.get(f"part-{one.public_id}", "") for one in self.invitations}
        return {key: word for key, word in said.items() if word in ("suits", "not")}

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        if len(self.words) < len(self.invitations):
            self.refuse(NotAllSaid())
            return False
        return bool(fine)


class NeededToClear:
    """There is an address, if somebody is to be invited there."""

    def __call__(self, form: "ClearForm", field: LineField) -> None:
        if form.clears and not field.data:
            raise ValidationError(translated(N_("Write the address to which the invitation goes.")))


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
    email = AddressField(_("Address of the representative"), [NeededToClear()], maximum=254)
    whose = RadioField(_("Whose address it is"), validate_choice=False)
    exception = LineField(_("Why an exception is made"), [Optional()], maximum=500)
    reason = LinesField(_("A word to the invitee"), [Optional()], maximum=2000)

    def __init__(self, nomination: Nomination) -> None:
        super().__init__(data={"email": nomination.email})
        self._nomination = nomination
        if not nomination.is_below_rank:
            del self.exception
        self.known = self._somebody_else()
        if self.known is None:
            del self.whose
        else:
            name = self.known.printed_name
            self.whose.choices = [
                SelectChoice(Whose.SAME_PERSON, _("The same person: %(name)s is invited", name=name)),
                SelectChoice(
                    Whose.OFFICE,
                    _("An office's: %(name)s reads and may answer for the representative", name=name),
                ),
            ]

    @property
    def clears(self) -> bool:
        return bool(self.decision.data == "clear")

    @property
    def said_whose(self) -> Whose | None:
        return Whose(self.whose.data) if "whose" in self and self.whose.data in set(Whose) else None

    def validate_email(self, field: AddressField) -> None:
        if self.clears and self._is_of_principal():
            raise ValidationError(AddressOfPrincipal().sentence())

    def validate_whose(self, field: RadioField) -> None:
        if self.clears and self.known and self.said_whose is None:
            raise ValidationError(AddressOfAnother(name=self.known.printed_name).sentence())

    def _is_of_principal(self) -> bool:
        written: str = self.email.data or ""
        principal = self._nomination.invitation.person
        return bool(written) and names.normalise_email(written) == principal.email_normalised

    def _somebody_else(self) -> Person | None:
        """Whom the directory knows under this address, by another name."""
        known = people.by_email(self.email.data) if self.email.data and not self._is_of_principal() else None
        return known if known and not duplicates.is_called(known, self._nomination.name) else None
