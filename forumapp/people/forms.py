"""Writing down who somebody is."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from forumapp import formatting, names, wall_times
from forumapp.people import imports
from forumapp.people.models import SECTOR_WORDS, Sector
from forumapp.refusals import Refused
from forumapp.web.files import UploadField
from forumapp.web.forms import AddressField, BaseForm, EditingForm, LineField, TextLanguagesField, worded
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


FACTS = ("printed_name", "native_name", "native_lang", "salutation", "title", "organisation") + (
    "sector",
    "email",
    "language",
    "time_zone",
)


class PersonForm(EditingForm):
    printed_name = LineField(
        _("Name as printed"),
        [InputRequired(_("Write the name as it should be printed."))],
        description=_("Exactly as she or he wants it; nothing about it is changed."),
    )
    native_name = LineField(_("Name in the native script"), [Optional()])
    native_lang = SelectField(_("Language of that name"))
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
        self.native_lang.choices = _native_languages(language, self.native_lang.data)
        zones = [("", translated(N_("not known"))), *wall_times.zones_for_choice(language)]
        self.time_zone.choices = [SelectChoice(*zone) for zone in zones]

    def facts(self) -> dict[str, Any]:
        """What was typed, ready for ``people.actions``."""
        return {name: _something(name, self[name].data) for name in FACTS}


class PeopleFileForm(BaseForm):
    file = UploadField(_("File"), description=_("A table (CSV or XLSX), one person a row; 2 MB at most."))

    def validate_file(self, field: UploadField) -> None:
        """What cannot be read at all is refused here; what is wrong with single rows is shown on the next page."""
        try:
            imports.read(field.file_name, field.content, for_edition=True)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal


def _something(name: str, value: object) -> object:
    """A field that the browser did not send counts as left empty."""
    return "" if value is None and name != "time_zone" else value


def _native_languages(language: str, present: str | None) -> list[SelectChoice]:
    tags = list(dict.fromkeys([*NATIVE_LANGUAGES, *([present] if present else [])]))
    named = [(tag, formatting.language_name(tag, language)) for tag in tags]
    in_order = sorted(named, key=lambda pair: names.sort_key(pair[1], language))
    return [SelectChoice(*pair) for pair in [("", "–"), *in_order]]
