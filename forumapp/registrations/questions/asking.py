"""The fields of a form that asks questions, and the answers that came with it.

A question that follows from an answer stands on the page once that answer was sent: the page comes back with it, keeps
what was typed and says so. That needs no JavaScript, and nobody reads questions that do not concern her.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.forums.models import Edition
from forumapp.people import queries as people
from forumapp.registrations.questions import queries
from forumapp.registrations.questions.models import YES_NO_WORDS, Kind, RegistrationQuestion
from forumapp.registrations.questions.queries import Values
from forumapp.web.forms import BaseForm, LineField, LinesField, WholeNumberField, worded
from forumapp.words import language_at_hand

SHOWN = "shown"
"""The hidden field that says which questions stood on the page."""
_MOST_RADIOS = 7

Asking = TypeVar("Asking", bound=BaseForm)


class Asked:
    """A form together with its questions."""

    def __init__(
        self,
        base: type[Asking],
        edition: Edition,
        questions: Sequence[RegistrationQuestion],
        known: Values | None = None,
    ) -> None:
        self.questions = [one for one in questions if not one.is_file]
        fields = {one.field_name: _field(one, edition, (known or {}).get(one.id)) for one in self.questions}
        self.form: Any = type("AskingForm", (base,), {SHOWN: HiddenField(), **fields})()
        self._sent = self.form.is_submitted()
        stood = set((request.form.get(SHOWN, "") if self._sent else "").split())
        values = self.values_by(self.questions)
        asked = queries.following(self.questions, values)
        self.files = [one for one in queries.following(questions, values) if one.is_file]
        """What these answers leave to be given on the personal page."""
        self.has_more = self._sent and any(one.key not in stood for one in asked)
        """Whether what was sent brings up questions that did not stand on the page."""
        self._new = [one for one in asked if one.key not in stood] if self._sent else []
        self.asked = asked
        for one in self.questions:
            if one not in asked:
                del self.form[one.field_name]
        self.form[SHOWN].data = " ".join(one.key for one in asked)

    @property
    def fields(self) -> list[Field]:
        return [self.form[one.field_name] for one in self.asked]

    @property
    def values(self) -> dict[int, Any]:
        """Of every question that could be asked here: None where the answers left it out. Only after validation."""
        return {one.id: None for one in self.questions} | self.values_by(self.asked)

    def values_by(self, questions: Sequence[RegistrationQuestion]) -> dict[int, Any]:
        return {one.id: _value(self.form[one.field_name]) for one in questions}

    def validate(self) -> bool:
        """False as well where more is to be asked; then nothing is wrong with what nobody has read yet."""
        valid = self.form.validate()
        for one in self._new:
            self.form[one.field_name].errors = []
        return bool(valid) and not self.has_more

    @property
    def status(self) -> int:
        return 422 if self.has_more else int(self.form.status)


def _value(field: Field) -> Any:
    return field.data.isoformat() if isinstance(field.data, date) else field.data


def _field(question: RegistrationQuestion, edition: Edition, known: Any) -> Field:
    language = language_at_hand()
    label, validators = question.words.in_language(language), [_needed(question)]
    more: dict[str, Any] = {"description": question.help.in_language(language), "default": known}
    match question.kind:
        case Kind.LONG_TEXT:
            return LinesField(label, validators, maximum=2000, **more)
        case Kind.NUMBER:
            message = _("Write a number from 0 to 1,000,000.")
            return WholeNumberField(label, [*validators, NumberRange(min=0, max=1_000_000, message=message)], **more)
        case Kind.DATE:
            return DateField(label, validators, **more | {"default": date.fromisoformat(known) if known else None})
        case Kind.YES_NO:
            return RadioField(label, validators, choices=worded(YES_NO_WORDS), **more)
        case Kind.SEVERAL_OF:
            several = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
            return SelectMultipleField(label, validators, choices=_options(question, language), **several, **more)
        case Kind.ONE_OF if len(question.options) <= _MOST_RADIOS:
            return RadioField(label, validators, choices=_options(question, language), **more)
        case Kind.ONE_OF:
            return SelectField(label, validators, choices=_or_none(_options(question, language)), **more)
        case Kind.PLACE:
            named = people.places_of(edition.series, language)
            places = [SelectChoice(code, name.in_language(language)) for code, name in named.items()]
            return SelectField(label, validators, choices=_or_none(places), **more)
        case _:
            return LineField(label, validators, **more)


def _needed(question: RegistrationQuestion) -> Any:
    if not question.is_required:
        return Optional()
    if question.kind in (Kind.NUMBER, Kind.DATE):
        return InputRequired(_("Answer this question."))
    return DataRequired(_("Answer this question."))


def _options(question: RegistrationQuestion, language: str) -> list[SelectChoice]:
    return [
        SelectChoice(one["key"], question.option_words(one["key"]).in_language(language)) for one in question.options
    ]


def _or_none(choices: list[SelectChoice]) -> list[SelectChoice]:
    return [SelectChoice("", "–"), *choices]
