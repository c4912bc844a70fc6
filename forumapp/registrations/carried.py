"""Files for the calendar that letters to participants carry; what is released is known further right."""

from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app

from forumapp.forums.models import Edition
from forumapp.notifications.actions import Calendar
from forumapp.programme.models import ForumSession

_EXTENSION = "calendars_of_participants"


class OfForum(Protocol):
    """``turn`` counts what she was told before within the same release; ``off`` takes the entries out again."""

    def __call__(self, edition: Edition, language: str, *, turn: int = 0, off: bool = False) -> Calendar | None: ...


class OfSession(Protocol):
    """The same of one session, while it stays where it is."""

    def __call__(
        self, session: ForumSession, language: str, *, turn: int = 0, off: bool = False
    ) -> Calendar | None: ...


@dataclass(frozen=True)
class _Files:
    """Each takes the language of the letter, and gives None while nothing about it is released."""

    of_forum: OfForum
    of_session: OfSession


def name(app: Flask, *, of_forum: OfForum, of_session: OfSession) -> None:
    app.extensions[_EXTENSION] = _Files(of_forum, of_session)


def of_forum(edition: Edition, language: str) -> list[Calendar]:
    """The days of the forum; none before its first release."""
    return _as_list(_files().of_forum(edition, language))


def of_session(session: ForumSession, language: str) -> list[Calendar]:
    """None while the session is in no release."""
    return _as_list(_files().of_session(session, language))


def of_guest(
    edition: Edition, session: ForumSession | None, language: str, turn: int, *, off: bool = False
) -> Calendar | None:
    """Of the session, or of the forum's days, for somebody who may say yes and no: each file outranks the one before.

    ``off``: as taken out of the calendar again.
    """
    if session:
        return _files().of_session(session, language, turn=turn, off=off)
    return _files().of_forum(edition, language, turn=turn, off=off)


def _files() -> _Files:
    found: _Files = current_app.extensions[_EXTENSION]
    return found


def _as_list(calendar: Calendar | None) -> list[Calendar]:
    return [calendar] if calendar else []
