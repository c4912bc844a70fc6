"""What the participant's own acts and the team's have in common. Behind ``places.lock_for``."""

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.notifications import actions as notifications
from forumapp.registrations import making, waiting_list
from forumapp.registrations.models import EndedAlready, Registration
from forumapp.registrations.seats import actions as seats


def change(registration: Registration, name: str, organisation: str, mode: str | None, language: str | None) -> None:
    if not registration.is_live:
        raise EndedAlready
    if mode and mode != registration.mode and registration.may_choose_mode:
        _change_mode(registration, mode)
    registration.rename(name, organisation)
    registration.language = language or registration.language


def cancel(registration: Registration, actor: str | None = None) -> None:
    held = registration.place_held
    registration.cancel(clock.now())
    notifications.cancel(registration.about)
    record("registration cancelled", registration, actor=actor)
    seats.end_all(registration)
    db.session.flush()
    if held:
        waiting_list.free(registration.edition, held)


def record(
    act: str, registration: Registration, detail: str = "", actor: str | None = None, straight: bool = False
) -> None:
    audit.record(act, f"registration {registration.reference}", detail, registration.edition, actor, straight)


def _change_mode(registration: Registration, mode: str) -> None:
    waiting_list.change_side(registration, mode, making.needs_place(registration.edition, mode))
    seats.follow_mode(registration)
