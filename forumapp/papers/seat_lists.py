"""Who has a seat in a session, to tick off at its door: the stage, the seats by name, the line in its order.

For who looks after registrations alone: it is a list of participants (INV-22).
"""

from collections.abc import Iterator, Sequence

from flask_babel import ngettext

from forumapp import names
from forumapp.documents.papers import Line, Paper, Row, Section, Table
from forumapp.forums.models import Mode
from forumapp.papers import wording
from forumapp.papers.gathered import Gathered
from forumapp.programme.models import ForumSession
from forumapp.registrations.seats.models import Seat
from forumapp.words import HTML_LANG, language_at_hand
from forumapp.words import translated as _

TO_TICK = "□"


def paper(told: Gathered, session: ForumSession, holders: Sequence[Seat], line: Sequence[Seat]) -> Paper:
    here = [seat for seat in holders if seat.mode != Mode.ONLINE]
    waiting = [seat for seat in line if seat.mode != Mode.ONLINE]
    return Paper(
        lang=HTML_LANG[language_at_hand()],
        title=wording.dotted(told.edition.short_name, session.code, _("Seat list")),
        forum=wording.forum(told.edition),
        heading=_("Seat list"),
        lead=wording.dotted(session.code, wording.said(session.title)),
        as_at=wording.internal(told),
        facts=tuple(_facts(told, session, here, len(holders) - len(here))),
        sections=tuple(_sections(session, here, waiting)),
        nothing=_("Nobody has a seat yet."),
        page_of=_("Page {page} of {pages}"),
        accent=wording.accent(told.edition),
    )


def _facts(told: Gathered, session: ForumSession, here: Sequence[Seat], online: int) -> Iterator[tuple[str, str]]:
    yield _("When"), wording.dotted(wording.time_of(session), wording.day_and_city(told))
    yield _("Room"), wording.room(session)
    yield _("Seats"), str(ngettext("%(num)s seat given", "%(num)s seats given", len(here)))
    if online:
        yield _("Remote"), str(online)


def _sections(session: ForumSession, here: Sequence[Seat], line: Sequence[Seat]) -> Iterator[Section]:
    if stage := [role for role in wording.expected(session) if role.mode != Mode.ONLINE]:
        rows = tuple(_row(TO_TICK, Line(words=wording.who(role))) for role in stage)
        yield _section(_("On stage, without a seat of the public"), rows)
    if here:
        language = language_at_hand()
        placed = (
            (names.sort_key(names.sorted_under(seat.registration.name), language), seat.id, seat) for seat in here
        )
        by_name = [seat for _key, _id, seat in sorted(placed)]
        yield _section(_("Seats given"), tuple(_of(seat, TO_TICK) for seat in by_name))
    if line:
        yield _section(_("Waiting list"), tuple(_of(seat, f"{number}.") for number, seat in enumerate(line, 1)))


def _of(seat: Seat, mark: str) -> Row:
    registration = seat.registration
    state = _("is offered a seat") if seat.is_offered else _("invited") if seat.is_invited else ""
    name = Line(words=registration.name, strong=True)
    return _row(mark, name, wording.dotted(registration.organisation, state), registration.reference)


def _row(mark: str, who: Line, about: str = "", reference: str = "") -> Row:
    second = (Line(words=about, quiet=True),) if about else ()
    return Row(cells=((Line(words=mark),), (who, *second), (Line(words=reference),)))


def _section(heading: str, rows: tuple[Row, ...]) -> Section:
    table = Table(caption=heading, headings=(_("Present"), _("Name"), _("Reference")), widths=(0, 1, 0), rows=rows)
    return Section(heading=heading, tables=(table,))
