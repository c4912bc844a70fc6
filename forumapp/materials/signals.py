"""What other features may want to hear at once; sent inside the transaction."""

from blinker import Namespace

changed = Namespace().signal("material-changed")
"""A file or link was added, replaced, described anew or withdrawn; the sender is the Material."""
