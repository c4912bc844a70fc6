"""The form of the targets."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField
from wtforms.validators import NumberRange, Optional

from forumapp.panels.actions import Wanted
from forumapp.panels.models import PanelTargets
from forumapp.web.forms import EditingForm, WholeNumberField


class TargetsAsTyped:
    """What the form begins with; its version says of whom the numbers are, too."""

    def __init__(self, stored: PanelTargets) -> None:
        for name in Wanted.__annotations__:
            setattr(self, name, getattr(stored, name))
        self.whole_series = False
        self.version = f"{stored.id}.{stored.version}" if stored.id else "none"


class TargetsForm(EditingForm):
    """An empty field asks for nothing."""

    women_percent = WholeNumberField(
        _("Women, at least (per cent)"), [Optional(), NumberRange(0, 100, _("Write a number from 0 to 100."))]
    )
    more_than_one_gender = BooleanField(_("No panel of one gender alone"))
    sectors = WholeNumberField(
        _("Sectors, at least"), [Optional(), NumberRange(0, 3, _("There are three: public, private and the others."))]
    )
    regions = WholeNumberField(
        _("Regions of the world, at least"), [Optional(), NumberRange(0, 7, _("Write a number from 0 to 7."))]
    )
    languages = WholeNumberField(
        _("Languages spoken, at least"), [Optional(), NumberRange(0, 20, _("Write a number from 0 to 20."))]
    )
    moderated = BooleanField(_("Somebody chairs or moderates"))
    confirmed = WholeNumberField(
        _("People who said yes, at least"), [Optional(), NumberRange(0, 50, _("Write a number from 0 to 50."))]
    )
    on_site = WholeNumberField(
        _("Of them in person, at least"), [Optional(), NumberRange(0, 50, _("Write a number from 0 to 50."))]
    )

    whole_series = BooleanField(_("For the whole series: every edition without targets of its own follows"))

    def __init__(self, *args: Any, may_set_series: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_set_series:
            del self.whole_series

    @property
    def is_for_series(self) -> bool:
        return "whole_series" in self and bool(self.whole_series.data)

    def values(self) -> Wanted:
        return {
            "women_percent": self.women_percent.data or 0,
            "sectors": self.sectors.data or 0,
            "regions": self.regions.data or 0,
            "more_than_one_gender": bool(self.more_than_one_gender.data),
            "languages": self.languages.data or 0,
            "moderated": bool(self.moderated.data),
            "confirmed": self.confirmed.data or 0,
            "on_site": self.on_site.data or 0,
        }
