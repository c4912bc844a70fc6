"""As what people with a part stand among those registered: as speakers, or by the part with which they help."""

from collections.abc import Collection, Mapping

from forumapp import formatting
from forumapp.forums.models import Edition
from forumapp.programme import queries as programme
from forumapp.programme.vocabulary import CREW, PART_WORDS, Part
from forumapp.registrations.models import Registration
from forumapp.words import N_, language_at_hand, translated

_SPEAKER = N_("speaker")


def as_what(edition: Edition, registrations: Collection[Registration]) -> Mapping[int, str]:
    """In words, by the id of the registration; of those alone who are registered for a part."""
    with_part = [one for one in registrations if one.is_speaker]
    parts = programme.confirmed_parts(edition, [one.person_id for one in with_part if one.person_id])
    return {one.id: _words(parts.get(one.person_id or 0, [])) for one in with_part}


def crew_of(edition: Edition) -> Mapping[Part, list[int]]:
    """Ids of the people who help at the forum without speaking there, each under the first of her parts."""
    helping: dict[Part, list[int]] = {}
    for person_id, parts in programme.confirmed_parts(edition).items():
        if _are_crew(parts):
            helping.setdefault(parts[0], []).append(person_id)
    return helping


def is_crew(registration: Registration) -> bool:
    """Whether she helps at the forum without speaking there."""
    if not registration.is_speaker or registration.person_id is None:
        return False
    number = registration.person_id
    return _are_crew(programme.confirmed_parts(registration.edition, [number]).get(number, []))


def _words(parts: Collection[Part]) -> str:
    if not _are_crew(parts):
        return translated(_SPEAKER)
    return formatting.join_words([translated(PART_WORDS[part]) for part in parts], language_at_hand())


def _are_crew(parts: Collection[Part]) -> bool:
    return bool(parts) and CREW.issuperset(parts)
