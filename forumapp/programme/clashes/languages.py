"""Languages: titles that are read, and speech that is understood."""

from collections.abc import Iterable, Iterator

from forumapp.forums.models import Edition
from forumapp.programme.clashes.clash import Clash, Kind, Tongues
from forumapp.programme.models import ForumSession
from forumapp.words import LANGUAGES


def of_session(edition: Edition, session: ForumSession) -> Iterator[Clash]:
    if missing := _not_understood(edition, session):
        spoken = tuple(tag for tag in session.languages if not _is_among(tag, missing))
        yield Clash(Kind.NOT_INTERPRETED, (session,), {"spoken": Tongues(spoken), "languages": Tongues(missing)})
    if untranslated := tuple(tag for tag in edition.working_languages if tag in LANGUAGES and tag not in session.title):
        yield Clash(Kind.NOT_TRANSLATED, (session,), {"languages": Tongues(untranslated)})


def _not_understood(edition: Edition, session: ForumSession) -> tuple[str, ...]:
    """The forum's languages that are neither interpreted into nor spoken; spoken beside a foreign one is not enough.

    Where those who speak change between the forum's own languages, whoever came knows what to expect.
    """
    if session.is_quiet:
        return ()
    is_foreign = any(not _is_among(tag, edition.working_languages) for tag in session.languages)
    heard = session.interpretation if is_foreign else [*session.interpretation, *session.languages]
    return tuple(tag for tag in edition.working_languages if not _is_among(tag, heard))


def _is_among(tag: str, others: Iterable[str]) -> bool:
    return any(_same(tag, other) for other in others)


def _same(one: str, other: str) -> bool:
    """zh and zh-Hant-TW are understood by the same people."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()
