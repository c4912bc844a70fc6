"""The small form of the planner: where and when one session is."""

from datetime import date
from typing import Any

from forumapp.programme.models import ForumSession
from forumapp.programme.when_form import WhenForm, place_of

_USUAL_MINUTES = 60


class PlannerForm(WhenForm):
    """What a drag, a key and a press of the button send alike. ``obj``: the session as stored."""

    def __init__(self, *args: Any, obj: ForumSession, on: date | None = None, **kwargs: Any) -> None:
        place = place_of(obj)
        if obj.starts_at is None and on:
            place |= {"day": on, "minutes": max(_USUAL_MINUTES, obj.minutes_of_items)}
        values = place | {"version": obj.version}
        super().__init__(*args, edition=obj.edition, data=values, **kwargs)
