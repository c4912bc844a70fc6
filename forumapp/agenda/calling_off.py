"""A whole forum is postponed or cancelled: the public pages say so, and each person concerned gets one letter."""

from forumapp.agenda import affected, artefacts, queries, snapshots, telling
from forumapp.agenda.affected import Told
from forumapp.agenda.emails import Cause
from forumapp.agenda.models import Whom
from forumapp.agenda.telling import Audience, Sample
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition, EditionState
from forumapp.programme import queries as programme
from forumapp.tasks.models import Task
from forumapp.words import Text


def consequences(edition: Edition) -> Audience:
    """Everybody with a part or asked for one, everybody asked to attend, and everybody registered."""
    newest = queries.newest(edition)
    before = snapshots.upgraded(newest.snapshot) if newest else None
    standing = [one for one in programme.sessions_of(edition) if not one.is_cancelled]
    sessions = {one.id: affected.frozen(one, edition) for one in standing}
    known = newest.unlisted if newest else None
    told = Told(before, None, sessions, whole=True, ends=True, unlisted=known, forum=True)
    return telling.audience(edition, told)


def letters_of(edition: Edition, state: EditionState, *, reason: Text, told: str) -> list[Sample]:
    """The letters as they would leave. What is tried for them must be rolled back. Raises CalledOffAlready."""
    forums.call_off(edition, state)
    newest = queries.newest(edition)
    cause = Cause(number=newest.number if newest else None, reason=reason, forum_state=state)
    return consequences(edition).samples(edition, cause, told)


def call_off(edition: Edition, state: EditionState, *, reason: Text, told: str, once: str) -> list[Task]:
    """Raises CalledOffAlready."""
    forums.call_off(edition, state)
    artefacts.forget_after_commit()
    newest = queries.newest(edition)
    cause = Cause(number=newest.number if newest else None, reason=reason, forum_state=state)
    found = consequences(edition) if told != Whom.NOBODY else None
    return telling.begin(edition, found, cause, told, once) if found else []


def take_up(edition: Edition) -> None:
    """It takes place after all; the next release tells when. Raises NotCalledOff."""
    forums.take_up(edition)
    artefacts.forget_after_commit()
