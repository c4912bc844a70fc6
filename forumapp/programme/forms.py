"""Writing down a session, and who speaks in it."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import spoken_languages, wall_times
from forumapp.forums import queries as forum_queries
from forumapp.forums.models import MODE_WORDS, Edition, Mode
from forumapp.forums.tracks import Track
from forumapp.people.models import SECTOR_WORDS, Person, Sector
from forumapp.programme import queries, wording
from forumapp.programme.codes import MAXIMUM as LONGEST_CODE
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import (
    ACCESS_WORDS,
    ATTRIBUTION_WORDS,
    CAPTIONS_WORDS,
    FORMAT_WORDS,
    KIND_WORDS,
    LEVEL_WORDS,
    LISTING_WORDS,
    PART_WORDS,
    PHOTOGRAPHY_WORDS,
    PRESET_WORDS,
    PRESETS,
    RECORDING_WORDS,
    SIGN_LANGUAGE_WORDS,
    Captions,
    Format,
    Part,
    Photography,
    Preset,
    SessionKind,
    SessionLevel,
)
from forumapp.programme.when_form import WhenForm, choices_of, place_of
from forumapp.refusals import Refused
from forumapp.wall_times import DoubledLocalTime
from forumapp.web.forms import (
    AddressField,
    BaseForm,
    LineField,
    NamesField,
    SpokenLanguagesField,
    TextLanguagesField,
    TextRequired,
    WholeNumberField,
    worded,
)
from forumapp.words import LANGUAGE_NAMES, N_, Text, language_at_hand, translated

_POLICY = ("access", "listing", "attribution", "recording")
_OF_THE_ROOM = (
    *("kind", "level", "seats", "online_seats", "setup_minutes", "teardown_minutes"),
    *("photography", "is_streamed", "slides_due_on", "report_due_on"),
    *("doors_minutes", "call_minutes", "catering", "lead_organiser"),
)
_CALLED_BEFORE = 30
"""Minutes, as people are used to."""
_WALL_TIME_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
_PEOPLE = NumberRange(0, 100_000, _("Write a number from 0 to 100,000."))
_PREPARING = NumberRange(0, 240, _("Write a number from 0 to 240."))
_AS_ABOVE = {"": N_("as chosen above")}


class SessionForm(WhenForm):
    """Everything of a session but its people."""

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
    track = SelectField(_("Track"), [Optional()])
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
    mode = SelectField(_("People take part"), choices=worded(MODE_WORDS))
    languages = SpokenLanguagesField(_("Languages spoken"), [InputRequired(_("Write at least one language."))])
    interpretation = SpokenLanguagesField(_("Interpretation into"), [Optional()])
    captions = SelectField(_("Captions"), choices=worded(CAPTIONS_WORDS))
    kind = SelectField(_("Belongs to"), choices=worded(KIND_WORDS))
    level = SelectField(_("Level"), choices=worded(LEVEL_WORDS))
    seats = WholeNumberField(_("Seats in the room"), [Optional(), _PEOPLE])
    online_seats = WholeNumberField(_("Seats online"), [Optional(), _PEOPLE])
    setup_minutes = WholeNumberField(_("Minutes to set up"), [Optional(), _PREPARING], default=0)
    teardown_minutes = WholeNumberField(_("Minutes to clear"), [Optional(), _PREPARING], default=0)
    photography = SelectField(_("Photographs"), choices=worded(PHOTOGRAPHY_WORDS))
    is_streamed = BooleanField(_("Streamed for everybody"))
    sign_languages = SelectMultipleField(
        _("Sign languages"),
        [Optional()],
        choices=worded(SIGN_LANGUAGE_WORDS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    doors_minutes = WholeNumberField(_("Doors open, minutes before"), [Optional(), _PREPARING], default=0)
    call_minutes = WholeNumberField(_("People are expected, minutes before"), [Optional(), _PREPARING])
    catering = LineField(_("Catering"), [Optional()], maximum=300)
    lead_organiser = LineField(
        _("Lead organiser"), [Optional()], description=_("A name and a telephone number, for the team's papers alone.")
    )
    embargo_until = DateTimeLocalField(
        _("Embargo until"),
        [Optional()],
        format=_WALL_TIME_FORMATS,
        description=_(
            "Until then the public reads its title, time and room alone; at that minute the rest is released by itself."
        ),
    )
    embargo_fold = SelectField(_("Which of the two"), [Optional()], validate_choice=False)
    slides_due_on = DateField(_("Slides are due on"), [Optional()])
    report_due_on = DateField(_("The report is due on"), [Optional()])
    hosts = NamesField(
        _("Hosts of this session"),
        [Optional()],
        description=_(
            "One a line, in their order; leave it empty where the forum itself is the host. "
            "A hyphen stands for a name missing in a language."
        ),
    )
    note = TextLanguagesField(
        _("A line under the session"), [Optional()], description=_("Such as “During the lunch break”.")
    )

    def __init__(
        self, *args: Any, obj: ForumSession | None = None, edition: Edition | None = None, **kwargs: Any
    ) -> None:
        owner = obj.edition if obj else edition
        assert owner is not None
        language = language_at_hand()
        values = _values(obj, language) if obj else _first_values(owner, language)
        super().__init__(*args, edition=owner, data=values, **kwargs)
        if self.embargo_fold.raw_data == []:  # as with the start: what is stored answers only for what is stored
            self.embargo_fold.data = None
        self._offer_tracks()
        self._offer_topics()
        self._offer_embargo_fold()
        if not self.format_label.data:
            del self.format_label

    @property
    def presets(self) -> dict[str, str]:
        """What each preset means, in its sentence."""
        return {preset: wording.policy_sentence(policy) for preset, policy in PRESETS.items()}

    @property
    def has_own_policy(self) -> bool:
        """Whether a single setting differs from the preset, or is wrong."""
        return any(self[name].data or self[name].errors for name in _POLICY)

    @property
    def has_more(self) -> bool:
        """Whether one of the rarer facts is set, or wrong."""
        usual: dict[str, Any] = {"call_minutes": _CALLED_BEFORE}
        usual |= {"kind": SessionKind.REGULAR, "level": SessionLevel.WORKING, "photography": Photography.OPEN}
        embargo = bool(self.embargo_until.data or self.embargo_until.errors)
        return bool(embargo or self.sign_languages.data) or any(
            self[name].errors or (self[name].data or "") not in ("", 0, usual.get(name, "")) for name in _OF_THE_ROOM
        )

    def content(self) -> dict[str, Any]:
        """What was written, but for code, time and place."""
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
            | {name: self[name].data for name in _OF_THE_ROOM}
            | {name: self[name].data or 0 for name in ("setup_minutes", "teardown_minutes", "doors_minutes")}
            | {name: self[name].data or "" for name in ("catering", "lead_organiser")}
            | {"call_minutes": _CALLED_BEFORE if self.call_minutes.data is None else self.call_minutes.data}
            | {"embargo_until": self._embargo()}
            | {"sign_languages": self.sign_languages.data or []}
            | {"track": self._chosen_track(), "topics": self._chosen_topics(), "hosts": self.hosts.names}
        )

    def validate_embargo_until(self, _field: DateTimeLocalField) -> None:
        try:
            self._embargo()
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    def _embargo(self) -> datetime | None:
        if self.embargo_until.data is None:
            return None
        fold = int(self.embargo_fold.data) if self.embargo_fold.data in ("0", "1") else None
        return wall_times.to_instant(self.embargo_until.data, self._edition.time_zone, fold)

    def _offer_embargo_fold(self) -> None:
        self.embargo_fold.choices = choices_of([])
        try:
            if self.embargo_until.data:
                wall_times.to_instant(self.embargo_until.data, self._edition.time_zone)
        except DoubledLocalTime as doubled:
            found = ((str(fold), words) for fold, words in doubled.choices())
            self.embargo_fold.choices = choices_of([("", ""), *found])
        except Refused:
            pass  # said when the form is checked

    def _offer_tracks(self) -> None:
        """Nothing is asked while the forum has none (decision 37)."""
        self._tracks = {str(track.position): track for track in forum_queries.tracks_of(self._edition)}
        if not self._tracks:
            del self.track
            return
        named = ((key, f"{one.sign} {one.name.in_language(self._language)}") for key, one in self._tracks.items())
        self.track.choices = choices_of([("", translated(N_("none"))), *named])

    def _chosen_track(self) -> Track | None:
        return self._tracks.get(self.track.data or "") if "track" in self else None

    def _offer_topics(self) -> None:
        self._topics = {topic.key: topic for topic in queries.topics_of(self._edition)}
        if not self._topics:
            del self.topics
            return
        self.topics.choices = choices_of(
            (key, topic.name.in_language(self._language)) for key, topic in self._topics.items()
        )

    def _chosen_topics(self) -> list[Any]:
        chosen = self.topics.data or [] if "topics" in self else []
        return [topic for key, topic in self._topics.items() if key in chosen]


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
        self.person.choices = choices_of(
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
    return (
        {name: getattr(session, name) for name in (*plain, *_OF_THE_ROOM)}
        | own
        | place_of(session)
        | _embargo_of(session)
        | {
            "preset": str(preset),
            "topics": [topic.key for topic in session.topics],
            "track": str(session.track.position) if session.track else "",
            "sign_languages": list(session.sign_languages),
            "languages": spoken_languages.written(session.languages, language),
            "interpretation": spoken_languages.written(session.interpretation, language),
            "hosts": NamesField.written([host.name for host in session.hosts]),
        }
    )


def _embargo_of(session: ForumSession) -> dict[str, Any]:
    if session.embargo_until is None:
        return {}
    wall = wall_times.to_wall(session.embargo_until, session.edition.time_zone)
    return {"embargo_until": wall.replace(fold=0), "embargo_fold": str(wall.fold)}


def _first_values(edition: Edition, language: str) -> dict[str, Any]:
    """What a new session begins with: the ways of its forum, and of its series."""
    _access, _listing, attribution, _recording = PRESETS[Preset.OPEN_PANEL]
    usual = edition.series.default_attribution
    return {
        "format": str(Format.PANEL),
        "preset": str(Preset.OPEN_PANEL),
        "attribution": "" if usual == attribution else usual,
        "minutes": 60,
        "call_minutes": _CALLED_BEFORE,
        "mode": edition.mode,
        "languages": spoken_languages.written(edition.working_languages, language),
        "captions": str(Captions.NONE),
        "kind": str(SessionKind.REGULAR),
        "level": str(SessionLevel.WORKING),
        "photography": str(Photography.OPEN),
    }


def _told_apart(person: Person) -> str:
    """Two people may share a name; their organisations tell them apart."""
    parts = (person.printed_name, person.native_name, person.organisation.in_language(language_at_hand()))
    return ", ".join(part for part in parts if part)
