"""Letters: queued with their cause, delivered afterwards by a worker; addresses that get nothing.

``actions.queue`` writes a letter as a row in the transaction that caused it; ``delivery.run_due`` sends it.
"""

from flask import Flask

from forumapp.notifications import enclosures, post, rendering, waking


def init_app(app: Flask) -> None:
    enclosures.init_app(app)
    post.init_app(app)
    rendering.init_app(app)
    waking.init_app(app)
