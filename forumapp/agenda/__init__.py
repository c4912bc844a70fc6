"""What the public sees: releases of the programme, their pages and files."""

from flask import Flask

from forumapp.agenda import actions, announcing, carried, models, telling  # noqa: F401 - the models become known
from forumapp.agenda.views import context, participants, progress, subscribing
from forumapp.agenda.views import handouts as handout_views
from forumapp.agenda.views.blueprint import blueprint
from forumapp.materials import signals as materials
from forumapp.outbox import kinds as letter_kinds
from forumapp.profiles import signals as profile_signals
from forumapp.programme import announced, signals
from forumapp.registrations import carried as carried_by_letters
from forumapp.registrations import further
from forumapp.rights import Permission
from forumapp.tasks import kinds as tasks
from forumapp.tasks.kinds import Kind
from forumapp.web import rail
from forumapp.words import N_

LETTERS = {
    "your_sessions_changed": N_("Changes of one's own sessions, with the calendar entries"),
    "your_seats_changed": N_("Changes of sessions in which one has a seat"),
    "agenda_changed": N_("Changed agenda, to those registered"),
    "forum_called_off": N_("Forum cancelled or postponed, to those who have a part"),
    "guest_called_off": N_("Forum or session called off, to those asked to attend"),
    "forum_called_off_registered": N_("Forum cancelled or postponed, to those registered"),
}


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.context_processor(context.navigation_beside)
    for kind, words in LETTERS.items():
        letter_kinds.add(app, kind, words)
    for kind, run, name, words in (
        (telling.ROLE_HOLDERS, telling.tell_role_holders, progress.people_named, N_("Telling those who have a part")),
        (telling.SEATED, telling.tell_seat_holders, progress.registered_named, N_("Telling those who have a seat")),
        (telling.GUESTS, telling.tell_guests, progress.guests_named, N_("Telling those asked to attend")),
        (telling.REGISTERED, telling.tell_registered, progress.registered_named, N_("Telling those registered")),
    ):
        tasks.add(
            app,
            kind,
            Kind(
                words=words,
                permission=Permission.RELEASE,
                problems=telling.PROBLEM_WORDS,
                run=run,
                name=name,
                back="agenda.manage",
                back_words=N_("To the agenda"),
            ),
        )
    rail.add(app, position=60, words=N_("Agenda"), endpoint="agenda.manage", permission=Permission.SEE_PROGRAMME)
    announced.tell(app, announcing.known)
    # Whoever takes her yes or her name back is gone from every release at once (INV-23, INV-25).
    signals.role_ended.connect(actions.withhold_role)
    signals.naming_refused.connect(actions.withhold_role)
    profile_signals.biography_taken_back.connect(actions.withhold_biography)
    profile_signals.photo_taken_back.connect(actions.withhold_photo)
    materials.changed.connect(actions.show_shelf_anew)
    carried_by_letters.name(app, of_forum=carried.of_forum, of_session=carried.of_session)
    further.add(
        app,
        endpoint="agenda.agenda_of_participant",
        words=N_("My agenda"),
        offered_to=participants.offered_to,
    )
    further.add(
        app,
        endpoint="agenda.calendar_of_participant",
        words=N_("My calendar"),
        offered_to=subscribing.offered_to,
    )
    further.add(
        app,
        endpoint="agenda.handouts_of_participant",
        words=N_("Files for participants"),
        offered_to=handout_views.offered_to,
    )
