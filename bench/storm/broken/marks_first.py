"""Letters are marked as sent before they are sent: a crash in between loses them."""

from forumapp.notifications import delivery
from forumapp.notifications.delivery import Claim
from forumapp.notifications.models import Message

_claim, _finish = delivery.claim_next, delivery.finish


def _claim_and_mark(*_: object, **__: object) -> Claim | None:
    claim = _claim()
    if claim is not None:
        _finish(claim, Message.mark_sent)
    return claim


delivery.claim_next = _claim_and_mark
delivery.finish = lambda *_: True

from wsgi import app  # noqa: E402, F401
