"""The agenda on paper, as a booklet and as one page for each day: A4, tagged, made to PDF/UA-1."""

from collections.abc import Callable
from dataclasses import replace

from forumapp.documents.booklet import Booklet
from forumapp.documents.typesetting import TEMPLATES, TypesettingFailed, typeset

__all__ = ["TypesettingFailed", "agenda_pdf", "booklet_pdf", "one_page_pdf"]

BOOKLET, ONE_PAGE = (TEMPLATES / name for name in ("agenda.typ", "one_page.typ"))


def agenda_pdf(booklet: Booklet) -> bytes:
    """The same booklet gives the same bytes; odd characters are replaced visibly, never an error."""
    return booklet_pdf(lambda: booklet)


def booklet_pdf(put_together: Callable[[], Booklet]) -> bytes:
    """The agenda as a booklet."""
    return typeset(BOOKLET, lambda: _coloured(put_together()))


def one_page_pdf(put_together: Callable[[], Booklet]) -> bytes:
    """The same agenda on one page for each day, in the largest type that fits."""
    return typeset(ONE_PAGE, lambda: _coloured(put_together()))


def _coloured(booklet: Booklet) -> Booklet:
    return replace(booklet, accent=booklet.accent_colour)
