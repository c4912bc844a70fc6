"""What runs when: one line each. The background engine itself is ``jobs.py``."""

import os
import socket
from functools import partial

from flask import Flask

from forumapp import jobs
from forumapp.jobs import Job
from forumapp.notifications import delivery, waking

HALF_MINUTE = 30
DAY = 24 * 60 * 60


def init_app(app: Flask) -> None:
    jobs.init_app(app)
    engine = app.extensions["jobs"]
    engine.add(Job(waking.JOB, delivery.deliver, every=HALF_MINUTE))
    engine.add(Job("show_that_the_worker_works", partial(delivery.beat, _worker_name()), every=HALF_MINUTE))
    engine.add(Job("forget_old_workers", delivery.forget_old_heartbeats, every=DAY))


def _worker_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"
