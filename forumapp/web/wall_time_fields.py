"""Times as they are typed on the wall of a zone, and which of the two is meant where clocks show one twice."""

from datetime import datetime

from wtforms import Field, ValidationError
from wtforms.fields.choices import SelectChoice

from forumapp import wall_times
from forumapp.refusals import Refused
from forumapp.wall_times import DoubledLocalTime
from forumapp.words import N_, translated

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
TO_THE_SECOND = ["%Y-%m-%dT%H:%M:%S", *FORMATS[:2]]
"""The first is how a kept time is shown again."""


def two_readings(time: Field, zone: str) -> list[SelectChoice]:
    """Where the clocks show the typed time twice: both, to choose from. Else nothing."""
    try:
        if time.data:
            wall_times.to_instant(time.data, zone)
    except DoubledLocalTime as doubled:
        return [SelectChoice("", ""), *(SelectChoice(str(fold), words) for fold, words in doubled.choices())]
    except Refused:
        pass  # said when the form is checked
    return []


def is_doubled(wall: datetime, zone: str) -> bool:
    """Whether the clocks show this time twice, so that ``wall.fold`` says something."""
    try:
        wall_times.to_instant(wall.replace(fold=0), zone)
    except DoubledLocalTime:
        return True
    return False


def instant(time: Field, fold: Field, zone: str) -> datetime | None:
    """Raises what ``wall_times.to_instant`` raises."""
    if time.data is None:
        return None
    chosen = int(fold.data) if fold.data in ("0", "1") else None
    return wall_times.to_instant(time.data, zone, chosen)


def check(time: Field, fold: Field, zone: str) -> datetime | None:
    """The same, with a refusal as words at the field."""
    try:
        return instant(time, fold, zone)
    except Refused as refusal:
        raise ValidationError(refusal.sentence()) from refusal


def check_order(opens: tuple[Field, Field], closes: tuple[Field, Field], zone: str) -> None:
    """For the validator of the end. Raises ValidationError where it lies before the beginning."""
    end = check(*closes, zone)
    try:
        beginning = instant(*opens, zone)
    except Refused:
        return  # said at its own field
    if end and beginning and end <= beginning:
        raise ValidationError(translated(N_("Registration would close before it opens.")))
