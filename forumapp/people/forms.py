"""Writing down who somebody is."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, StopValidation

from forumapp import formatting, names, wall_times
from forumapp.people import imports
from forumapp.people.filters import STATUS_WORDS
from forumapp.people.lists import SavedList
from forumapp.people.models import SECTOR_WORDS, Sector
from forumapp.people.pool import NewPosition
from forumapp.refusals import Refused
from forumapp.web.files import UploadField
from forumapp.web.forms import (
    AddressField,
    BaseForm,
    EditingForm,
    LineField,
    TextLanguagesField,
    TextRequired,
    worded,
)
from forumapp.words import LANGUAGE_NAMES, N_, language_at_hand, translated

NATIVE_LANGUAGES = (
    "zh-Hant",
    "zh-Hans",
    "ja",
    "ko",
    "mn",
    "vi",
    "th",
    "km",
    "lo",
    "my",
    "dz",
    "ne",
    "si",
    "hi",
    "bn",
    "ta",
) + ("ar", "fa", "ur", "he", "am", "hy", "ka", "el", "uk", "be", "bg", "mk", "sr", "ru", "kk", "ky", "lt")
"""Languages of native names to choose from; an imported person may have another."""


FACTS = ("printed_name", "native_name", "native_lang", "sort_name", "salutation") + (
    "title",
    "organisation",
    "sector",
    "email",
    "language",
    "time_zone",
)


CORRECTED, MOVED = "corrected", "moved"
CHANGE_WORDS = {
    CORRECTED: N_("the same position in better words"),
    MOVED: N_("a new position; the one until now is kept as a former one"),
}


def _asked_where_written_over(form: Any, field: RadioField) -> None:
    field.errors = []
    if form.is_position_written_over and field.data not in CHANGE_WORDS:
        raise StopValidation(translated(N_("Choose one of the two.")))
    raise StopValidation


class AsksAboutPosition(EditingForm):
    """Title and organisation over those that are kept: whoever writes over them is asked whether somebody moved on."""

    questions = ("change", "moved_on")

    title: Any
    organisation: Any
    change = RadioField(
        _("The changed title or organisation is"), [_asked_where_written_over], choices=worded(CHANGE_WORDS)
    )
    moved_on = DateField(_("New position since"), [Optional()], description=_("Empty if the day is not known."))

    @property
    def asks_about_position(self) -> bool:
        return bool(self.change.errors or self.change.data)

    @property
    def new_position(self) -> NewPosition | None:
        moved = self.change.data == MOVED and self.is_position_written_over
        return NewPosition(self.moved_on.data) if moved else None

    @property
    def is_position_written_over(self) -> bool:
        """One more language of the same position says nothing new, and neither does the first position."""
        return any(
            words != field.data.get(language, "")
            for field in (self.title, self.organisation)
            for language, words in field.object_data.items()
        )


class PersonForm(AsksAboutPosition):
    printed_name = LineField(
        _("Name as printed"),
        [InputRequired(_("Write the name as it should be printed."))],
        description=_("Exactly as she or he wants it; nothing about it is changed."),
    )
    native_name = LineField(_("Name in the native script"), [Optional()])
    native_lang = SelectField(_("Language of that name"))
    sort_name = LineField(
        _("Sorted under"),
        [Optional()],
        description=_(
            "Such as “Núñez de la Peña, María José”. Without it lists have her or him by the printed name, "
            "titles left out and a family name in capitals first."
        ),
    )
    salutation = LineField(
        _("Salutation"),
        [Optional()],
        description=_(
            "The whole first line of a letter, such as “Excellency,”. Without it letters begin with the printed name."
        ),
    )
    title = TextLanguagesField(_("Functional title"), [Optional()])
    organisation = TextLanguagesField(_("Organisation"), [Optional()])
    sector = SelectField(_("Sector"), choices=worded(SECTOR_WORDS), default=Sector.OTHER)
    email = AddressField(_("E-mail"), [Optional()])
    language = SelectField(_("Language of letters"), choices=worded(LANGUAGE_NAMES))
    time_zone = SelectField(_("Time zone"), coerce=lambda value: value or None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = language_at_hand()
        self.native_lang.choices = native_languages(language, self.native_lang.data)
        zones = [("", translated(N_("not known"))), *wall_times.zones_for_choice(language)]
        self.time_zone.choices = [SelectChoice(*zone) for zone in zones]

    def facts(self) -> dict[str, Any]:
        """What was typed, ready for ``people.actions``."""
        return {name: _something(name, self[name].data) for name in FACTS}

    def changes(self) -> dict[str, Any]:
        """Of somebody who is there."""
        return {**self.facts(), "new_position": self.new_position}


class NewPersonForm(PersonForm):
    somebody_else = BooleanField(_("This is another person of the same name"))

    @property
    def asks_who_it_is(self) -> bool:
        return getattr(self, "_asks_who_it_is", False)

    def offer_somebody_else(self) -> None:
        """People like her are there: nothing is added before the answer."""
        self._asks_who_it_is = True
        self.somebody_else.errors = [
            *self.somebody_else.errors,
            translated(N_("Look at the people above first. Tick this if it is none of them.")),
        ]


class ListForm(BaseForm):
    name = LineField(_("Name of the list"), [InputRequired(_("Give the list a name."))], maximum=100)


class ChosenForm(BaseForm):
    """Onto a list that is there, or onto a new one."""

    list = SelectField(_("List"))
    name = LineField(_("Name of the new list"), [], maximum=100)

    def __init__(self, *args: Any, lists: Sequence[SavedList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [SelectChoice(one.public_id, one.name) for one in lists]
        self.list.choices = [SelectChoice("", translated(N_("a new list"))), *there]
        if not there:
            del self.list

    @property
    def onto(self) -> str:
        """The public id of a list that is there; empty: a new one."""
        return (self.list.data or "") if "list" in self else ""

    def validate_name(self, field: LineField) -> None:
        if not field.data and not self.onto:
            raise ValidationError(translated(N_("Give the list a name.")))


class GroupForm(EditingForm):
    name = TextLanguagesField(_("Name of the group"), [TextRequired()])
    standing = SelectField(
        _("Standing in the series"),
        [Optional()],
        choices=worded({"": N_("none"), **STATUS_WORDS}),
        default="",
        description=_("For an organisation that is, say, an observer: its people count as observers do."),
    )

    def facts(self) -> dict[str, Any]:
        return {"name": self.name.data, "status": self.standing.data or ""}


class PeopleFileForm(BaseForm):
    file = UploadField(_("File"), description=_("A table (CSV or XLSX), one person a row; 2 MB at most."))

    def validate_file(self, field: UploadField) -> None:
        """What cannot be read at all is refused here; what is wrong with single rows is shown on the next page."""
        try:
            imports.read(field.file_name, field.content)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal


def _something(name: str, value: object) -> object:
    """A field that the browser did not send counts as left empty."""
    return "" if value is None and name != "time_zone" else value


def native_languages(language: str, present: str | None) -> list[SelectChoice]:
    tags = list(dict.fromkeys([*NATIVE_LANGUAGES, *([present] if present else [])]))
    named = [(tag, formatting.language_name(tag, language)) for tag in tags]
    in_order = sorted(named, key=lambda pair: names.sort_key(pair[1], language))
    return [SelectChoice(*pair) for pair in [("", "–"), *in_order]]
