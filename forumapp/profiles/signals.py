"""What other features may want to hear of a profile at once; sent inside the transaction."""

from blinker import Namespace

_signals = Namespace()

biography_taken_back = _signals.signal("biography-taken-back")
"""She no longer wants it published for an edition; the sender is the Person, ``edition_id`` says where."""

photo_taken_back = _signals.signal("photo-taken-back")
"""The same for her photo; without ``edition_id`` the picture itself is gone."""
