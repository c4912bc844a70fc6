"""The form that brings a programme as a file."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from forumapp import wall_times
from forumapp.forums import slugs
from forumapp.forums.models import ForumSeries
from forumapp.refusals import Refused
from forumapp.setup import imports
from forumapp.web.files import UploadField
from forumapp.web.forms import BaseForm, LineField
from forumapp.words import N_, language_at_hand, translated


class ProgrammeFileForm(BaseForm):
    file = UploadField(
        _("File"), description=_("A table (CSV, XLSX) or a schedule of another program (JSON, XML); 2 MB at most.")
    )
    series = SelectField(_("Series"))
    title = LineField(_("Title of the forum"), [Optional()], maximum=300, description=_("By default from the file."))
    slug = LineField(
        _("Short name in addresses"),
        [Optional()],
        maximum=slugs.LONGEST,
        description=_("Such as f3d2026. By default from series and year."),
    )
    time_zone = SelectField(_("Time zone"), description=_("Each session stays at its instant."))
    published = BooleanField(
        _("The people named in the file were published with it: take them as confirmed and name them"),
        description=_("Otherwise they are proposed, and no public page names them."),
    )

    def __init__(self, *args: Any, all_series: list[ForumSeries], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = language_at_hand()
        self.series.choices = [
            SelectChoice(series.code, f"{series.code}, {series.name.in_language(language)}") for series in all_series
        ]
        zones = [("", translated(N_("as in the file"))), *wall_times.zones_for_choice(language)]
        self.time_zone.choices = [SelectChoice(*zone) for zone in zones]

    def validate_file(self, field: UploadField) -> None:
        """What cannot be read at all is refused here; what is wrong with single rows is shown on the next page."""
        try:
            imports.read(field.file_name, field.content)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    def validate_slug(self, field: LineField) -> None:
        try:
            slugs.check(field.data)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    def wishes(self) -> dict[str, str]:
        return {
            "series": self.series.data,
            "title": self.title.data or "",
            "slug": self.slug.data or "",
            "time_zone": self.time_zone.data or "",
            "published": "yes" if self.published.data else "",
        }
