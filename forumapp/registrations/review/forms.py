"""The team's decisions, for one and for many, and the registrant's answer."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.database import new_public_id
from forumapp.programme.models import ForumSession
from forumapp.registrations.review.actions import Act
from forumapp.web.forms import BaseForm, LinesField, WholeNumberField
from forumapp.words import N_, language_at_hand, translated

COUNT_TYPED_ABOVE = 25
"""More registrations than this are decided only when somebody typed their number (trust.md 6.9)."""


class ApproveForm(BaseForm):
    sessions = SelectMultipleField(
        _("Seats only in these sessions"),
        [Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("Nothing ticked: as the category may."),
    )

    without_files = BooleanField(_("Approve without the missing file"))

    def __init__(self, sessions: Sequence[ForumSession], *, lacks_files: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not lacks_files:
            del self.without_files
        language = language_at_hand()
        self.sessions.choices = [
            SelectChoice(session.code, f"{session.code} · {session.title.in_language(language)}")
            for session in sessions
        ]


class AskForm(BaseForm):
    words = LinesField(
        _("What you still have to know"),
        [DataRequired(_("Write a sentence; the letter gives it."))],
        maximum=1000,
        description=_("Stands in the letter as you write it here."),
    )
    answer_by = DateField(_("Answer until"), [Optional()])


class RefuseForm(BaseForm):
    reason = LinesField(
        _("Reason"),
        [DataRequired(_("Write a sentence; the letter gives it."))],
        maximum=1000,
        description=_("Stands in the letter as you write it here. Say nothing about others."),
    )


class AnswerForm(BaseForm):
    words = LinesField(_("Your answer"), [DataRequired(_("Write your answer."))], maximum=2000)


class DecideForm(BaseForm):
    """Many alike; ``of`` says how many there are, so that nobody decides about more than stood on the page."""

    act = HiddenField()
    of = HiddenField()
    once = HiddenField(default=new_public_id)
    reason = LinesField(_("Reason"), [Optional()], maximum=1000)
    count = WholeNumberField(_("Number of registrations"))

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        if not self.is_submitted():
            self.act.data = request.args.get("act", "")
        self.act.data = Act.REFUSE if self.act.data == Act.REFUSE else Act.APPROVE
        if not self.is_submitted():
            self.of.data = str(number)

    @property
    def refuses(self) -> bool:
        return bool(self.act.data == Act.REFUSE)

    @property
    def needs_count(self) -> bool:
        return self.number > COUNT_TYPED_ABOVE

    def validate_reason(self, field: LinesField) -> None:
        if self.refuses and not field.data:
            raise ValidationError(translated(N_("Write a sentence; the letter gives it.")))

    def validate_count(self, field: WholeNumberField) -> None:
        if self.of.data != str(self.number):
            self.of.data = str(self.number)
            raise ValidationError(
                translated(N_("Meanwhile there are %(count)s. Look at them once more."), count=self.number)
            )
        if self.needs_count and field.data != self.number:
            raise ValidationError(translated(N_("Type %(count)s to decide about that many."), count=self.number))
