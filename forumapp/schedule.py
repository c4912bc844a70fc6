"""What runs when: one line each. The background engine itself is ``jobs.py``."""

from flask import Flask, current_app

from config import Settings
from forumapp import clock, jobs, placement
from forumapp.agenda import artefacts, embargoes
from forumapp.digests import actions as digests
from forumapp.digests import queries as digest_queries
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.jobs import Job
from forumapp.notifications import automatic, delivery, waking
from forumapp.privacy import actions as erasing
from forumapp.privacy import disk, retention
from forumapp.profiles import actions as profiles
from forumapp.profiles import codes
from forumapp.registrations import actions as registrations
from forumapp.registrations import queries as registration_queries
from forumapp.registrations import waiting_list
from forumapp.registrations.seats import actions as seats
from forumapp.registrations.seats import queries as seat_queries
from forumapp.tasks import pressed, running
from forumapp.uploads import actions as uploads

HALF_MINUTE = 30
FIVE_MINUTES = 5 * 60
HOUR = 60 * 60
DAY = 24 * 60 * 60

AT_ONCE = 100
"""Automatic letters in one transaction."""


def init_app(app: Flask) -> None:
    jobs.init_app(app)
    engine = app.extensions["jobs"]
    engine.add(Job(waking.JOB, delivery.deliver, every=HALF_MINUTE))
    engine.add(Job(pressed.JOB, running.work_off, every=HALF_MINUTE))
    engine.add(Job("show_that_the_worker_works", _show_that_the_worker_works, every=HALF_MINUTE))
    engine.add(Job("free_unverified_places", _free_unverified_places, every=FIVE_MINUTES))
    engine.add(Job("lift_embargoes", lift_embargoes, every=HALF_MINUTE))
    engine.add(Job("pass_places_on", pass_places_on, every=HALF_MINUTE))
    engine.add(Job("pass_seats_on", pass_seats_on, every=HALF_MINUTE))
    engine.add(Job("forget_old_uploads", _forget_old_uploads, every=HOUR))
    engine.add(Job("write_automatic_letters", write_automatic_letters, every=HOUR))
    engine.add(Job("write_digests", write_digests, every=FIVE_MINUTES))
    engine.add(Job("forget_receipts_of_erasures", _forget_receipts_of_erasures, every=FIVE_MINUTES))
    engine.add(Job("forget_old_codes", _forget_old_codes, every=HOUR))
    engine.add(Job("forget_what_a_forum_needed", _forget_what_a_forum_needed, every=DAY))
    engine.add(Job("forget_what_was_kept_long_enough", _forget_what_was_kept_long_enough, every=DAY))
    engine.add(Job("forget_here_too", forget_here_too, every=FIVE_MINUTES, on_each_machine=True))
    engine.add(Job("forget_old_workers", delivery.forget_old_heartbeats, every=DAY))


def _show_that_the_worker_works() -> None:
    delivery.beat(placement.worker_name())  # asked here: the worker is forked after this list is made


def _free_unverified_places() -> None:
    with transaction():
        registrations.free_unverified()


def pass_places_on() -> None:
    """Places of a forum that were offered and not taken in time; an edition at a time, so that locks are short."""
    with transaction():
        due = registration_queries.editions_with_overdue_offers(clock.now())
    for edition_id in due:
        with transaction():
            if edition := db.session.get(Edition, edition_id):
                waiting_list.sweep(edition)


def pass_seats_on() -> None:
    """Offers that lapsed go to the next in line, each exactly once; an edition at a time, so that locks are short."""
    with transaction():
        waiting = seat_queries.editions_to_sweep()
    for edition_id in waiting:
        with transaction():
            if edition := db.session.get(Edition, edition_id):
                seats.sweep(edition)


def lift_embargoes() -> None:
    """An edition at a time, so that one that cannot be released holds up no other."""
    with transaction():
        due = embargoes.editions_due()
    for edition_id in due:
        with transaction():
            if edition := db.session.get(Edition, edition_id):
                embargoes.lift(edition)


def _forget_receipts_of_erasures() -> None:
    with transaction():
        erasing.forget_receipts()


def forget_here_too() -> None:
    """From the disk of this machine, what another one erased or took out of a release."""
    settings: Settings = current_app.config["SETTINGS"]
    disk.catch_up(settings.data_dir)
    artefacts.remove_outdated(settings)


def _forget_old_codes() -> None:
    with transaction():
        codes.forget_old()


def _forget_what_a_forum_needed() -> None:
    with transaction():
        profiles.forget_due()


def _forget_what_was_kept_long_enough() -> None:
    with transaction():
        retention.purge()


def _forget_old_uploads() -> None:
    with transaction():
        uploads.forget_old()


def write_automatic_letters() -> None:
    """Hourly, so that each is written on its own day; each once, and one a day to a person (decision 19).

    A hundred at a time, because to everybody these are many, and meanwhile nobody else writes to a SQLite database.
    """
    written = AT_ONCE
    while written == AT_ONCE and not jobs.is_stopping():
        with transaction():
            written = automatic.write_due(AT_ONCE)


def write_digests() -> None:
    """One member at a time, so that a digest that cannot be written holds up few others, and locks are short."""
    with transaction():
        due = digest_queries.due()
    for grant_id in due:
        if jobs.is_stopping():
            break
        with transaction():
            digests.write(grant_id)
