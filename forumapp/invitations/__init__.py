"""Asking a person for a part: draft, letter, answer, and taking it back."""

from flask import Flask

from forumapp.invitations import views
from forumapp.outbox import kinds
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.words import N_

LETTERS = {
    "invitation_to_speak": N_("Invitation"),
    "invitation_to_nominee": N_("Invitation to a representative"),
    "invitation_reminder": N_("Reminder"),
    "invitation_accepted": N_("Receipt: accepted"),
    "invitation_declined": N_("Receipt: declined"),
    "invitation_open_again": N_("Receipt: not sure any more"),
    "representative_named": N_("Receipt: representative named"),
    "representative_refused": N_("Representative not confirmed"),
    "part_given_back": N_("Receipt: part given back"),
    "speaker_withdrew": N_("Speaker withdrew, to the desk"),
    "invitation_withdrawn": N_("Invitation withdrawn"),
    "invitation_answered": N_("Answer, to the desk"),
}


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    rail.add(
        app,
        position=40,
        words=N_("Invitations"),
        endpoint="invitations.index",
        permission=Permission.SEE_INVITATIONS,
    )
    for kind, words in LETTERS.items():
        kinds.add(app, kind, words)
