"""Forms about an edition: what it is, its rooms, its team."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, DateTimeLocalField, Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import formatting, wall_times
from forumapp.accounts.models import RoleGrant
from forumapp.forums import tracks
from forumapp.forums.models import (
    LATE_YES_WORDS,
    MODE_WORDS,
    REGISTRATION_WITH_WORDS,
    Edition,
    ForumSeries,
    RegistrationWith,
)
from forumapp.forums.roles import ROLE_WORDS
from forumapp.forums.tracks import COLOUR_WORDS, TRACK_KIND_WORDS, SignTaken, Track
from forumapp.web import wall_time_fields
from forumapp.web.forms import (
    AddressField,
    BaseForm,
    EditingForm,
    LineField,
    NamesField,
    TextLanguagesField,
    TextRequired,
    WholeNumberField,
)
from forumapp.words import LANGUAGE_NAMES, LANGUAGES, N_, Text, language_at_hand, translated

_MINUTES = ("turnaround_minutes", "travel_minutes")
"""Left empty they stay as they are."""

FROM_0_TO_240 = NumberRange(min=0, max=240, message=_("Write a number from 0 to 240."))


def web_address(_form: BaseForm, field: Field) -> None:
    """A page somebody can open; nothing that a browser would run."""
    parts = urlsplit(field.data or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValidationError(translated(N_("Write a whole address, such as https://example.org/conference.")))


class SettingsForm(EditingForm):
    """What an edition is. Times are typed as on the wall of the chosen zone."""

    title = TextLanguagesField(_("Title"), [TextRequired()])
    theme = TextLanguagesField(_("Theme"), [Optional()])
    summary = TextLanguagesField(_("What it is, in two sentences"), [Optional()], maximum=1000, multiline=True)
    starts_on = DateField(_("First day"), [InputRequired(_("Choose the first day."))])
    ends_on = DateField(_("Last day"), [InputRequired(_("Choose the last day."))])
    time_zone = SelectField(_("Time zone"))
    second_zone = SelectField(_("Second time zone"))
    mode = SelectField(_("How people take part"))
    place = TextLanguagesField(_("Place"), [Optional()])
    hosts = NamesField(_("Hosts"), [Optional()])
    working_languages = SelectMultipleField(
        _("Working languages"),
        [InputRequired(_("Choose at least one language."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    host_event_name = LineField(_("Name of the event"), [Optional()])
    host_event_url = LineField(_("Its page"), [Optional(), web_address], maximum=500)
    host_event_badge = TextLanguagesField(_("Whose badge opens the door"), [Optional()])
    registration = RadioField(_("Where people register"))
    registration_url = LineField(_("Address of the host event's registration"), [Optional(), web_address], maximum=500)
    registration_opens_at = DateTimeLocalField(_("Opens"), [Optional()], format=wall_time_fields.FORMATS)
    registration_opens_fold = SelectField(_("Which of the two"), [Optional()], validate_choice=False)
    registration_closes_at = DateTimeLocalField(_("Closes"), [Optional()], format=wall_time_fields.FORMATS)
    registration_closes_fold = SelectField(_("Which of the two"), [Optional()], validate_choice=False)
    agenda_expected_on = DateField(_("Agenda expected on"), [Optional()])
    desk_email = AddressField(_("Answers and notices go to"), [Optional()])
    costs = TextLanguagesField(_("Costs of invited people"), [Optional()])
    turnaround_minutes = WholeNumberField(_("Minutes between two sessions in a room"), [Optional(), FROM_0_TO_240])
    travel_minutes = WholeNumberField(_("Minutes from one venue to another"), [Optional(), FROM_0_TO_240])
    reminders_on = BooleanField(_("Remind people once, three days before their reply is due"))
    profiles_asked_for = BooleanField(_("Ask speakers once a week for what is missing in their profile"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = language_at_hand()
        zones = wall_times.zones_for_choice(language, self.starts_on.data)
        self.time_zone.choices = _choices(_with(zones, self.time_zone.data, language))
        self.second_zone.choices = _choices(
            [("", translated(N_("none"))), *_with(zones, self.second_zone.data, language)]
        )
        self.mode.choices = _worded(MODE_WORDS)
        self.registration.choices = _worded(REGISTRATION_WITH_WORDS)
        codes = dict.fromkeys([*LANGUAGES, *(self.working_languages.data or [])])
        self.working_languages.choices = _choices((code, formatting.spoken_language(code, language)) for code in codes)
        for time, fold in self._wall_times():
            fold.choices = wall_time_fields.two_readings(time, self.time_zone.data or "")

    def values(self) -> dict[str, Any]:
        """What ``actions.change`` takes. Only after validation."""
        plain = {
            field.short_name: field.data
            for field in self
            if field.short_name not in ("version", "csrf_token", "hosts") and "_fold" not in field.short_name
        }
        minutes = {name: plain.pop(name) for name in _MINUTES}
        return (
            plain
            | {name: given for name, given in minutes.items() if given is not None}
            | {
                "second_zone": self.second_zone.data or None,
                "hosts": self.hosts.names,
                "registration_opens_at": self._instant(self.registration_opens_at, self.registration_opens_fold),
                "registration_closes_at": self._instant(self.registration_closes_at, self.registration_closes_fold),
                "host_event_name": self.host_event_name.data or "",
                "host_event_url": self.host_event_url.data or "",
                "registration_url": self.registration_url.data or "",
                "desk_email": self.desk_email.data or "",
            }
        )

    def validate_ends_on(self, field: Field) -> None:
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(translated(N_("The last day lies before the first.")))

    def validate_registration(self, field: Field) -> None:
        if field.data == RegistrationWith.HOST and not self.host_event_name.data:
            raise ValidationError(translated(N_("Name the host event below, or choose another way.")))

    def validate_registration_opens_at(self, field: Field) -> None:
        wall_time_fields.check(field, self.registration_opens_fold, self.time_zone.data or "")

    def validate_registration_closes_at(self, _field: Field) -> None:
        wall_time_fields.check_order(*self._wall_times(), self.time_zone.data or "")

    def _wall_times(self) -> tuple[tuple[Field, Field], tuple[Field, Field]]:
        return (
            (self.registration_opens_at, self.registration_opens_fold),
            (self.registration_closes_at, self.registration_closes_fold),
        )

    def _instant(self, time: Field, fold: Field) -> datetime | None:
        return wall_time_fields.instant(time, fold, self.time_zone.data or "")


class SeriesForm(EditingForm):
    late_yes = RadioField(
        _("Who says yes after an offer has ended stands"), [InputRequired(_("Choose one of the two."))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late_yes.choices = _worded(LATE_YES_WORDS)


class SeriesAsTyped:
    """A series as its form shows it; the choice itself is the version that two people may change at once."""

    def __init__(self, series: ForumSeries) -> None:
        self.version = self.late_yes = series.late_yes


class AsTyped:
    """An edition as its form shows it: times on the wall of its zone, hosts line by line."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def __getattr__(self, name: str) -> Any:
        return getattr(self._edition, name)

    @property
    def hosts(self) -> Text:
        return NamesField.written([host.name for host in self._edition.hosts])

    @property
    def second_zone(self) -> str:
        return self._edition.second_zone or ""

    @property
    def registration_opens_at(self) -> datetime | None:
        return self._wall(self._edition.registration_opens_at)

    @property
    def registration_opens_fold(self) -> str:
        return self._fold(self._edition.registration_opens_at)

    @property
    def registration_closes_at(self) -> datetime | None:
        return self._wall(self._edition.registration_closes_at)

    @property
    def registration_closes_fold(self) -> str:
        return self._fold(self._edition.registration_closes_at)

    def _wall(self, instant: datetime | None) -> datetime | None:
        return wall_times.to_wall(instant, self._edition.time_zone) if instant else None

    def _fold(self, instant: datetime | None) -> str:
        """ "0" or "1" where the clocks show the time twice."""
        wall = self._wall(instant)
        return str(wall.fold) if wall and wall_time_fields.is_doubled(wall, self._edition.time_zone) else ""


class RoomForm(EditingForm):
    name = TextLanguagesField(_("Name of the room"), [TextRequired()])
    capacity = WholeNumberField(
        _("Places"),
        [Optional(), NumberRange(min=0, max=100_000, message=_("Write a number from 0 to 100,000."))],
    )
    venue = TextLanguagesField(_("Venue"), [Optional()])
    turnaround_minutes = WholeNumberField(_("Minutes between two sessions"), [Optional(), FROM_0_TO_240])
    contact = LineField(_("Whom to call"), [Optional()])

    def values(self) -> dict[str, Any]:
        """What ``actions.add_room`` and ``change_room`` take."""
        return {name: self[name].data for name in ("name", "capacity", "venue", "turnaround_minutes")} | {
            "contact": self.contact.data or ""
        }


class TrackForm(EditingForm):
    name = TextLanguagesField(_("Name of the track"), [TextRequired()])
    sign = LineField(
        _("Letter or short sign"),
        [Optional()],
        maximum=tracks.LONGEST_SIGN,
        description=_("Three characters at most, such as A or 1; left empty, the next free letter."),
    )
    kind = SelectField(_("Kind"))
    colour = SelectField(_("Colour"))

    def __init__(self, *args: Any, others: Sequence[Track] = (), **kwargs: Any) -> None:
        """``obj``: the track that is changed; without one it is another."""
        stored = kwargs.get("obj")
        super().__init__(*args, **kwargs)
        self._taken = {track.sign for track in others}
        self.kind.choices = _worded(TRACK_KIND_WORDS)
        self.colour.choices = _worded(COLOUR_WORDS)
        if not self.is_submitted() and stored is None:
            self.colour.data = str(tracks.free_colour([track.colour for track in others]))

    def values(self) -> dict[str, Any]:
        """What ``actions.add_track`` and ``change_track`` take."""
        return {
            "name": self.name.data,
            "sign": self.sign.data or "",
            "kind": self.kind.data,
            "colour": self.colour.data,
        }

    def validate_sign(self, field: LineField) -> None:
        if (sign := tracks.written_sign(field.data or "")) in self._taken:
            raise ValidationError(SignTaken(sign=sign).sentence())


class InviteForm(BaseForm):
    email = AddressField(_("E-mail"), [InputRequired(_("Write an e-mail address."))])
    name = LineField(_("Name"), [Optional()])
    language = SelectField(_("Language of the letter"), choices=LANGUAGE_NAMES)
    role = RadioField(_("Role"), [InputRequired(_("Choose a role."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = _worded(ROLE_WORDS)


class RoleForm(EditingForm):
    role = RadioField(_("Role"), [InputRequired(_("Choose a role."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = _worded(ROLE_WORDS)


class RoleAsTyped:
    """A role as its form shows it; the role itself is the version that two owners may change at once."""

    def __init__(self, given: RoleGrant) -> None:
        self.version = self.role = str(given.role)


def _worded(words: Mapping[Any, str]) -> list[SelectChoice]:
    return _choices((str(value), translated(said)) for value, said in words.items())


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def _with(zones: list[tuple[str, str]], zone: str | None, language: str) -> list[tuple[str, str]]:
    """The zones to choose from, and the present one where it goes by a name that is no longer offered."""
    if not zone or not wall_times.is_zone(zone) or zone in dict(zones):
        return zones
    return [(zone, formatting.city(zone, language)), *zones]
