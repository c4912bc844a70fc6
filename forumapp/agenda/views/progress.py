"""The letters that a press has begun: where to follow them, and whom a task left out."""

from collections.abc import Mapping, Sequence

from flask import url_for

from forumapp.agenda import queries
from forumapp.forums.models import Edition
from forumapp.invitations import queries as invitations
from forumapp.tasks import running
from forumapp.tasks.kinds import Named
from forumapp.tasks.models import Task


def count_at_once(tasks: Sequence[Task]) -> tuple[int, list[Task]]:
    """Do the small ones before the answer; says how many letters there are, and which tasks go on."""
    going_on = [task for task in tasks if not running.run_now(task)]
    return sum(task.total for task in tasks), going_on


def people_named(edition: Edition, ids: Sequence[int]) -> Mapping[int, Named]:
    return {
        one.id: Named(one.printed_name, url_for("people.show", edition=edition, person_id=one))
        for one in queries.people(ids)
    }


def guests_named(edition: Edition, ids: Sequence[int]) -> Mapping[int, Named]:
    return {
        one.id: Named(one.person.printed_name, url_for("invitations.show", edition=edition, invitation_id=one))
        for one in invitations.by_ids_in(edition, ids)
    }


def registered_named(edition: Edition, ids: Sequence[int]) -> Mapping[int, Named]:
    return {
        one.id: Named(one.name, url_for("registrations.index", edition=edition, q=one.reference))
        for one in queries.registrations(edition, ids)
    }
