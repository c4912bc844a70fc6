"""What the paper of the day says: badges, name plates, the ticket, the list of participants."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp import clock, colours, formatting, names
from forumapp.attendance.queries import OnPaper
from forumapp.documents import badges as documents
from forumapp.documents import qr
from forumapp.forums.models import Edition
from forumapp.people import queries as of_people
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import CREW, PART_WORDS, Part
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.models import Registration
from forumapp.words import HTML_LANG, translated

GREY, PLUM = "#3f4a5a", "#7a1f4b"
OF_CATEGORIES = (GREY, "#1d5c3a", "#8a4b08", "#1f4e8c", "#6b2fa0", "#5f5410")
"""White can be read on each; the word stands beside it, so that nobody needs the colour."""
_OWN_WORD = (
    *(Part.CHAIR, Part.MODERATOR, Part.ONLINE_MODERATOR, Part.KEYNOTE, Part.RAPPORTEUR),
    *(part for part in Part if part in CREW),
)
"""Parts by which somebody is looked for; all others are speakers."""


def badges(edition: Edition, people: Sequence[OnPaper], addresses: dict[int, str], language: str) -> documents.Badges:
    """``addresses`` by registration: what the squares say."""
    return documents.Badges(
        lang=HTML_LANG[language],
        title=" · ".join((edition.short_name, _("Badges"))),
        forum=edition.title.in_language(language),
        dates=formatting.days(edition.starts_on, edition.ends_on, language),
        qr_words=_("The square that the desk reads"),
        badges=tuple(_badge(edition, one, addresses[one.registration.id], language) for one in people),
    )


def ticket(registration: Registration, address: str, language: str) -> documents.Ticket:
    edition = registration.edition
    rows = [
        (_("Reference"), registration.reference),
        (_("When"), formatting.days(edition.starts_on, edition.ends_on, language)),
    ]
    if place := edition.place.in_language(language):
        rows.append((_("Where"), place))
    return documents.Ticket(
        lang=HTML_LANG[language],
        title=edition.title.in_language(language),
        heading=_("Ticket"),
        words=_("Show this at the desk, on your telephone or on paper. Your name or the reference will do as well."),
        name=registration.name,
        organisation=registration.organisation,
        rows=tuple(rows),
        qr=qr.svg(address),
        qr_words=_("The square that the desk reads"),
        accent=colours.accent_pair(edition.series.accent)[0],
    )


def plates(edition: Edition, session: ForumSession, language: str) -> documents.Plates:
    """For everybody with a confirmed part who sits at the table, in the order of the programme."""
    return documents.Plates(
        lang=HTML_LANG[language],
        title=" · ".join((edition.short_name, session.code, _("Name plates"))),
        plates=tuple(
            documents.Plate(
                name=role.printed_name or role.person.printed_name,
                native_name=_second(role.native_name, role.printed_name),
                native_lang=role.person.native_lang,
                organisation=role.organisation.in_language(language),
            )
            for role in session.roles
            if role.is_confirmed and not role.is_crew
        ),
    )


def places(edition: Edition, session: ForumSession | None, codes: Collection[str], language: str) -> documents.Plates:
    """One for each country or economy, as the series names it and in the order of the language."""
    named = of_people.places_of(edition.series, language)
    return documents.Plates(
        lang=HTML_LANG[language],
        title=" · ".join(filter(None, (edition.short_name, session.code if session else "", _("Country plates")))),
        plates=tuple(documents.Plate(name=name.in_language(language)) for code, name in named.items() if code in codes),
    )


def participants(
    edition: Edition, people: Sequence[OnPaper], language: str, *, by_place: bool = False
) -> documents.ParticipantList:
    """Speakers and then the categories of the forum, or by country and economy; each in the order of the language.

    Of ``people`` all, so give only those who agreed.
    """
    in_order = sorted(people, key=lambda one: names.sort_key(names.sorted_under(one.registration.name), language))
    groups = _by_place(in_order, language) if by_place else _by_category(edition, in_order, language)
    total = ngettext("%(num)s person is listed.", "%(num)s people are listed.", len(in_order))
    return documents.ParticipantList(
        lang=HTML_LANG[language],
        title=" · ".join((edition.short_name, _("Participants"))),
        forum=edition.title.in_language(language),
        heading=_("Participants"),
        as_at=formatting.as_at(clock.now(), edition.time_zone, language),
        words=_("Only who agreed to be listed stands here."),
        groups=tuple(
            documents.ParticipantGroup(heading=heading, participants=tuple(_listed(one, language) for one in group))
            for heading, group in groups.items()
        ),
        counts=(*(f"{heading}: {len(group)}" for heading, group in groups.items() if len(groups) > 1), total),
        page_of=_("Page {page} of {pages}"),
        accent=colours.accent_pair(edition.series.accent)[0],
    )


def _by_category(edition: Edition, people: Sequence[OnPaper], language: str) -> dict[str, list[OnPaper]]:
    """Categories in the team's order; hidden until there are two (decision 37)."""
    of_edition = categories.of_edition(edition)
    named = {one.id: one.name.in_language(language) for one in of_edition} if len(of_edition) > 1 else {}
    headings = (_("Speakers"), *named.values(), _("Participants"), _("Crew"))
    groups: dict[str, list[OnPaper]] = {heading: [] for heading in headings}
    for one in people:
        hers = named.get(one.registration.category_id or 0, _("Participants"))
        groups[(_("Crew") if one.is_crew else _("Speakers")) if one.registration.is_speaker else hers].append(one)
    return {heading: group for heading, group in groups.items() if group}


def _by_place(people: Sequence[OnPaper], language: str) -> dict[str, list[OnPaper]]:
    """As the series names them; who is of none that it names comes last."""
    named = people[0].places if people else {}
    groups: dict[str, list[OnPaper]] = {name.in_language(language): [] for name in named.values()}
    rest: list[OnPaper] = []
    for one in people:
        (groups[named[one.place].in_language(language)] if one.place in named else rest).append(one)
    return {heading: group for heading, group in (*groups.items(), (_("Others"), rest)) if group}


def _badge(edition: Edition, one: OnPaper, address: str, language: str) -> documents.Badge:
    registration = one.registration
    category, colour = _category(edition, one, language)
    place = one.places.get(one.place)
    whence = (registration.organisation, place.in_language(language) if place else "")
    return documents.Badge(
        name=registration.name,
        native_name=_second(one.native_name, registration.name),
        native_lang=one.native_lang,
        organisation=" · ".join(filter(None, whence)),
        category=category,
        colour=colour,
        note="" if one.may_be_photographed else _("No photographs"),
        reference=registration.reference,
        qr=qr.svg(address),
    )


def _category(edition: Edition, one: OnPaper, language: str) -> tuple[str, str]:
    """The word on the bar and its colour, on which white can be read."""
    if not one.registration.is_speaker:
        own = one.registration.own_category
        if own is None:
            return _("Participant"), GREY
        return own.name.in_language(language), OF_CATEGORIES[own.position % len(OF_CATEGORIES)]
    accent = colours.accent_pair(edition.series.accent)[0]
    for part in _OWN_WORD:
        if part in one.parts:
            words = translated(PART_WORDS[part])
            return words[:1].upper() + words[1:], PLUM
    return _("Speaker"), accent


def _listed(one: OnPaper, language: str) -> documents.Participant:
    return documents.Participant(
        name=one.registration.name,
        native_name=_second(one.native_name, one.registration.name),
        native_lang=one.native_lang,
        title=one.title.in_language(language),
        organisation=one.registration.organisation,
    )


def _second(native_name: str, printed_name: str) -> str:
    """The native name, where the printed one does not hold it already."""
    return "" if native_name in printed_name else native_name
