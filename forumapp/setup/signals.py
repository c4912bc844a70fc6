"""What features to the right may want to hear of; each signal is sent inside the transaction."""

from blinker import Namespace

_signals = Namespace()

made_like_another = _signals.signal("made-like-another")
"""A forum was made like an earlier one; the sender is the new Edition, ``earlier`` the other."""
