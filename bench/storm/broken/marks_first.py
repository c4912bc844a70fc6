"""Letters are marked as sent before they are sent: a crash in between loses them."""

from forumapp.notifications import leases
from forumapp.notifications.leases import Claim

_claim, _mark_sent = leases.claim, leases.mark_sent


def _claim_and_mark(*how_many: int, **_: object) -> list[Claim]:
    claims = _claim(*how_many)
    for claim in claims:
        _mark_sent(claim)
    return claims


leases.claim = _claim_and_mark
leases.mark_sent = leases.finish = lambda *_, **__: True

from wsgi import app  # noqa: E402, F401
