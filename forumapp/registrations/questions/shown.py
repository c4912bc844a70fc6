"""The answers of one registration as a page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forumapp.people import queries as people
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import queries
from forumapp.registrations.questions.models import (
    Kind,
    RegistrationAnswer,
    RegistrationFile,
    RegistrationQuestion,
)
from forumapp.words import Text, language_at_hand


@dataclass(frozen=True)
class Shown:
    given: Sequence[RegistrationAnswer]
    files: Mapping[int, RegistrationFile]
    """By the id of the question."""
    to_give: Sequence[RegistrationQuestion]
    """Files that are asked for and not there yet."""
    places: Mapping[str, Text]
    may_change: bool

    @property
    def must_give(self) -> bool:
        """Whether one of the files has to be given."""
        return any(one.is_required for one in self.to_give)

    def __bool__(self) -> bool:
        return bool(self.given or self.to_give or self.may_change)


def of(registration: Registration, *, restricted: bool = True) -> Shown:
    """``restricted``: with what only those may read who arrange access and food, and she herself."""
    asked = queries.left_to(registration)
    answers = queries.answers_of(registration)
    answered = {one.question_id for one in answers}
    given = [one for one in answers if restricted or not one.question.is_restricted]
    files = queries.files_of(registration) if any(one.question.is_file for one in given) else {}
    has_place = any(one.question.kind == Kind.PLACE for one in given)
    return Shown(
        given=given,
        files=files,
        to_give=[one for one in asked if one.is_file and one.id not in answered] if registration.is_live else [],
        places=people.places_of(registration.edition.series, language_at_hand()) if has_place else {},
        may_change=registration.is_live and any(not one.is_file for one in asked),
    )
