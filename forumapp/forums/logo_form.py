"""The logo of a host."""

from flask_babel import lazy_gettext as _
from wtforms import ValidationError

from forumapp.pictures import Picture, logo
from forumapp.refusals import Refused
from forumapp.web.files import UploadField
from forumapp.web.forms import EditingForm


class LogoForm(EditingForm):
    """Of the host whose form was opened: hosts may change places meanwhile."""

    logo = UploadField(
        _("Logo"), description=_("PNG, JPEG or WebP, 2 MB at most; a PNG may be transparent. It is printed on white.")
    )
    picture: Picture

    def validate_logo(self, field: UploadField) -> None:
        try:
            self.picture = logo(field.content)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal
