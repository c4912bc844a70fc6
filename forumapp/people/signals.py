"""What other features may want to hear of people at once; each signal is sent inside the transaction."""

from blinker import Namespace

_signals = Namespace()

contact_left = _signals.signal("contact-left")
"""Somebody receives a person's letters no longer; the sender is the Person, ``address`` the normalised one."""
