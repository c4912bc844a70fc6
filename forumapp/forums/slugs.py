"""Short names of editions, as they stand in addresses: ``f3d2026`` (decision 3)."""

import re
import string

from forumapp.forums import queries
from forumapp.refusals import Refused
from forumapp.web.converters import EDITION_SLUG, RESERVED_SLUGS
from forumapp.words import N_

LONGEST = 40


class NotASlug(Refused):
    words = N_("“%(slug)s” cannot stand in an address. Use four or more small letters and digits, a letter first.")


class SlugReserved(Refused):
    words = N_("“%(slug)s” is the address of something else. Choose another short name.")


class SlugTaken(Refused):
    words = N_("There is a forum with the short name “%(slug)s” already.")


def free_slug(series_code: str, year: int) -> str:
    """``f3d2026``; ``f3d2026b`` for the second of that year, and so on."""
    stem = f"{_letters_and_digits(series_code)}{year}"
    endings = ["", *string.ascii_lowercase[1:], *(f"n{number}" for number in range(27, 1000))]
    taken = queries.slugs_beginning(stem)
    return next(slug for ending in endings if (slug := f"{stem}{ending}") not in taken | RESERVED_SLUGS)


def check(slug: str) -> None:
    """Raises NotASlug, SlugReserved, SlugTaken."""
    if not re.fullmatch(EDITION_SLUG, slug) or len(slug) > LONGEST:
        raise NotASlug(slug=slug)
    if slug in RESERVED_SLUGS:
        raise SlugReserved(slug=slug)
    if queries.by_slug(slug):
        raise SlugTaken(slug=slug)


def _letters_and_digits(series_code: str) -> str:
    kept = re.sub(r"[^a-z0-9]", "", series_code.lower())
    return kept if kept[:1].isalpha() else f"forum{kept}"
