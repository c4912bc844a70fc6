"""Which panels fall short of the targets: said on the boards, on the overview and before invitations go out."""

from collections.abc import Sequence

from forumapp.forums.models import Edition
from forumapp.invitations.advice import Asked
from forumapp.panels import balance, queries, turnout
from forumapp.panels.models import PanelTargets
from forumapp.people.models import Person
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession


def of(session: ForumSession, targets: PanelTargets) -> list[str]:
    """As it stands, with the answers that are there."""
    people = balance.of(balance.counted(session.roles))
    return [*balance.warnings(people, targets), *turnout.warnings(session, targets, foreseen=False)]


def foreseen(session: ForumSession, targets: PanelTargets, joining: Sequence[Person] = ()) -> list[str]:
    """Although everybody who is asked, or about to be, said yes: somebody else has to be asked."""
    people = balance.of(_together(session, joining))
    return [*balance.warnings(people, targets), *turnout.warnings(session, targets, joining, foreseen=True)]


def before_sending(edition: Edition, asked: Sequence[Asked]) -> list[str]:
    """One sentence for each panel and target that the letters at hand would leave unmet."""
    targets = queries.targets_of(edition)
    if targets.is_empty:
        return []
    panels = {session.code: (session, people) for session, people in asked}
    return [
        f"{code}: {sentence}"
        for code, (session, people) in sorted(panels.items())
        for sentence in foreseen(session, targets, people)
    ]


def count(edition: Edition) -> int:
    """How many panels want more people, or others: answers that are waited for make none of them."""
    targets = queries.targets_of(edition)
    if targets.is_empty:
        return 0
    panels = (one for one in programme.sessions_of(edition) if one.roles and not one.is_cancelled)
    return sum(bool(foreseen(session, targets)) for session in panels)


def _together(session: ForumSession, joining: Sequence[Person]) -> list[Person]:
    everybody = [*balance.counted(session.roles), *joining]
    return list({person.id: person for person in everybody}.values())
