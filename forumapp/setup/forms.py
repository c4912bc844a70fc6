"""The one page on which a forum with one session is written down."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from forumapp import spoken_languages, wall_times
from forumapp.database import new_public_id
from forumapp.documents import glyphs
from forumapp.forums.forms import web_address
from forumapp.forums.models import MODE_WORDS, REGISTRATION_WITH_WORDS, ForumSeries, Mode, RegistrationWith
from forumapp.programme import wording
from forumapp.programme.models import LONGEST
from forumapp.programme.vocabulary import PRESET_WORDS, PRESETS, Preset
from forumapp.refusals import Refused
from forumapp.setup import rows, typed_rows
from forumapp.setup.actions import HostEvent, NewForum
from forumapp.setup.rows import Pasted, Speaker
from forumapp.setup.typed_rows import SpeakerRow
from forumapp.wall_times import DoubledLocalTime
from forumapp.web.forms import (
    AddressField,
    BaseForm,
    LineField,
    LinesField,
    SpokenLanguagesField,
    TextLanguagesField,
    TextRequired,
    WholeNumberField,
    worded,
)
from forumapp.words import LANGUAGES, N_, Text, language_at_hand, translated

ROWS = 6
MOST_ROWS = 120
LONGEST_PASTED = 60_000
_PROBLEMS_SHOWN = 12
_USUAL_SECOND_ZONES = ("Asia/Taipei", "Europe/Vilnius")
"""The second is for a forum in the first."""

_INSIDE_WORDS = {"own": N_("No, it stands alone"), "guest": N_("Yes, another event lends it a slot")}
_PAGE_WORDS = {"visible": N_("Visible at once"), "hidden": N_("Hidden until it is announced")}
_PAGE_HINTS = {
    "visible": N_("Dates, place and hosts; no names, and no agenda before its release."),
    "hidden": N_("Only the team can see that there is a forum."),
}


class NewForumForm(BaseForm):
    """Everything that a forum of one session needs; all of it can be changed later."""

    once = HiddenField(default=new_public_id)
    """Says of two requests that they are one form, sent twice."""

    series = SelectField(_("Series"))
    title = TextLanguagesField(_("Title of the session"), [TextRequired()], description=_("One language is enough."))
    day = DateField(_("Date"), [InputRequired(_("Choose the date."))])
    start = TimeField(_("Start"), [InputRequired(_("Write the time, such as 09:00."))])
    minutes = WholeNumberField(
        _("Minutes"),
        [
            InputRequired(_("Write how many minutes it takes.")),
            NumberRange(1, LONGEST // timedelta(minutes=1), _("From one minute to twelve hours, written in minutes.")),
        ],
        default=75,
    )
    zone = SelectField(_("Time zone"))
    fold = RadioField(_("Which of the two"), choices=(), validate_choice=False)
    place = LineField(
        _("Place"),
        [Optional()],
        description=_("In one line: room, house, city. Such as “Aula, Vilnius University, Vilnius”."),
    )
    inside = RadioField(_("Inside another event?"), choices=worded(_INSIDE_WORDS), default="own")
    host_event_name = LineField(_("Name of that event"))
    host_event_url = LineField(_("Its page"), [Optional(), web_address], maximum=500)
    host_event_badge = LineField(
        _("Whose badge opens the door"), [Optional()], description=_("A sentence for the public page.")
    )
    registration = RadioField(
        _("Where people register"), choices=worded(REGISTRATION_WITH_WORDS), default=RegistrationWith.HOST
    )
    registration_url = LineField(_("Address of the host event's registration"), [Optional(), web_address], maximum=500)
    hosts = LinesField(
        _("Hosts, in their order"),
        [Optional()],
        description=_("One a line. They stand so on page, PDF and letters."),
    )
    speakers = FieldList(FormField(SpeakerRow), _("Who speaks"), min_entries=ROWS, max_entries=MOST_ROWS)
    pasted = TextAreaField(_("Rows from a spreadsheet"), [Optional(), Length(max=LONGEST_PASTED)])
    preset = RadioField(_("Who may come, and what may be said of it"), choices=worded(PRESET_WORDS))
    page = RadioField(_("The forum's public page"), choices=worded(_PAGE_WORDS), default="visible")
    capacity = WholeNumberField(
        _("Places"),
        [Optional(), NumberRange(0, 100_000, _("Write a number from 0 to 100,000."))],
        description=_("Empty: as many as come."),
    )
    desk_email = AddressField(
        _("Answers and notices go to"), [Optional()], description=_("The desk's address; replies to letters too.")
    )
    mode = SelectField(_("People take part"), choices=worded(MODE_WORDS), default=Mode.IN_PERSON)
    languages = SpokenLanguagesField(_("Languages spoken"), [InputRequired(_("Write at least one language."))])
    second_zone = SelectField(_("Second time zone"))

    def __init__(self, *args: Any, all_series: list[ForumSeries], desk_email: str = "", **kwargs: Any) -> None:
        language = language_at_hand()
        usual = {
            "desk_email": desk_email,
            "preset": str(Preset.OPEN_PANEL),
            "languages": spoken_languages.written(LANGUAGES[:1], language),
            "second_zone": "usual",
        }
        super().__init__(*args, data=usual, **kwargs)
        self._series = {series.code: series for series in all_series}
        self.series.choices = _choices((code, _named(series, language)) for code, series in self._series.items())
        zones = wall_times.zones_for_choice(language, self._day_for_offsets())
        usual_second = ("usual", _usual_second_zones(dict(zones)))
        self.zone.choices = _choices(zones)
        self.second_zone.choices = _choices([usual_second, ("", translated(N_("none"))), *zones])
        self._fold_choices()

    @property
    def preset_hints(self) -> dict[str, str]:
        return {preset: wording.policy_sentence(policy) for preset, policy in PRESETS.items()}

    @property
    def page_hints(self) -> dict[str, str]:
        return {value: translated(words) for value, words in _PAGE_HINTS.items()}

    @property
    def has_more_rows(self) -> bool:
        return len(self.speakers.entries) < MOST_ROWS

    @property
    def unprintable(self) -> str:
        """Characters that no bundled font has; worth a warning, not a refusal (decision 31)."""
        in_rows = [text for row in self._rows() for text in (row.name.data, row.organisation.data)]
        written = [*self.title.data.values(), self.place.data, self.hosts.data, *in_rows, self.pasted.data]
        return glyphs.missing(" ".join(filter(None, written)))

    @property
    def pasted_rows(self) -> Pasted:
        if not hasattr(self, "_pasted"):
            text = self.pasted.data or ""
            self._pasted = rows.read(text) if len(text) <= LONGEST_PASTED else Pasted()
        return self._pasted

    def add_rows(self) -> None:
        """Further empty lines; the first of them is where one goes on typing."""
        first = len(self.speakers.entries)
        for _number in range(min(ROWS, MOST_ROWS - first)):
            self.speakers.append_entry()
        for row in self._rows()[first : first + 1]:
            row.name.render_kw = {"autofocus": True}

    def validate(self, extra_validators: Any = None) -> bool:
        typed_rows.find_addresses_twice(self._rows())
        fine = super().validate(extra_validators)
        self._check_time()
        return bool(fine and not self.errors)

    def validate_host_event_name(self, field: LineField) -> None:
        if self.is_guest and not field.data:
            raise ValidationError(translated(N_("Name the event, or say that the forum stands alone.")))

    def validate_pasted(self, field: TextAreaField) -> None:
        problems = [problem.sentence() for problem in self.pasted_rows.problems] + list(
            typed_rows.addresses_twice(self.pasted_rows, self._rows())
        )
        shown = problems[:_PROBLEMS_SHOWN]
        if len(problems) > len(shown):
            shown.append(translated(N_("And %(count)s lines more."), count=len(problems) - len(shown)))
        field.errors = [*field.errors, *shown]

    def validate_speakers(self, field: FieldList) -> None:
        if len(self.speakers_written()) > MOST_ROWS:
            raise ValidationError(translated(N_("%(count)s people at most."), count=MOST_ROWS))

    @property
    def is_guest(self) -> bool:
        return bool(self.inside.data == "guest")

    @property
    def wall_start(self) -> datetime | None:
        if self.day.data is None or self.start.data is None:
            return None
        return datetime.combine(self.day.data, self.start.data)

    def speakers_written(self) -> list[Speaker]:
        """Those of the table, then those pasted."""
        typed = [row.speaker() for row in self._rows() if not row.is_empty]
        return [*typed, *self.pasted_rows.speakers.values()]

    def forum(self) -> NewForum:
        """What was written. Only after validation."""
        assert self.wall_start and self.minutes.data
        language = self._language_written()
        return NewForum(
            once=self.once.data or "",
            series=self._series[self.series.data],
            title=self.title.data,
            language=language,
            wall_start=self.wall_start,
            fold=_fold(self.fold.data),
            minutes=self.minutes.data,
            time_zone=self.zone.data,
            second_zone=self._second_zone(),
            place=self.place.data or "",
            mode=self.mode.data,
            languages=self.languages.tags,
            host_event=self._host_event(language) if self.is_guest else None,
            hosts=self.hosts.lines,
            speakers=self.speakers_written(),
            preset=Preset(self.preset.data),
            is_visible=self.page.data == "visible",
            desk_email=self.desk_email.data or "",
            capacity=None if self.is_guest else self.capacity.data,
        )

    def _rows(self) -> list[SpeakerRow]:
        return [entry.form for entry in self.speakers.entries]

    def _language_written(self) -> str:
        """In which language place, hosts and organisations are taken to be: that of the page or else the title."""
        return self.title.data.language_shown(language_at_hand())

    def _host_event(self, language: str) -> HostEvent:
        return HostEvent(
            name=self.host_event_name.data or "",
            url=self.host_event_url.data or "",
            badge=Text.of(self.host_event_badge.data or "", language),
            registration=RegistrationWith(self.registration.data),
            registration_url=self.registration_url.data or "",
        )

    def _second_zone(self) -> str | None:
        chosen = self.second_zone.data
        if chosen == "usual":
            chosen = next(zone for zone in _USUAL_SECOND_ZONES if zone != self.zone.data)
        return chosen if chosen and chosen != self.zone.data else None

    def _day_for_offsets(self) -> date | None:
        """The day for which the zones say how far ahead their clocks are; none while no sensible one is typed."""
        typed: date | None = self.day.data
        return typed if typed and 1970 < typed.year < 2200 else None

    def _fold_choices(self) -> None:
        """Where the clocks show the typed time twice, both are offered."""
        try:
            if self.wall_start:
                wall_times.to_instant(self.wall_start, self.zone.data or "")
        except DoubledLocalTime as doubled:
            self.fold.choices = _choices((str(fold), words) for fold, words in doubled.choices())
        except Refused:
            pass  # said when the form is checked

    def _check_time(self) -> None:
        if self.wall_start and not (self.day.errors or self.start.errors or self.zone.errors):
            try:
                wall_times.to_instant(self.wall_start, self.zone.data, _fold(self.fold.data))
            except DoubledLocalTime as doubled:
                self.refuse(doubled, self.fold)
            except Refused as refusal:
                self.refuse(refusal, self.start)


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in pairs]


def _named(series: ForumSeries, language: str) -> str:
    """“F3D, Free Digital Democracy Dialogue Forum”."""
    return ", ".join(filter(None, (series.code, series.name.in_language(language))))


def _usual_second_zones(labels: dict[str, str]) -> str:
    first, second = (labels[zone] for zone in _USUAL_SECOND_ZONES)
    return translated(N_("%(first)s; for a forum there, %(second)s"), first=first, second=second)


def _fold(data: str | None) -> int | None:
    return int(data) if data in ("0", "1") else None
