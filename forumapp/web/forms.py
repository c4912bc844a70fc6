"""What all forms share: cleaned input, one status, refusals as words, and saving without overwriting another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField, HiddenField, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice, SelectFieldBase
from wtforms.validators import Length

from forumapp import names, spoken_languages
from forumapp.refusals import Refused
from forumapp.words import LANGUAGE_NAMES, LANGUAGES, N_, Text, translated

NO_NAME = "-"
"""Stands in a list of names where one has none in that language."""

_LONGEST_NUMBER = 9
"""Digits; more people than that live nowhere."""


class _Translations:
    """Let the form library's own sentences pass through our catalogue."""

    def gettext(self, words: str) -> str:
        return str(gettext(words))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)


class BaseForm(FlaskForm):
    """A form that keeps what was typed and answers 422 when something is wrong."""

    def _get_translations(self) -> _Translations:
        return _Translations()

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> _Translations:
            return _Translations()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent: text, and files where the form asks for files. The library would take JSON, too."""
            if formdata is not _Auto:
                return formdata
            if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
                return None
            asked = {field.name for field in form._fields.values() if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in asked]
            return CombinedMultiDict([MultiDict(files), request.form]) if files or request.form else None

    @property
    def status(self) -> int:
        """The HTTP status with which the page that shows this form is answered."""
        return 422 if self.errors else 200

    def refuse(self, refusal: Refused, field: Field | None = None) -> None:
        """Show a refusal of the rules at a field, or above the form."""
        if field is None:
            self.form_errors.append(refusal.sentence())
        else:
            field.errors = [*field.errors, refusal.sentence()]


class EditingForm(BaseForm):
    """A form over something that two people may edit at once (REG-07)."""

    version = HiddenField()
    questions: Sequence[str] = ()
    """Fields that ask about the change itself and hold nothing of what is kept."""

    def overtaken_by(self, stored: Any) -> bool:
        """Whether ``stored`` was saved by somebody else after this form was opened.

        If so, the form keeps what was typed, ``saved_meanwhile`` shows the other text field by field, and
        sending the form once more overwrites knowingly.
        """
        if self.version.data == str(stored.version):
            return False
        theirs = type(self)(formdata=None, obj=stored, meta={"csrf": False})
        kept_nowhere = {"version", "csrf_token", *self.questions}
        differences = [
            Difference(field.label.text, _shown(field), _shown(theirs[field.short_name]))
            for field in self
            if field.short_name not in kept_nowhere and _shown(field) != _shown(theirs[field.short_name])
        ]
        self.version.data = str(stored.version)
        if differences:  # else the other saved the same, or what this form does not hold
            self._saved_meanwhile = differences
        return bool(differences)

    @property
    def saved_meanwhile(self) -> list["Difference"]:
        return getattr(self, "_saved_meanwhile", [])

    @property
    def status(self) -> int:
        return 409 if hasattr(self, "_saved_meanwhile") else super().status


@dataclass(frozen=True)
class Difference:
    """One field that two people changed: its label, the text typed here, the text saved meanwhile."""

    label: str
    yours: str
    theirs: str


def _shown(field: Field) -> str:
    """What somebody reads in the field: of a choice its words, not the value behind them."""
    data = field.data
    if isinstance(field, SelectFieldBase):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)
    if isinstance(data, Text):
        return " / ".join(data.values())
    if isinstance(data, list | tuple | set | frozenset):
        return ", ".join(sorted(str(item) for item in data))
    return "" if data is None else str(data).replace("\r\n", "\n").strip()


def worded(words: Mapping[Any, str]) -> Callable[[], list[SelectChoice]]:
    """The choices of a select or radio field out of an enumeration's words, in the language of the page."""
    return lambda: [SelectChoice(str(value), translated(label)) for value, label in words.items()]


class LineField(StringField):
    """One line of text, cleaned of what no name or title needs (trust.md 6.4)."""

    def __init__(
        self, label: str | None = None, validators: Sequence[Any] = (), maximum: int = 200, **kwargs: Any
    ) -> None:
        super().__init__(label, [*validators, Length(max=maximum)], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([names.one_line(value) for value in valuelist])


class LinesField(TextAreaField):
    """Several lines of text, cleaned alike; ``lines`` are those with something in them."""

    def __init__(
        self, label: str | None = None, validators: Sequence[Any] = (), maximum: int = 5000, **kwargs: Any
    ) -> None:
        super().__init__(label, [*validators, Length(max=maximum)], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([names.many_lines(value) for value in valuelist])

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in (self.data or "").splitlines() if line.strip()]


class SpokenLanguagesField(LineField):
    """Languages written as words or tags, with commas between them."""

    @property
    def tags(self) -> list[str]:
        return spoken_languages.parse(self.data or "")

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        try:
            spoken_languages.parse(self.data or "")
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal


class AddressField(LineField):
    """An e-mail address; whether the mailbox exists is learnt by writing to it, not by asking the network."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data:
            try:
                self.data = validate_email(self.data, check_deliverability=False).normalized
            except EmailNotValidError as error:
                raise ValidationError(translated(N_("This does not look like an e-mail address."))) from error


@dataclass(frozen=True)
class Subfield:
    """One language of a field in several languages, as a template draws it."""

    language: str
    label: str
    name: str
    id: str
    value: str
    multiline: bool


class WholeNumberField(IntegerField):
    """A number that people write; one of hundreds of digits overflows in whatever compares or stores it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and len(valuelist[0].strip()) > _LONGEST_NUMBER:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))
        super().process_formdata(valuelist)


class TextLanguagesField(Field):
    """One content in up to three languages: ``title-en``, ``title-zh-Hant``, ``title-lt`` → Text."""

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        maximum: int = 300,
        multiline: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.maximum, self.multiline = maximum, multiline

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.object_data = self.data = data if isinstance(data, Text) else Text()
        if formdata is None or not any(f"{self.name}-{language}" in formdata for language in LANGUAGES):
            return
        clean = names.many_lines if self.multiline else names.one_line
        self.data = Text({key: clean(formdata.get(f"{self.name}-{key}", "")) for key in LANGUAGES})
        self.raw_data = list(self.data.values())

    def pre_validate(self, form: Any) -> None:
        if any(len(words) > self.maximum for words in self.data.values()):
            raise ValidationError(translated(N_("This may have %(count)s characters at most."), count=self.maximum))

    @property
    def subfields(self) -> list[Subfield]:
        return [
            Subfield(
                language=key,
                label=LANGUAGE_NAMES[key],
                name=f"{self.name}-{key}",
                id=f"{self.id}-{key}",
                value=self.data.get(key, ""),
                multiline=self.multiline,
            )
            for key in LANGUAGES
        ]


class NamesField(TextLanguagesField):
    """Several names, one a line; line by line the same one in each language, or a hyphen where it has none there."""

    def __init__(self, label: str | None = None, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, validators, maximum=3000, multiline=True, **kwargs)

    @classmethod
    def written(cls, listed: Sequence[Text]) -> Text:
        """The names as this field shows them."""
        used = [key for key in LANGUAGES if any(key in name for name in listed)]
        return Text({key: "\n".join(name.get(key, NO_NAME) for name in listed) for key in used})

    @property
    def names(self) -> list[Text]:
        """Each with all its languages, in their order. Only after validation."""
        lines = self._lines()
        count = max(map(len, lines.values()), default=0)
        found = (Text({key: _name(given[position]) for key, given in lines.items()}) for position in range(count))
        return [name for name in found if name]

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if len(set(map(len, self._lines().values()))) > 1:
            raise ValidationError(
                translated(
                    N_("Write as many lines in each language, in the same order; a hyphen stands for a missing name.")
                )
            )

    def _lines(self) -> dict[str, list[str]]:
        return {key: [line.strip() for line in words.split("\n") if line.strip()] for key, words in self.data.items()}


def _name(line: str) -> str:
    return "" if line in (NO_NAME, "–", "—") else line


class TextRequired:
    """The content is there in at least one language."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: TextLanguagesField) -> None:
        if not field.data:
            raise ValidationError(translated(N_("Write this in at least one language.")))


def submitted() -> bool:
    return request.method == "POST"
