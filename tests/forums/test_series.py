"""What holds for every forum of a series, and who may say so."""

from typing import Any

import pytest

from forumapp.extensions import db
from forumapp.forums import queries
from tests.factories.forums import edition
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

SERIES = "/manage/-/series/F3D"


@pytest.fixture
def administrator(app: Any, team: Team) -> ReadingClient:
    return team.signed_in_as("admin")


def late_yes(code: str) -> str:
    db.session.rollback()
    series = queries.series_by_code(code)
    assert series is not None
    return series.late_yes


def test_a_late_yes_stands_at_the_end_unless_the_series_has_it_otherwise(administrator: ReadingClient) -> None:
    assert late_yes("F3D") == "back"
    page = administrator.get(SERIES)
    answer = administrator.submit(page.form("late_yes"), late_yes="front")
    assert "Saved." in answer.text and (late_yes("F3D"), late_yes("FOC")) == ("front", "back")


def test_the_settings_of_a_forum_lead_there_whoever_looks_after_the_series(
    administrator: ReadingClient, team: Team
) -> None:
    owner = team.signed_in_as("owner", edition(slug="f3d2026"))
    assert administrator.get("/manage/f3d2026/settings").links()["Settings of the series"] == SERIES
    assert "Settings of the series" not in owner.get("/manage/f3d2026/settings").links()
    assert owner.get(SERIES).status == 404 and administrator.get("/manage/-/series/NONE").status == 404


def test_what_somebody_else_chose_meanwhile_is_shown_first(administrator: ReadingClient) -> None:
    first, second = (administrator.get(SERIES).form("late_yes") for _ in range(2))
    administrator.submit(first, late_yes="front")
    assert administrator.submit(second, late_yes="back").status == 409 and late_yes("F3D") == "front"


@pytest.mark.parametrize("nonsense", ["", "middle"])
def test_nothing_else_can_be_chosen(administrator: ReadingClient, nonsense: str) -> None:
    form = administrator.get(SERIES).form("late_yes")
    assert administrator.submit(form, late_yes=nonsense).status == 422 and late_yes("F3D") == "back"
