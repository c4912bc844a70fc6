"""Which letters leave when people are asked: how many of which kind, and some of each to look at before."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from forumapp.invitations.models import Invitation
from forumapp.people import post
from forumapp.people.post import Reader
from forumapp.words import language_or_default

SAMPLES = 3
"""Letters of a language that are looked at before many are sent."""

TO_SPEAK, TO_ATTEND, TO_NOMINEE = "invitation_to_speak", "invitation_to_attend", "invitation_to_nominee"

To = TypeVar("To")
"""Whom a letter is about: an invitation, or a person who has none yet."""


def about(invitations: Collection[Invitation]) -> list[tuple[Invitation, Reader]]:
    """The letters that leave when these are sent: hers, and one to her contact."""
    reached = post.reached([one.person for one in invitations])
    return [(one, reader) for one in invitations for reader in reached[one.person_id]]


def kind_of(invitation: Invitation) -> str:
    if invitation.on_behalf_of:
        return TO_NOMINEE
    return TO_ATTEND if invitation.is_guest else TO_SPEAK


def counted(letters: Iterable[tuple[str, Reader]]) -> list[tuple[str, bool, str, int]]:
    """Kind, whether it goes to a contact, language and number, in the order in which they come."""
    found = Counter(
        (kind, reader.contact is not None, language_or_default(reader.language)) for kind, reader in letters
    )
    return [(*which, number) for which, number in found.items()]


def some(letters: Iterable[tuple[To, Reader]]) -> list[tuple[To, Reader]]:
    """A few of each language; where a contact gets a letter in it, too, one such is among them."""
    by_language: dict[str, list[tuple[To, Reader]]] = {}
    for letter in letters:
        by_language.setdefault(language_or_default(letter[1].language), []).append(letter)
    return [letter for found in by_language.values() for letter in _few(found)]


def _few(letters: Sequence[tuple[To, Reader]]) -> list[tuple[To, Reader]]:
    hers = [letter for letter in letters if letter[1].contact is None]
    copies = [letter for letter in letters if letter[1].contact]
    return [*hers[: SAMPLES - bool(copies)], *copies][:SAMPLES]
