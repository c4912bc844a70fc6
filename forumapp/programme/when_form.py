"""When and where a session is: the same four fields on its own page and in the planner."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from forumapp import wall_times
from forumapp.forums.models import Edition
from forumapp.programme import queries
from forumapp.programme.models import LONGEST, ForumSession
from forumapp.refusals import Refused
from forumapp.wall_times import DoubledLocalTime
from forumapp.web.forms import EditingForm, WholeNumberField
from forumapp.words import N_, language_at_hand, translated


class WhenForm(EditingForm):
    """Times are wall times in the edition's zone."""

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

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        self._edition, self._language = edition, language_at_hand()
        super().__init__(*args, **kwargs)
        if self.fold.raw_data == []:  # sent without: what is stored answers only for the time that is stored
            self.fold.data = None
        self._offer_rooms()
        if wall := self.wall_start:
            self._offer_fold(wall)

    @property
    def wall_start(self) -> datetime | None:
        """Date and start together; None where one is missing: then the session has no time yet."""
        if self.day.data is None or self.start.data is None:
            return None
        return datetime.combine(self.day.data, self.start.data)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        self._check_time()
        return bool(fine and not self.errors)

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
            self.fold.choices = choices_of((str(fold), words) for fold, words in doubled.choices())
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
        self.room.choices = choices_of([("", translated(N_("no room yet"))), *named])

    def _chosen_room(self) -> Any:
        return self._rooms.get(self.room.data or "") if "room" in self else None


def place_of(session: ForumSession) -> dict[str, Any]:
    """What the form shows of a session that has its place."""
    wall = wall_times.to_wall(session.starts_at, session.edition.time_zone) if session.starts_at else None
    return {
        "day": wall.date() if wall else None,
        "start": wall.time().replace(fold=0) if wall else None,
        "minutes": session.minutes,
        "fold": str(wall.fold) if wall else None,
        "room": str(session.room_id or ""),
    }


def choices_of(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Choices whose words are names and stand as they are."""
    return [SelectChoice(value, words) for value, words in pairs]


def _fold(data: str | None) -> int | None:
    return int(data) if data in ("0", "1") else None
