"""Receipts: a consent was taken back (E32), somebody's data were erased (E33)."""

from collections.abc import Sequence

from forumapp.consents.models import Consent
from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.forums.models import Edition
from forumapp.links import Purpose as LinkPurpose
from forumapp.notifications import actions as notifications
from forumapp.notifications.actions import LinkRequest, Recipient
from forumapp.programme.models import ForumSession
from forumapp.registrations import standing
from forumapp.registrations.models import Registration
from forumapp.words import LANGUAGES


def consent_withdrawn(registration: Registration, taken: Consent) -> None:
    """What is removed where, what cannot be called back, and when she said so."""
    purpose = Purpose(taken.purpose)
    notifications.queue(
        kind="consent_withdrawn",
        to=Recipient(registration.email, registration.name, registration.language),
        about=registration.about,
        version=taken.id,
        edition=registration.edition,
        facts={
            "purpose": purpose,
            "words": WORDINGS[purpose].words,
            "given_at": taken.given_at,
            "withdrawn_at": taken.withdrawn_at,
            "is_speaker": registration.is_speaker and not standing.is_crew(registration),
        },
        link=LinkRequest(LinkPurpose.REGISTRATION, registration.id, "/r/"),
    )


def speaker_erased(edition: Edition, sessions: Sequence[ForumSession], files: int, pseudonym: str) -> None:
    """To the desk: where somebody had a part, and how many files of these sessions there are to look into."""
    language = next((key for key in edition.working_languages if key in LANGUAGES), LANGUAGES[0])
    notifications.queue(
        kind="speaker_erased",
        to=Recipient(edition.desk_email, edition.sender_name, language, edition.time_zone),
        about=pseudonym,
        edition=edition,
        facts={"sessions": sessions, "files": files},
    )


def data_erased(edition: Edition, to: Recipient, pseudonym: str) -> None:
    """The last letter: what was erased and what is kept without her; its row is emptied once it has left."""
    notifications.queue(kind="data_erased", to=to, about=pseudonym, edition=edition)
