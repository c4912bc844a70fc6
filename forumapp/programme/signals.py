"""What other features may want to hear of the programme at once; each signal is sent inside the transaction."""

from blinker import Namespace

_signals = Namespace()

role_ended = _signals.signal("role-ended")
"""A confirmed role was declined, withdrawn or removed; the sender is the SessionRole.

Sent before a removal, so that the role can still be read.
"""

naming_refused = _signals.signal("naming-refused")
"""Somebody with a confirmed role said that her name shall not be shown; the sender is the SessionRole."""
