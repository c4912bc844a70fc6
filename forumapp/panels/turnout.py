"""How many people a discussion has and may still get, how many of them in the room, and whether somebody leads it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from forumapp.forums.models import Mode
from forumapp.panels import balance
from forumapp.panels.models import PanelTargets
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import DISCUSSIONS, LEADING
from forumapp.words import N_, translated


@dataclass(frozen=True)
class Turnout:
    """People who speak, each once; ``wanted`` are those who said yes and those who may still say it."""

    confirmed: int
    confirmed_on_site: int
    wanted: int
    wanted_on_site: int
    is_moderated: bool
    meets_in_a_room: bool


def of(session: ForumSession, joining: Collection[Person] = ()) -> Turnout:
    """``joining`` are about to be asked."""
    speaking = balance.speaking(session.roles)
    in_room = session.mode != Mode.ONLINE
    on_site = [role for role in speaking if in_room and role.mode != Mode.ONLINE]
    new = {person.id for person in joining} - {role.person_id for role in speaking}
    return Turnout(
        confirmed=len({role.person_id for role in speaking if role.is_confirmed}),
        confirmed_on_site=len({role.person_id for role in on_site if role.is_confirmed}),
        wanted=len({role.person_id for role in speaking} | new),
        wanted_on_site=len({role.person_id for role in on_site} | (new if in_room else set())),
        is_moderated=any(role.part in LEADING for role in speaking),
        meets_in_a_room=in_room,
    )


def warnings(
    session: ForumSession, targets: PanelTargets, joining: Collection[Person] = (), *, foreseen: bool
) -> list[str]:
    """What a discussion lacks; ``foreseen``: what it would lack although everybody who is asked said yes."""
    if session.format not in DISCUSSIONS:
        return []
    return list(_warnings(of(session, joining), targets, foreseen))


def _warnings(found: Turnout, targets: PanelTargets, foreseen: bool) -> Iterator[str]:
    if targets.moderated and not found.is_moderated:
        yield translated(N_("Nobody chairs or moderates it."))
    yield from _fewer(
        found.wanted if foreseen else found.confirmed,
        targets.confirmed,
        N_("Even if all say yes: %(count)s of at least %(target)s people.")
        if foreseen
        else N_("Said yes: %(count)s of at least %(target)s."),
    )
    if found.meets_in_a_room:
        yield from _fewer(
            found.wanted_on_site if foreseen else found.confirmed_on_site,
            targets.on_site,
            N_("Even if all say yes: %(count)s of at least %(target)s people on site.")
            if foreseen
            else N_("Said yes and come in person: %(count)s of at least %(target)s."),
        )


def _fewer(count: int, target: int, words: str) -> Iterator[str]:
    if count < target:
        yield translated(words, count=count, target=target)
