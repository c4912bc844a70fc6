"""Everybody is marked as invited first, and the letters are written afterwards, in a transaction of their own."""

import time
from collections.abc import Mapping, Sequence

from forumapp.extensions import db
from forumapp.invitations import emails
from forumapp.invitations.models import Invitation
from forumapp.tasks.models import Task

_invite, _marked = emails.invite, list[int]()
WRITTEN_AFTER = 0.7
"""Seconds: longer than the storm ever waits with its kill, so that each kill hits on a slow machine, too."""


def _letters_later(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    problems = _send(task, ids)
    db.session.commit()
    time.sleep(WRITTEN_AFTER)
    for number in _marked:
        _invite(db.session.get_one(Invitation, number))
    _marked.clear()
    return problems


emails.invite = lambda invitation: _marked.append(invitation.id)

from wsgi import app  # noqa: E402

_kind = app.extensions["task_kinds"]["send_invitations"]
_send = _kind.run
app.extensions["task_kinds"]["send_invitations"] = type(_kind)(**{**vars(_kind), "run": _letters_later})
