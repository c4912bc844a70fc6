"""What should be known before invitations go out; features to the right say it."""

from collections.abc import Callable, Sequence

from forumapp.forums.models import Edition
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession

Asked = tuple[ForumSession, Sequence[Person]]
"""A session, and who would join its people."""
Source = Callable[[Edition, Sequence[Asked]], list[str]]

_sources: dict[str, Source] = {}


def add(name: str, source: Source) -> None:
    """``source`` gives sentences about the invitations that are about to be sent."""
    _sources[name] = source


def before_sending(edition: Edition, asked: Sequence[Asked]) -> list[str]:
    return [sentence for source in _sources.values() for sentence in source(edition, asked)]
