"""The parts of a profile, which of them the hosts miss, and until when they ask."""

from datetime import date, timedelta
from enum import StrEnum

from forumapp.forums.models import Edition
from forumapp.words import N_

LAST_BEFORE_FORUM = timedelta(days=3)
"""From then on nobody is asked any more (E12)."""


class Part(StrEnum):
    NAMES = "names"
    BIOGRAPHY = "biography"
    PHOTO = "photo"
    LANGUAGES = "languages"
    ATTENDANCE = "attendance"
    STAY = "stay"
    NEEDS = "needs"
    GENDER = "gender"
    CONSENTS = "consents"


OF_GUESTS = frozenset({Part.NAMES, Part.LANGUAGES, Part.ATTENDANCE, Part.STAY, Part.NEEDS, Part.CONSENTS})
"""What is asked of whoever attends without a part; none of it is anybody's duty."""


OF_SPEAKERS = frozenset({Part.BIOGRAPHY, Part.PHOTO})
"""What is not asked of whoever only helps."""


class Missing(StrEnum):
    """What the programme and the desk wait for; needs and consents are nobody's duty."""

    TITLE = "title"
    ORGANISATION = "organisation"
    BIOGRAPHY = "biography"
    PHOTO = "photo"
    ARRIVAL = "arrival"


MISSING_WORDS = {
    Missing.TITLE: N_("functional title"),
    Missing.ORGANISATION: N_("organisation"),
    Missing.BIOGRAPHY: N_("biography"),
    Missing.PHOTO: N_("photo"),
    Missing.ARRIVAL: N_("arrival and departure"),
}
PART_OF_MISSING = {
    Missing.TITLE: Part.NAMES,
    Missing.ORGANISATION: Part.NAMES,
    Missing.BIOGRAPHY: Part.BIOGRAPHY,
    Missing.PHOTO: Part.PHOTO,
    Missing.ARRIVAL: Part.STAY,
}


def wanted_until(edition: Edition) -> date:
    """The last day on which what is missing is of use."""
    return edition.starts_on - LAST_BEFORE_FORUM
