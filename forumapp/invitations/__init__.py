"""Asking a person for a part, or to attend: draft, letter, answer, and taking it back."""

from flask import Flask

from forumapp.invitations import afterwards, former_contacts, of_people, queries, reminders, sending, views
from forumapp.notifications import automatic
from forumapp.outbox import kinds
from forumapp.people import others, signals
from forumapp.people.others import Act
from forumapp.rights import Permission
from forumapp.tasks import kinds as tasks
from forumapp.tasks.kinds import Kind
from forumapp.web import rail
from forumapp.words import N_

LETTERS = {
    "invitation_to_speak": N_("Invitation"),
    "invitation_to_attend": N_("Invitation to attend"),
    "invitation_to_nominee": N_("Invitation to a representative"),
    "invitation_reminder": N_("Reminder"),
    "invitation_accepted": N_("Receipt: accepted"),
    "invitation_declined": N_("Receipt: declined"),
    "invitation_open_again": N_("Receipt: not sure any more"),
    "representative_named": N_("Receipt: representative named"),
    "representative_refused": N_("Representative not confirmed"),
    "representative_left": N_("Representative does not come"),
    "representative_back": N_("Representative comes after all"),
    "part_given_back": N_("Receipt: part given back"),
    queries.NEW_LINK: N_("New link"),
    "part_changed": N_("Changed session, with the calendar entry"),
    "part_called_off": N_("Cancelled session, with the calendar entry"),
    "left_panel": N_("Somebody left the panel, to those who lead or co-host it"),
    "speaker_withdrew": N_("Speaker withdrew, to the desk"),
    "invitation_withdrawn": N_("Invitation withdrawn"),
    "invitation_answered": N_("Answer, to the desk"),
}


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    afterwards.init_app(app)
    rail.add(
        app,
        position=40,
        words=N_("Invitations"),
        endpoint="invitations.index",
        permission=Permission.BRING_PEOPLE,
    )
    tasks.add(
        app,
        queries.SENDING,
        Kind(
            words=N_("Sending invitations"),
            permission=Permission.INVITE,
            problems=sending.PROBLEM_WORDS,
            run=sending.send,
            name=views.sending.named,
            back="invitations.index",
            back_words=N_("To the invitations"),
            own_permission=Permission.BRING_PEOPLE,
        ),
    )
    signals.contact_left.connect(former_contacts.call_off)
    others.tell_answers(of_people.answers)
    others.tell_act(Act(N_("Invite those ticked"), "invitations.new", Permission.BRING_PEOPLE))
    for kind, words in LETTERS.items():
        kinds.add(app, kind, words)
    automatic.add(reminders.KIND, reminders.due)
