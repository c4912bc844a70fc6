"""Letters are marked as sent before they are sent: a crash in between loses them."""

from forumapp.notifications import leases
from forumapp.notifications.leases import Claim

_claim, _mark_sent = leases.claim_next, leases.mark_sent


def _claim_and_mark(*_: object, **__: object) -> Claim | None:
    claim = _claim()
    if claim is not None:
        _mark_sent(claim)
    return claim


leases.claim_next = _claim_and_mark
leases.mark_sent = leases.finish = lambda *_: True

from wsgi import app  # noqa: E402, F401
