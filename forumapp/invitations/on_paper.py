"""The invitation as a letter on the hosts' paper, for whoever has to show one (D12): in her language and in English.

Nothing on it acts: it has neither her link nor a code. Whoever is named for the hosts that ask signs it; where nobody
is, the forum does.
"""

from collections.abc import Iterator, Mapping

from flask_babel import force_locale

from forumapp import formatting, wall_times
from forumapp.documents import letters
from forumapp.documents.hosts import Host, Logo, Signatory
from forumapp.documents.letters import Letter, LetterPage
from forumapp.forums import queries as forums
from forumapp.forums.models import EditionHost
from forumapp.invitations import facts
from forumapp.invitations.facts import Asked
from forumapp.invitations.models import Invitation
from forumapp.words import HTML_LANG, LOCALES, N_, Text, language_at_hand, language_or_default, translated


def pdf(invitation: Invitation, *, whole_address: bool) -> bytes:
    """``whole_address``: with title and organisation, which a link that was passed on does not show."""
    return letters.letter_pdf(letter(invitation, whole_address))


def filename(invitation: Invitation) -> str:
    return f"{invitation.edition.slug}_invitation_{invitation.reference}.pdf"


def letter(invitation: Invitation, whole_address: bool) -> Letter:
    edition, hers = invitation.edition, language_or_default(invitation.person.language)
    pages = []
    logos = forums.printed_logos([host.logo.public_id for host in edition.hosts if host.logo])
    for language in dict.fromkeys((hers, "en")):
        with force_locale(LOCALES[language]):
            pages.append(_page(facts.of(invitation), whole_address, logos))
    title = edition.title.in_language(hers)
    return Letter(
        lang=HTML_LANG[hers],
        title=f"{edition.short_name}: {pages[0].heading}",
        forum=title if edition.short_name in title else f"{edition.short_name} · {title}",
        accent=edition.series.accent,
        pages=tuple(pages),
    )


def _page(asked: Asked, whole_address: bool, logos: Mapping[str, Logo]) -> LetterPage:
    language, invitation = language_at_hand(), asked.invitation
    person, edition = invitation.person, invitation.edition
    known = (person.title.in_language(language), person.organisation.in_language(language)) if whole_address else ()
    sent_on = invitation.sent_at and wall_times.to_wall(invitation.sent_at, edition.time_zone).date()
    signatories = tuple(_signatories(asked))
    date = formatting.day(sent_on, language, weekday=False) if sent_on else ""
    return LetterPage(
        lang=HTML_LANG[language],
        hosts=tuple(_hosts(asked, logos)),
        marks=_given((translated(N_("Reference")), invitation.reference), (translated(N_("Date")), date)),
        addressee=tuple(filter(None, (person.printed_name, *known))),
        native_name=person.native_name,
        native_lang=person.native_lang,
        heading=translated(N_("Invitation")),
        greeting=asked.greeting,
        opening=asked.opening,
        facts=_given(*_facts(asked)),
        paragraphs=tuple(_paragraphs(asked)),
        closing=translated(N_("Yours sincerely,")),
        signatories=signatories,
        signed=() if signatories else tuple(filter(None, (edition.sender_name, edition.desk_email))),
    )


def _hosts(asked: Asked, logos: Mapping[str, Logo]) -> Iterator[Host]:
    """Who asks, in the agreed order."""
    for name, host in _asking(asked):
        logo = logos.get(host.logo.public_id) if host and host.logo else None
        yield Host(name=name.in_language(language_at_hand()), logo=logo)


def _signatories(asked: Asked) -> Iterator[Signatory]:
    language = language_at_hand()
    for name, host in _asking(asked):
        if host and host.signatory:
            yield Signatory(
                name=host.signatory.in_language(language),
                title=host.signatory_title.in_language(language),
                host=name.in_language(language),
            )


def _asking(asked: Asked) -> Iterator[tuple[Text, EditionHost | None]]:
    """The forum's hosts have logos and signatories, also where they host the session alone; others have a name."""
    for asking in asked.hosts:
        yield asking, next((host for host in asked.edition.hosts if host.name == asking), None)


def _facts(asked: Asked) -> Iterator[tuple[str, str]]:
    language, invitation, session = language_at_hand(), asked.invitation, asked.session
    yield translated(N_("Forum")), asked.edition.title.in_language(language) if session else ""
    yield translated(N_("When")), _when(asked)
    yield translated(N_("Where")), asked.where
    yield translated(N_("Part of")), asked.edition.host_event_name
    yield translated(N_("Your part")), asked.part if asked.role else ""
    yield translated(N_("Your seat")), asked.seat_words
    yield translated(N_("How")), asked.mode_words
    yield translated(N_("On behalf of")), asked.principal
    yield translated(N_("With")), asked.others_words
    yield translated(N_("Rule")), asked.rule
    yield translated(N_("Costs")), asked.costs
    if invitation.respond_by:
        yield (
            translated(N_("Reply by")),
            formatting.moment_with_weekday(invitation.respond_by, asked.edition.time_zone, language),
        )


def _when(asked: Asked) -> str:
    language, session = language_at_hand(), asked.session
    if session is None:
        return formatting.days(asked.edition.starts_on, asked.edition.ends_on, language)
    if session.starts_at is None or session.ends_at is None:
        return translated(N_("the time will follow"))
    return formatting.two_zones(session.starts_at, session.ends_at, *asked.zones, language).both


def _paragraphs(asked: Asked) -> Iterator[str]:
    yield translated(N_("To answer, open the link in the letter that we sent you."))
    if address := asked.edition.desk_email:
        yield translated(N_("You can also write to %(address)s; please name the reference."), address=address)


def _given(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in pairs if pair[1])
