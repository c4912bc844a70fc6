"""The certificate as a document, in the language of the page at hand."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp import colours, formatting, wall_times
from forumapp.certificates import wording
from forumapp.certificates.models import Certificate, CertificateTerms
from forumapp.documents import certificates as documents
from forumapp.documents import qr
from forumapp.documents.hosts import Host
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition
from forumapp.words import HTML_LANG, Text


def certificate(
    one: Certificate, terms: CertificateTerms, page: str, address: str, language: str, *, with_hours: bool
) -> documents.Certificate:
    """``page`` takes the code, ``address`` has it: where whoever sees it can ask whether it is genuine."""
    edition = one.registration.edition
    made_on = wall_times.to_wall(one.made_at, edition.time_zone).date()
    facts = [(_("Role"), formatting.join_words(wording.deeds(one.parts), language))]
    if with_hours and terms.hours:
        facts.append((_("Length"), ngettext("%(num)s hour", "%(num)s hours", terms.hours)))
    return documents.Certificate(
        lang=HTML_LANG[language],
        title=" · ".join((edition.short_name, _("Certificate of participation"))),
        hosts=tuple(_hosts(edition, language)),
        heading=_("Certificate of participation"),
        opening=_("This is to certify that"),
        name=one.printed_name,
        native_name=one.native_name,
        native_lang=one.native_lang,
        took_part=_("took part in"),
        forum=edition.title.in_language(language),
        when_and_where=tuple(
            filter(
                None,
                (
                    formatting.days(edition.starts_on, edition.ends_on, language),
                    edition.place.in_language(language),
                ),
            )
        ),
        facts=tuple(facts),
        date=(_("Date"), formatting.day(made_on, language, weekday=False)),
        signatory=terms.signatory.in_language(language),
        signatory_lang=_fallback(terms.signatory, language),
        signatory_title=terms.signatory_title.in_language(language),
        check_words=_("Whether this certificate is genuine is said at"),
        check_address=page.removeprefix("https://").removeprefix("http://"),
        code=(_("Code"), one.spoken_code),
        qr=qr.svg(address),
        qr_words=_("The address of the check as a square"),
        accent=colours.accent_pair(edition.series.accent)[0],
    )


def _hosts(edition: Edition, language: str) -> Iterator[Host]:
    """In the agreed order."""
    logos = forums.printed_logos([host.logo.public_id for host in edition.hosts if host.logo])
    for host in edition.hosts:
        yield Host(name=host.name.in_language(language), logo=logos.get(host.logo.public_id) if host.logo else None)


def _fallback(words: Text, language: str) -> str:
    return HTML_LANG[words.language_shown(language)]
