"""Short names in addresses."""

import pytest
from flask import Flask

from forumapp.forums import slugs
from forumapp.forums.slugs import NotASlug, SlugReserved, SlugTaken
from tests.factories.forums import edition


def test_a_short_name_is_the_series_and_the_year_and_then_a_letter(app: Flask) -> None:
    assert slugs.free_slug("F3D", 2026) == "f3d2026"
    edition(slug="f3d2026")
    assert slugs.free_slug("F3D", 2026) == "f3d2026b"
    edition(slug="f3d2026b")
    assert slugs.free_slug("F3D", 2026) == "f3d2026c"


@pytest.mark.parametrize("code", ["3D", "F3-D", "數位"])
def test_any_series_gives_a_short_name_that_may_stand_in_an_address(app: Flask, code: str) -> None:
    slugs.check(slugs.free_slug(code, 2026))


@pytest.mark.parametrize("slug", ["f3d", "F3D2026", "3d2026", "f3d-2026", "f3d2026\n", "", "a" * 41])
def test_what_cannot_stand_in_an_address_is_refused(app: Flask, slug: str) -> None:
    with pytest.raises(NotASlug):
        slugs.check(slug)


def test_addresses_of_other_things_and_taken_ones_are_refused(app: Flask) -> None:
    edition(slug="f3d2026")
    with pytest.raises(SlugTaken):
        slugs.check("f3d2026")
    with pytest.raises(SlugReserved):
        slugs.check("manage")
