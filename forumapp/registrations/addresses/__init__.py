"""Another e-mail address for a registration: asked for, confirmed at the new mailbox."""
