"""One small form for each part of a profile."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import spoken_languages
from forumapp.forums.models import Mode
from forumapp.people.forms import AsksAboutPosition, native_languages
from forumapp.people.models import GENDER_WORDS
from forumapp.pictures import Picture, portrait
from forumapp.profiles.actions import Names, Needed, Travel
from forumapp.profiles.models import ACCESS_WORDS, DIET_WORDS
from forumapp.refusals import Refused
from forumapp.web.files import UploadField
from forumapp.web.forms import BaseForm, EditingForm, LineField, LinesField, TextLanguagesField, worded
from forumapp.words import N_, Text, language_at_hand, translated

LONGEST_BIOGRAPHY = 1200
"""Characters in each language: about 150 words of English, which is what a programme has room for."""


class TicksField(SelectMultipleField):
    """Several of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, words: Mapping[Any, str], **kwargs: Any) -> None:
        super().__init__(label, [Optional()], choices=worded(words), **kwargs)


class NamesForm(AsksAboutPosition):
    printed_name = LineField(
        _("Name as printed"),
        [InputRequired(_("Write the name as it should be printed."))],
        description=_("Exactly as you want it, with “H.E.” or “Dr.” where you use it; nothing about it is changed."),
    )
    native_name = LineField(_("Name in the native script"), [Optional()])
    native_lang = SelectField(_("Language of that name"))
    title = TextLanguagesField(_("Functional title"), [Optional()], maximum=200)
    organisation = TextLanguagesField(_("Organisation"), [Optional()], maximum=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.native_lang.choices = native_languages(language_at_hand(), self.native_lang.data)

    def facts(self) -> Names:
        return {
            "printed_name": self.printed_name.data or "",
            "native_name": self.native_name.data or "",
            "native_lang": self.native_lang.data or "",
            "title": self.title.data,
            "organisation": self.organisation.data,
            "new_position": self.new_position,
        }

    @property
    def is_position_written_over(self) -> bool:
        """Not by a preview, which keeps nothing."""
        return "preview" not in request.form and super().is_position_written_over


class BiographyForm(EditingForm):
    biography = TextLanguagesField(
        _("Short biography"),
        [Optional()],
        maximum=LONGEST_BIOGRAPHY,
        multiline=True,
        description=_("About 150 words; 1,200 characters at most in each language. One language is enough."),
    )

    def facts(self) -> dict[str, Text]:
        return {"biography": self.biography.data}


class PhotoForm(BaseForm):
    photo = UploadField(
        _("Portrait"),
        description=_("JPEG, PNG or WebP, 2 MB at most. Where and with what it was taken is not kept."),
    )
    picture: Picture

    def validate_photo(self, field: UploadField) -> None:
        try:
            self.picture = portrait(field.content)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal


class LanguagesForm(EditingForm):
    """``languages`` are tags; people read and write their names."""

    languages = LineField(
        _("Languages in which you can speak"),
        [Optional()],
        description=_("The best first, for example: English, 中文, lietuvių."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.languages.data, list):
            self.languages.data = spoken_languages.written(self.languages.data, language_at_hand())

    def facts(self) -> dict[str, list[str]]:
        return {"languages": spoken_languages.parse(self.languages.data or "")}

    def validate_languages(self, field: LineField) -> None:
        try:
            self.facts()
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal


class GenderForm(EditingForm):
    gender = RadioField(
        _("Gender"),
        [Optional()],
        choices=worded(GENDER_WORDS),
        description=_("Only counted, to see whether panels are balanced; shown of nobody. You need not say."),
    )

    def facts(self) -> dict[str, str]:
        return {"gender": self.gender.data or ""}


class AttendanceForm(BaseForm):
    mode = RadioField(
        _("How you take part"),
        [InputRequired(_("Choose one of the two."))],
        choices=[SelectChoice(Mode.IN_PERSON.value, _("In person")), SelectChoice(Mode.ONLINE.value, _("Online"))],
    )


class DayOf(Optional):
    """A day that may be missing, unless something else is said of it."""

    def __init__(self, *others: str) -> None:
        super().__init__()
        self.others = others

    def __call__(self, form: Any, field: DateField) -> None:
        if field.data is None and any(form[other].data for other in self.others):
            raise StopValidation(translated(N_("Choose the day, too.")))
        super().__call__(form, field)


class StayForm(EditingForm):
    arrives_on = DateField(_("Arrival"), [DayOf("arrives_at", "arrives_with")])
    arrives_at = TimeField(_("Time"), [Optional()])
    arrives_with = LineField(_("Flight or train"), [Optional()])
    departs_on = DateField(_("Departure"), [DayOf("departs_at", "departs_with")])
    departs_at = TimeField(_("Time"), [Optional()])
    departs_with = LineField(_("Flight or train"), [Optional()])

    def facts(self) -> Travel:
        return {
            "arrives_on": self.arrives_on.data,
            "arrives_at": self.arrives_at.data,
            "arrives_with": self.arrives_with.data or "",
            "departs_on": self.departs_on.data,
            "departs_at": self.departs_at.data,
            "departs_with": self.departs_with.data or "",
        }

    def validate_departs_on(self, field: DateField) -> None:
        arrival: date | None = self.arrives_on.data
        if field.data and arrival and field.data < arrival:
            raise ValidationError(translated(N_("This is before the arrival.")))


class NeedsForm(EditingForm):
    access = TicksField(_("To take part I need"), ACCESS_WORDS)
    access_words = LinesField(_("Something else, or more about it"), [Optional()], maximum=1000)
    diet = TicksField(_("I eat"), DIET_WORDS)
    diet_words = LineField(_("Allergies, or something else about food"), [Optional()], maximum=500)

    def facts(self) -> Needed:
        return {
            "access": list(self.access.data or []),
            "access_words": self.access_words.data or "",
            "diet": list(self.diet.data or []),
            "diet_words": self.diet_words.data or "",
        }


class CodeForm(BaseForm):
    """The code that came by mail."""

    code = LineField(_("Your code"), [InputRequired(_("Write the eight digits of the letter."))], maximum=20)

    def say_wrong(self) -> None:
        """Nothing more is said: neither whether one was sent, nor how many tries are left."""
        self.code.errors = [translated(N_("This code is wrong or no longer valid. You can ask for a new one."))]
