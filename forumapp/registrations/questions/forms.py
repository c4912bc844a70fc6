"""The team's form of one question, and the registrant's of one file."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import pictures
from forumapp.refusals import Refused
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.questions.actions import Rules
from forumapp.registrations.questions.models import (
    KIND_WORDS,
    LONGEST_KEPT,
    LONGEST_RESTRICTED_KEPT,
    WITH_OPTIONS,
    YES_NO_WORDS,
    Kind,
    RegistrationQuestion,
)
from forumapp.uploads import file_types
from forumapp.uploads.file_types import Checked, NotTaken
from forumapp.web.files import UploadField
from forumapp.web.forms import BaseForm, EditingForm, TextLanguagesField, TextRequired, WholeNumberField, worded
from forumapp.words import LANGUAGES, N_, Text, language_at_hand, translated


class NoPaper(Refused):
    words = N_("This is not a PDF, Word, PowerPoint, Excel or OpenDocument file, and no JPEG, PNG or WebP picture.")


LARGEST = 5 * 1024 * 1024
"""Bytes of a file given as answer: a letter or a form, no slides."""
_MOST_OPTIONS = 50


class QuestionForm(EditingForm):
    words = TextLanguagesField(_("Question"), [TextRequired()])
    help = TextLanguagesField(_("Help"), [Optional()], description=_("A sentence under the question."))
    kind = RadioField(_("What is answered"), choices=worded(KIND_WORDS), default=Kind.TEXT.value)
    options = TextLanguagesField(
        _("What one can choose"),
        [Optional()],
        maximum=3000,
        multiline=True,
        description=_("One on each line, in the same order in each language."),
    )
    is_required = BooleanField(_("Has to be answered"))
    categories = SelectMultipleField(
        _("Only these categories"),
        [Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("Nothing ticked: everybody."),
    )
    shown_if = SelectField(_("Only after this answer"), [Optional()])
    kept_days = WholeNumberField(
        _("Days kept after the forum"),
        [Optional(), NumberRange(min=0, max=LONGEST_KEPT, message=_("Write a number from 0 to 365."))],
        description=_("Then the answers are deleted. Empty: with the registration, after twelve months."),
    )
    is_restricted = BooleanField(
        _("About access, food or health"),
        description=_(
            "Only those who arrange it read the answers, no file holds them, and they are deleted "
            "fourteen days after the forum at the latest."
        ),
    )
    is_asked = BooleanField(
        _("It is asked"), default=True, description=_("Otherwise earlier answers stay as they are.")
    )

    def __init__(self, *, obj: "AsTyped", **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)
        language = language_at_hand()
        self.categories.choices = [SelectChoice(one.key, one.name.in_language(language)) for one in obj.to_ask]
        self.shown_if.choices = [SelectChoice("", translated(N_("always"))), *_conditions(obj.before, language)]
        self._fixed_kind = obj.question.kind if obj.question else None
        if obj.question:
            del self.kind
        if obj.question and obj.question.kind not in WITH_OPTIONS:
            del self.options

    @property
    def rules(self) -> Rules:
        """Only after validation."""
        follows, _colon, value = (self.shown_if.data or "").partition(":")
        return Rules(
            words=self.words.data,
            kind=self._kind,
            help=self.help.data or Text(),
            options=tuple(self._lines()),
            is_required=self.is_required.data,
            categories=tuple(self.categories.data or ()),
            shown_if_id=int(follows) if follows else None,
            shown_if_value=value,
            kept_days=self.kept_days.data,
            is_restricted=self.is_restricted.data,
            is_asked=self.is_asked.data,
        )

    def validate_kept_days(self, field: WholeNumberField) -> None:
        if self.is_restricted.data and (field.data or 0) > LONGEST_RESTRICTED_KEPT:
            raise ValidationError(translated(N_("What is about access, food or health is kept for 14 days at most.")))

    def validate_options(self, field: TextLanguagesField) -> None:
        if self._kind not in WITH_OPTIONS:
            return
        counts = {len(words.split("\n")) for words in field.data.values()}
        if len(counts) > 1:
            raise ValidationError(translated(N_("Write as many lines in each language, in the same order.")))
        if not 2 <= max(counts, default=0) <= _MOST_OPTIONS:
            raise ValidationError(translated(N_("Write two to fifty, each on a line of its own.")))

    @property
    def _kind(self) -> str:
        return self._fixed_kind or self.kind.data

    def _lines(self) -> list[Text]:
        if self._kind not in WITH_OPTIONS:
            return []
        by_language = {key: words.split("\n") for key, words in self.options.data.items()}
        count = max(map(len, by_language.values()), default=0)
        return [Text({key: lines[at] for key, lines in by_language.items()}) for at in range(count)]


class AsTyped:
    """A question as its form shows it, or none yet; with the categories there are and the questions before it."""

    def __init__(
        self,
        to_ask: Sequence[RegistrationCategory],
        before: Sequence[RegistrationQuestion],
        question: RegistrationQuestion | None = None,
    ) -> None:
        self.to_ask, self.before, self.question = to_ask, before, question

    def __getattr__(self, name: str) -> Any:
        if self.question is None:
            raise AttributeError(name)
        if name == "options":
            options = self.question.options
            return Text({key: "\n".join(one["words"].get(key, "") for one in options) for key in LANGUAGES})
        if name == "shown_if":
            follows = self.question.shown_if_id
            return f"{follows}:{self.question.shown_if_value}" if follows else ""
        return getattr(self.question, name)


def _conditions(before: Sequence[RegistrationQuestion], language: str) -> list[SelectChoice]:
    """Each answer that can be chosen to a question before this one."""
    found = []
    for question in before:
        words = question.words.in_language(language)
        if question.kind in WITH_OPTIONS:
            options = [
                (one["key"], question.option_words(one["key"]).in_language(language)) for one in question.options
            ]
        elif question.kind == Kind.YES_NO:
            options = [(key, translated(label)) for key, label in YES_NO_WORDS.items()]
        else:
            options = []
        found += [SelectChoice(f"{question.id}:{key}", f"{words} – {label}") for key, label in options]
    return found


class FileForm(BaseForm):
    """Validate it before the database is asked: a picture takes its time to decode (decision 8)."""

    file = UploadField(
        _("File"),
        largest=LARGEST,
        description=_(
            "PDF, Word, PowerPoint, Excel or OpenDocument, or a photograph as JPEG, PNG or WebP; 5 MB at most."
        ),
    )

    def validate_file(self, field: UploadField) -> None:
        try:
            self._checked = _checked(field.content)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    @property
    def checked(self) -> Checked:
        """Only after validation."""
        return self._checked


def _checked(content: bytes) -> Checked:
    if pictures.is_picture(content):
        return Checked(pictures.paper(content).content, "jpg")
    try:
        return file_types.checked(content)
    except NotTaken as refusal:
        raise NoPaper from refusal
