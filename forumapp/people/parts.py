"""Forms over one part of what is known of a person. Each shows what another saved meanwhile, as every form does."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import formatting, spoken_languages, wall_times
from forumapp.forums.models import Edition
from forumapp.people import queries
from forumapp.people.belonging import Contact
from forumapp.people.models import GENDER_WORDS, EditionPerson, Gender, Person
from forumapp.people.pool import WallWindow
from forumapp.web.forms import (
    AddressField,
    BaseForm,
    EditingForm,
    LineField,
    LinesField,
    SpokenLanguagesField,
    TextLanguagesField,
    TextRequired,
    worded,
)
from forumapp.words import LANGUAGE_NAMES, N_, language_at_hand, translated

_SPARE_ROWS = 2


def stored(edition: Edition | None = None, **facts: Any) -> SimpleNamespace:
    """What is kept now, for a form to open with and to compare with; ``edition`` where its choices are needed."""
    version = hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:12]
    return SimpleNamespace(version=version, edition=edition, **facts)


class ExpertiseForm(EditingForm):
    topics = SelectMultipleField(
        _("Topics"), [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    languages = SpokenLanguagesField(
        _("Languages she or he speaks"), [Optional()], description=_("The best first, such as: Lithuanian, English.")
    )
    place = SelectField(_("Place"), description=_("Where she or he comes from, as this series names it."))
    groups = SelectMultipleField(
        _("Groups of the series"), [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    gender = SelectField(
        _("Gender"),
        choices=worded(GENDER_WORDS),
        default=Gender.NOT_TOLD,
        description=_(
            "Only what was told of one's own accord. It is counted for the balance, never shown of one person."
        ),
    )

    def __init__(self, *args: Any, obj: Any, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        edition, language = obj.edition, language_at_hand()
        self.topics.choices = [SelectChoice(one.key, one.name.in_language(language)) for one in edition.series.topics]
        groups = queries.groups_of(edition.series)
        self.groups.choices = [SelectChoice(one.key, one.name.in_language(language)) for one in groups]
        places = queries.places_of(edition.series, language)
        named = [SelectChoice(code, name.in_language(language)) for code, name in places.items()]
        there = self.place.object_data or ""
        if there and there not in places:
            named.append(SelectChoice(there, translated(N_("a place that this series does not name"))))
        self.place.choices = [SelectChoice("", translated(N_("not known"))), *named]
        if not groups:
            del self.groups

    @staticmethod
    def stored(person: Person, edition: Edition) -> SimpleNamespace:
        mine = edition.series_id
        return stored(
            edition,
            topics=[topic.key for topic in person.topics if topic.series_id == mine],
            languages=spoken_languages.written(person.languages, language_at_hand()),
            place=person.place,
            groups=[one.group.key for one in person.memberships if one.group.series_id == mine],
            gender=person.gender,
        )


class ContactForm(EditingForm):
    name = LineField(_("Name"), [Optional()])
    email = AddressField(
        _("E-mail"), [Optional()], description=_("Leave it empty if there is no contact, or no longer one.")
    )
    language = SelectField(_("Language of letters"), choices=worded(LANGUAGE_NAMES))
    receives_letters = BooleanField(
        _("Receives the letters, too"),
        description=_(
            "Each gets a letter of its own. Where the person has no address, the contact alone is written to."
        ),
    )
    may_answer = BooleanField(
        _("May answer on her or his behalf"),
        description=_("The page says for whom; the record says that the contact answered."),
    )

    def validate_may_answer(self, field: BooleanField) -> None:
        if field.data and not self.receives_letters.data:
            raise ValidationError(translated(N_("Who answers needs the letters, because the link is in them.")))

    @staticmethod
    def stored(contact: Contact | None) -> SimpleNamespace:
        if contact is None:
            return stored(name="", email="", language=language_at_hand(), receives_letters=False, may_answer=False)
        return stored(
            name=contact.name,
            email=contact.email,
            language=contact.language,
            receives_letters=contact.receives_letters,
            may_answer=contact.may_answer,
        )


class NotesForm(EditingForm):
    notes = LinesField(
        _("Notes"),
        [Optional()],
        maximum=5000,
        description=_("For this forum's team alone. They are in no export, and no other forum sees them."),
    )

    @staticmethod
    def stored(known: EditionPerson) -> SimpleNamespace:
        return stored(notes=known.notes)


class KeepingForm(EditingForm):
    agreed_on = DateField(
        _("Agreed on"), [Optional()], description=_("Leave it empty if she or he did not agree, or takes it back.")
    )
    until = DateField(_("Until"), [Optional()], description=_("Then she or he is asked again. Empty: without an end."))

    def validate_until(self, field: DateField) -> None:
        if field.data and self.agreed_on.data and field.data < self.agreed_on.data:
            raise ValidationError(translated(N_("This is before the day of the agreement.")))

    @staticmethod
    def stored(person: Person) -> SimpleNamespace:
        return stored(agreed_on=person.keeping_agreed_on, until=person.kept_until)


NOW, ANOTHER = "now", "another"
POSITION_WORDS = {
    NOW: N_("the one she or he is printed with from now on"),
    ANOTHER: N_("a former one, or one held beside it"),
}


class PositionForm(BaseForm):
    title = TextLanguagesField(_("Functional title"), [Optional()])
    organisation = TextLanguagesField(_("Organisation"), [TextRequired()])
    since = DateField(_("Since"), [Optional()])
    until = DateField(_("Until"), [Optional()])
    kind = RadioField(_("This position is"), [InputRequired(_("Choose one of these."))], choices=worded(POSITION_WORDS))

    def validate_until(self, field: DateField) -> None:
        if field.data and self.kind.data == NOW:
            raise ValidationError(translated(N_("What is held now has no end yet.")))


class WindowRow(Form):
    day = SelectField(_("Day"))
    start = TimeField(_("From"), [Optional()])
    end = TimeField(_("Until"), [Optional()])


class TimeForm(EditingForm):
    """Rows of a day with times; without times the whole day."""

    zone = SelectField(_("On the clocks of"))
    rows = FieldList(FormField(WindowRow), _("When she or he has time"))

    def __init__(self, *args: Any, obj: Any, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        edition, language = obj.edition, language_at_hand()
        self.zone.choices = [SelectChoice(*zone) for zone in wall_times.zones_for_choice(language, edition.starts_on)]
        while not self.is_submitted() and len(self.rows) < len(obj.rows) + _SPARE_ROWS:
            self.rows.append_entry()
        # A day before and after: elsewhere on the globe the forum's day is another one.
        length = (edition.ends_on - edition.starts_on).days
        days = [edition.starts_on + timedelta(days=number) for number in range(-1, length + 2)]
        choices = [("", "–"), *((day.isoformat(), formatting.short_day(day, language)) for day in days)]
        for row in self.rows:
            there = row.form.day.object_data
            others = [(there, there)] if there and there not in dict(choices) else []
            row.form.day.choices = [SelectChoice(*choice) for choice in [*choices, *others]]

    def windows(self) -> Sequence[WallWindow]:
        return [_window(row.form) for row in self.rows if row.form.day.data]

    @staticmethod
    def stored(known: EditionPerson, edition: Edition, zone: str) -> SimpleNamespace:
        rows = [_row(one.wall_start, one.wall_end) for one in known.windows]
        used = known.windows[0].time_zone if known.windows else zone
        return stored(edition, zone=used, rows=rows)


def _row(start: datetime, end: datetime) -> dict[str, object]:
    whole = start.time() == end.time() == time() and end.date() == start.date() + timedelta(days=1)
    times = {"start": None, "end": None} if whole else {"start": start.time(), "end": end.time()}
    return {"day": start.date().isoformat(), **times}


def _window(row: Any) -> WallWindow:
    """Midnight at the end of a day is the next day's beginning."""
    day = date.fromisoformat(row.day.data)
    start, end = row.start.data or time(), row.end.data or time()
    ends_on = day + timedelta(days=1) if end == time() else day
    return WallWindow(datetime.combine(day, start), datetime.combine(ends_on, end))
