"""What runs when: one line each. The background engine itself is ``jobs.py``."""

from flask import Flask

from forumapp import jobs, placement
from forumapp.extensions import transaction
from forumapp.invitations import actions as invitations
from forumapp.jobs import Job
from forumapp.notifications import delivery, waking
from forumapp.registrations import actions as registrations
from forumapp.uploads import actions as uploads

HALF_MINUTE = 30
FIVE_MINUTES = 5 * 60
HOUR = 60 * 60
DAY = 24 * 60 * 60


def init_app(app: Flask) -> None:
    jobs.init_app(app)
    engine = app.extensions["jobs"]
    engine.add(Job(waking.JOB, delivery.deliver, every=HALF_MINUTE))
    engine.add(Job("show_that_the_worker_works", _show_that_the_worker_works, every=HALF_MINUTE))
    engine.add(Job("free_unverified_places", _free_unverified_places, every=FIVE_MINUTES))
    engine.add(Job("forget_old_uploads", _forget_old_uploads, every=HOUR))
    engine.add(Job("remind_of_invitations", _remind_of_invitations, every=HOUR))
    engine.add(Job("forget_old_workers", delivery.forget_old_heartbeats, every=DAY))


def _show_that_the_worker_works() -> None:
    delivery.beat(placement.worker_name())  # asked here: the worker is forked after this list is made


def _free_unverified_places() -> None:
    with transaction():
        registrations.free_unverified()


def _forget_old_uploads() -> None:
    with transaction():
        uploads.forget_old()


def _remind_of_invitations() -> None:
    """Hourly, so that each is written on its own day; each once (decision 19)."""
    with transaction():
        invitations.remind_due()
