"""A code by mail shows that whoever holds the link reads the invited address, too (decision 14)."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import delete

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import By
from forumapp.people import post
from forumapp.profiles import emails, queries
from forumapp.profiles.models import OneTimeCode
from forumapp.registrations.models import Registration

DIGITS = 8
LIVES = timedelta(minutes=10)
LETTERS_AN_HOUR = 3
KEPT = timedelta(days=1)


def send(invitation: Invitation, browser: str, by: By = By.INVITEE, *, to_join: bool = False) -> None:
    """Write a code to whose link it is: the invitee, or the contact who may answer for her.

    Who asks learns nothing, neither of limits nor of addresses. ``to_join``: what the letter says it is for; the code
    is the same.
    """
    now, person = clock.now(), invitation.person
    readers = [one for one in post.readers_for(person) if one.may_answer and (one.contact or by == By.INVITEE)]
    reader = next(iter(readers), None)
    if reader is None or queries.codes_sent_since(reader.key, now - timedelta(hours=1)) >= LETTERS_AN_HOUR:
        return
    code, digits = _new(browser, invitation_id=invitation.id)
    emails.profile_code(invitation, reader, code.id, digits, code.expires_at, to_join)
    audit.record("code sent", f"invitation {invitation.id}", edition=invitation.edition, actor=by)


def enter(invitation: Invitation, browser: str, typed: str, by: By = By.INVITEE) -> bool:
    """Whether this is the code that this browser asked for last. Each try counts, also the right one."""
    code = queries.code_asked_by(_hashed(browser), invitation_id=invitation.id) if browser else None
    if not (code and _tried(code, browser, typed)):
        return False
    audit.record("code entered", f"invitation {invitation.id}", edition=invitation.edition, actor=by)
    return True


def send_to_participant(registration: Registration, browser: str) -> None:
    """To the address of a registration, for her own data; who asks learns nothing."""
    since = clock.now() - timedelta(hours=1)
    if not registration.email or queries.codes_sent_for(registration, since) >= LETTERS_AN_HOUR:
        return
    code, digits = _new(browser, registration_id=registration.id)
    emails.data_code(registration, code.id, digits, code.expires_at)
    audit.record("code sent", registration.about, edition=registration.edition, actor="registrant")


def enter_as_participant(registration: Registration, browser: str, typed: str) -> bool:
    """As ``enter``, behind the link of a registration."""
    code = queries.code_asked_by(_hashed(browser), registration_id=registration.id) if browser else None
    if not (code and _tried(code, browser, typed)):
        return False
    audit.record("code entered", registration.about, edition=registration.edition, actor="registrant")
    return True


def forget_old() -> None:
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.asked_at < clock.now() - KEPT))


def _new(
    browser: str, *, invitation_id: int | None = None, registration_id: int | None = None
) -> tuple[OneTimeCode, str]:
    """Behind one of the two links. The digits are for the letter alone."""
    now, digits = clock.now(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code = OneTimeCode(
        code_hash=_hashed(browser, digits),
        browser_hash=_hashed(browser),
        asked_at=now,
        expires_at=now + LIVES,
        invitation_id=invitation_id,
        registration_id=registration_id,
    )
    db.session.add(code)
    db.session.flush()
    return code, digits


def _tried(code: OneTimeCode, browser: str, typed: str) -> bool:
    now = clock.now()
    if not code.is_open(now):
        return False
    code.tries += 1
    if hmac.compare_digest(code.code_hash, _hashed(browser, _digits(typed))):
        code.used_at = now
    db.session.flush()
    return code.used_at is not None


def _digits(typed: str) -> str:
    """As it stands in the letter, in two groups, or in the digits of another script."""
    return "".join(str(int(sign)) for sign in typed if sign.isdecimal())


def _hashed(browser: str, digits: str = "") -> str:
    return hashlib.sha256(f"one-time code:v1:{browser}:{digits}".encode()).hexdigest()
