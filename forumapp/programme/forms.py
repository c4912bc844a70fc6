"""Writing down a session, and who speaks in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import wall_times
from forumapp.forums.models import MODE_WORDS, Edition, Mode
from forumapp.people.models import SECTOR_WORDS, Person, Sector
from forumapp.programme import queries, spoken_languages, wording
from forumapp.programme.codes import MAXIMUM as LONGEST_CODE
from forumapp.programme.models import LONGEST, ForumSession
from forumapp.programme.vocabulary import (
    ACCESS_WORDS,
    ATTRIBUTION_WORDS,
    CAPTIONS_WORDS,
    FORMAT_WORDS,
    LISTING_WORDS,
    PART_WORDS,
    PRESET_WORDS,
    PRESETS,
    RECORDING_WORDS,
    Captions,
    Format,
    Part,
    Preset,
)
from forumapp.refusals import Refused
from forumapp.wall_times import DoubledLocalTime
from forumapp.web.forms import (
    AddressField,
    BaseForm,
    EditingForm,
    LineField,
    LinesField,
    TextLanguagesField,
    TextRequired,
    WholeNumberField,
    worded,
)
from forumapp.words import LANGUAGE_NAMES, N_, Text, language_at_hand, translated

_POLICY = ("access", "listing", "attribution", "recording")
_AS_ABOVE = {"": N_("as chosen above")}


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


class SessionForm(EditingForm):
    """Everything of a session but its people. Times are wall times in the edition's zone."""

    title = TextLanguagesField(_("Title"), [TextRequired()])
    code = LineField(
        _("Code"),
        [Optional()],
        maximum=LONGEST_CODE,
        description=_("Short and lasting, such as P1: it stands in the session's address."),
    )
    format = SelectField(_("Format"), choices=worded(FORMAT_WORDS))
    format_label = LineField(_("Format, in the programme's own word"), [Optional()], maximum=60)
    abstract = TextLanguagesField(_("What it is about"), [Optional()], maximum=4000, multiline=True)
    topics = SelectMultipleField(
        _("Topics"), [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    preset = RadioField(
        _("Who may come, and what may be said of it"),
        [InputRequired(_("Choose one of these."))],
        choices=worded(PRESET_WORDS),
    )
    access = SelectField(_("Who may come"), choices=worded(_AS_ABOVE | ACCESS_WORDS))
    listing = SelectField(_("In the agenda"), choices=worded(_AS_ABOVE | LISTING_WORDS))
    attribution = SelectField(_("What may be quoted"), choices=worded(_AS_ABOVE | ATTRIBUTION_WORDS))
    recording = SelectField(_("Recording"), choices=worded(_AS_ABOVE | RECORDING_WORDS))
    day = DateField(_("Date"), [Optional()])
    start = TimeField(_("Start"), [Optional()])
    minutes = WholeNumberField(
        _("Minutes"),
        [
            Optional(),
            NumberRange(
                1, int(LONGEST.total_seconds() // 60), _("From one minute to twelve hours, written in minutes.")
            ),
        ],
    )
    fold = RadioField(_("Which of the two"), [Optional()], choices=(), validate_choice=False)
    room = SelectField(_("Room"))
    mode = SelectField(_("People take part"), choices=worded(MODE_WORDS))
    languages = SpokenLanguagesField(_("Languages spoken"), [InputRequired(_("Write at least one language."))])
    interpretation = SpokenLanguagesField(_("Interpretation into"), [Optional()])
    captions = SelectField(_("Captions"), choices=worded(CAPTIONS_WORDS))
    hosts = LinesField(
        _("Hosts of this session"),
        [Optional()],
        description=_("One a line, in their order; leave it empty where the forum itself is the host."),
    )
    note = TextLanguagesField(
        _("A line under the session"), [Optional()], description=_("Such as “During the lunch break”.")
    )

    def __init__(
        self, *args: Any, obj: ForumSession | None = None, edition: Edition | None = None, **kwargs: Any
    ) -> None:
        owner = obj.edition if obj else edition
        assert owner is not None
        self._edition, self._language = owner, language_at_hand()
        values = _values(obj, self._language) if obj else _first_values(owner, self._language)
        super().__init__(*args, data=values, **kwargs)
        self._offer_rooms()
        self._offer_topics()
        if not self.format_label.data:
            del self.format_label
        if wall := self.wall_start:
            self._offer_fold(wall)

    @property
    def wall_start(self) -> datetime | None:
        """Date and start together; None where one is missing: then the session has no time yet."""
        if self.day.data is None or self.start.data is None:
            return None
        return datetime.combine(self.day.data, self.start.data)

    @property
    def presets(self) -> dict[str, str]:
        """What each preset means, in its sentence."""
        return {preset: wording.policy_sentence(policy) for preset, policy in PRESETS.items()}

    @property
    def has_own_policy(self) -> bool:
        """Whether a single setting differs from the preset, or is wrong."""
        return any(self[name].data or self[name].errors for name in _POLICY)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        self._check_time()
        return bool(fine and not self.errors)

    def content(self, session: ForumSession | None = None) -> dict[str, Any]:
        """What was written, but for code, time and place; hosts keep the other languages of their names."""
        written = {
            name: self[name].data
            for name in ("title", "abstract", "format", "mode", "captions", "note", "format_label")
            if name in self
        }
        policy = zip(_POLICY, PRESETS[Preset(self.preset.data)], strict=True)
        return (
            written
            | {name: self[name].data or preset for name, preset in policy}
            | {"languages": self.languages.tags, "interpretation": self.interpretation.tags}
            | {"topics": self._chosen_topics(), "hosts": self._host_names(session)}
        )

    def place(self) -> dict[str, Any]:
        """Time and room as ``programme.actions`` take them."""
        return {
            "wall_start": self.wall_start,
            "minutes": self.minutes.data,
            "fold": _fold(self.fold.data),
            "room": self._chosen_room(),
        }

    def _check_time(self) -> None:
        if self.day.data is None and self.start.data is None:
            return
        for field, words in (
            (self.day, N_("Write the date too, or leave out the start.")),
            (self.start, N_("Write the start too, or leave out the date.")),
            (self.minutes, N_("Write how many minutes it takes.")),
        ):
            if field.data is None and not field.errors:
                field.errors = [translated(words)]
        if (wall := self.wall_start) is None or self.start.errors or self.day.errors:
            return
        refusal = self._offer_fold(wall)
        if isinstance(refusal, DoubledLocalTime) and _fold(self.fold.data) is None:
            self.refuse(refusal, self.fold)
        elif refusal and not isinstance(refusal, DoubledLocalTime):
            self.refuse(refusal, self.start)

    def _offer_fold(self, wall: datetime) -> Refused | None:
        """Ask which one where the clocks show this time twice; says what is wrong with the time, if anything."""
        try:
            wall_times.to_instant(wall, self._edition.time_zone)
        except DoubledLocalTime as doubled:
            self.fold.choices = _choices((str(fold), words) for fold, words in doubled.choices())
            return doubled
        except Refused as refusal:
            return refusal
        return None

    def _offer_rooms(self) -> None:
        self._rooms = {str(room.id): room for room in queries.rooms_of(self._edition)}
        if not self._rooms:
            del self.room
            return
        named = [(key, room.name.in_language(self._language)) for key, room in self._rooms.items()]
        self.room.choices = _choices([("", translated(N_("no room yet"))), *named])

    def _offer_topics(self) -> None:
        self._topics = {topic.key: topic for topic in queries.topics_of(self._edition)}
        if not self._topics:
            del self.topics
            return
        self.topics.choices = _choices(
            (key, topic.name.in_language(self._language)) for key, topic in self._topics.items()
        )

    def _chosen_room(self) -> Any:
        return self._rooms.get(self.room.data or "") if "room" in self else None

    def _chosen_topics(self) -> list[Any]:
        chosen = self.topics.data or [] if "topics" in self else []
        return [topic for key, topic in self._topics.items() if key in chosen]

    def _host_names(self, session: ForumSession | None) -> list[Text]:
        known = {host.name.in_language(self._language): host.name for host in session.hosts} if session else {}
        return [known.get(line) or Text.of(line, self._language) for line in self.hosts.lines]


class RoleForm(BaseForm):
    """One more person in a session: chosen from the edition's people, or written down here."""

    person = SelectField(_("Person"))
    name = LineField(_("Name as printed"), [Optional()], description=_("Exactly as she or he wants it."))
    organisation = LineField(_("Organisation"), [Optional()])
    sector = SelectField(_("Sector"), choices=worded(SECTOR_WORDS), default=Sector.OTHER)
    email = AddressField(_("E-mail"), [Optional()], description=_("Where the invitation would go."))
    language = SelectField(_("Language of letters"), choices=worded(LANGUAGE_NAMES))
    part = SelectField(_("Part"), choices=worded(PART_WORDS), default=Part.PANELLIST)
    mode = SelectField(_("Takes part"))

    def __init__(self, *args: Any, people: list[Person], session: ForumSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {person.public_id: person for person in people}
        self.person.choices = _choices(
            [
                ("", translated(N_("somebody new, written below"))),
                *((key, _told_apart(person)) for key, person in self._people.items()),
            ]
        )
        if session.mode == Mode.HYBRID:
            self.mode.choices = worded({mode: MODE_WORDS[mode] for mode in (Mode.IN_PERSON, Mode.ONLINE)})()
        else:
            del self.mode
        self._session_mode = session.mode

    @property
    def chosen(self) -> Person | None:
        return self._people.get(self.person.data or "")

    @property
    def chosen_mode(self) -> str:
        return str(self.mode.data) if "mode" in self else self._session_mode

    def facts(self) -> dict[str, Any]:
        """A new person, ready for ``people.actions``."""
        return {
            "printed_name": self.name.data,
            "organisation": Text.of(self.organisation.data or "", language_at_hand()),
            "sector": self.sector.data,
            "email": self.email.data or "",
            "language": self.language.data,
        }

    def validate_person(self, field: SelectField) -> None:
        if not field.data and not self.name.data:
            raise ValidationError(translated(N_("Choose a person, or write the name of a new one.")))
        if field.data and self.name.data:
            raise ValidationError(
                translated(N_("Choose a person or write a new one, not both: who of the two is meant?"))
            )


class CancelForm(BaseForm):
    """Nothing to fill in; the button acts."""


def _values(session: ForumSession, language: str) -> dict[str, Any]:
    plain = ("version", "title", "code", "format", "format_label", "abstract", "mode", "captions", "note")
    policy = wording.policy_of(session)
    preset = wording.nearest_preset(policy)
    own = {
        name: "" if value == usual else str(value)
        for name, value, usual in zip(_POLICY, policy, PRESETS[preset], strict=True)
    }
    wall = wall_times.to_wall(session.starts_at, session.edition.time_zone) if session.starts_at else None
    return (
        {name: getattr(session, name) for name in plain}
        | own
        | {
            "preset": str(preset),
            "topics": [topic.key for topic in session.topics],
            "day": wall.date() if wall else None,
            "start": wall.time().replace(fold=0) if wall else None,
            "minutes": session.minutes,
            "fold": str(wall.fold) if wall else None,
            "room": str(session.room_id or ""),
            "languages": spoken_languages.written(session.languages, language),
            "interpretation": spoken_languages.written(session.interpretation, language),
            "hosts": "\n".join(host.name.in_language(language) for host in session.hosts),
        }
    )


def _first_values(edition: Edition, language: str) -> dict[str, Any]:
    """What a new session begins with: the ways of its forum, and of its series."""
    _access, _listing, attribution, _recording = PRESETS[Preset.OPEN_PANEL]
    usual = edition.series.default_attribution
    return {
        "format": str(Format.PANEL),
        "preset": str(Preset.OPEN_PANEL),
        "attribution": "" if usual == attribution else usual,
        "minutes": 60,
        "mode": edition.mode,
        "languages": spoken_languages.written(edition.working_languages, language),
        "captions": str(Captions.NONE),
    }


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Choices whose words are names and stand as they are."""
    return [SelectChoice(value, words) for value, words in pairs]


def _fold(data: str | None) -> int | None:
    return int(data) if data in ("0", "1") else None


def _told_apart(person: Person) -> str:
    """Two people may share a name; their organisations tell them apart."""
    parts = (person.printed_name, person.native_name, person.organisation.in_language(language_at_hand()))
    return ", ".join(part for part in parts if part)
