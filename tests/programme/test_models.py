from datetime import datetime

import pytest

from tests.factories import forums, programme

TEN = datetime(2026, 10, 24, 10, 0)


@pytest.mark.parametrize(
    ("start", "minutes", "together"),
    [
        (datetime(2026, 10, 24, 9, 0), 60, False),
        (datetime(2026, 10, 24, 9, 0), 61, True),
        (datetime(2026, 10, 24, 10, 59), 60, True),
        (datetime(2026, 10, 24, 11, 0), 60, False),
        (None, 0, False),
    ],
)
def test_overlapping_is_mutual_and_touching_is_not(app, start, minutes, together):
    edition = forums.edition()
    a = programme.forum_session(edition, start=TEN, minutes=60)
    b = programme.forum_session(edition, start=start, minutes=minutes)
    assert (a.overlaps(b), b.overlaps(a)) == (together, together)


@pytest.mark.parametrize(
    ("policy", "state", "name_shown", "named"),
    [
        ({}, "confirmed", "unasked", True),
        ({}, "confirmed", "refused", False),
        ({}, "invited", "agreed", False),
        ({}, "withdrawn", "agreed", False),
        ({"preset": "chatham_house"}, "confirmed", "unasked", False),
        ({"preset": "chatham_house"}, "confirmed", "agreed", True),
        ({"preset": "members_only"}, "confirmed", "agreed", False),
        ({"access": "invitation"}, "confirmed", "unasked", False),
        ({"attribution": "off_record"}, "confirmed", "unasked", False),
        ({"listing": "without_details"}, "confirmed", "agreed", False),
    ],
)
def test_only_who_said_yes_and_may_be_named_is_named(app, policy, state, name_shown, named):
    edition = forums.edition()
    role = programme.role(programme.forum_session(edition, **policy), programme.person(edition), state=state)
    role.name_shown = name_shown
    assert role.may_be_named is named
