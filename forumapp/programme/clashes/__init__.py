"""What does not fit in a programme: the same room or person twice, and what is merely worth knowing.

Only the same room and the same person twice block a release (decision 26); everything else is advice that can be
set aside, and so are these two while one of the sessions is a draft or the person has not said yes. Cancelled
sessions and people who said no never clash. No rule compares each session with each other one, and none asks the
database for one session or person.
"""

from collections.abc import Iterable, Sequence

from forumapp.forums.models import Edition
from forumapp.programme import held_seats, queries
from forumapp.programme.clashes import languages, people, rooms, times
from forumapp.programme.clashes.clash import BLOCKING, SEVERITY, Clash, Kind, Severity
from forumapp.programme.models import ForumSession

__all__ = [
    "BLOCKING",
    "SEVERITY",
    "Clash",
    "Kind",
    "Severity",
    "among",
    "blocking",
    "involving",
    "of_edition",
    "twice",
]


def of_edition(edition: Edition) -> list[Clash]:
    """Everything that does not fit, what blocks a release first."""
    return among(edition, queries.sessions_of(edition))


def involving(session: ForumSession) -> list[Clash]:
    return [clash for clash in of_edition(session.edition) if session in clash.sessions]


def blocking(clashes: Iterable[Clash]) -> list[Clash]:
    return [clash for clash in clashes if clash.blocks]


def twice(clashes: Iterable[Clash]) -> list[Clash]:
    """The same room or person twice, also where it blocks nothing yet."""
    return [clash for clash in clashes if clash.kind in BLOCKING]


def among(edition: Edition, sessions: Sequence[ForumSession]) -> list[Clash]:
    """The same for sessions at hand; asks the database for people's hours and seats, once for each."""
    standing = [session for session in sessions if not session.is_cancelled]
    found = [
        *rooms.twice(standing),
        *people.twice(standing),
        *people.outside_their_hours(standing, queries.windows_of(edition)),
        *rooms.turned_around_too_fast(edition, standing),
        *people.travelling_too_fast(edition, standing),
        *times.against_plenaries(standing),
        *(clash for session in standing for clash in times.of_session(edition, session)),
        *rooms.missing_or_too_small(standing, held_seats.of_edition(edition)),
        *(clash for session in standing for clash in people.of_session(session)),
        *(clash for session in standing for clash in languages.of_session(edition, session)),
    ]
    return sorted(found, key=lambda clash: clash.severity)
