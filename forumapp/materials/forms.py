"""What a file or link is, and where it comes from."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from forumapp import outside_links
from forumapp.materials.models import KIND_WORDS, LONGEST_ADDRESS, VISIBILITY_WORDS, Kind, Material, Visibility
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.uploads import file_types
from forumapp.uploads.file_types import Checked
from forumapp.web.files import UploadField
from forumapp.web.forms import BaseForm, EditingForm, LineField, TextLanguagesField, worded
from forumapp.words import N_, language_at_hand, translated


class _Described(BaseForm):
    kind = SelectField(_("Kind"), choices=worded(KIND_WORDS), default=Kind.SLIDES)
    title = TextLanguagesField(_("Title"), description=_("Without one the word for its kind stands there."))
    session = SelectField(_("Belongs to"))
    visibility = RadioField(_("Who may have it"), choices=worded(VISIBILITY_WORDS), default=Visibility.PUBLIC)

    def offer(self, sessions: list[ForumSession]) -> None:
        """The sessions among which one may choose."""
        self._sessions = {session.code: session for session in sessions}
        language = language_at_hand()
        named = [SelectChoice(it.code, f"{it.code}, {it.title.in_language(language)}") for it in sessions]
        self.session.choices = [SelectChoice("", translated(N_("the whole forum"))), *named]

    def facts(self) -> dict[str, Any]:
        """What ``actions.add`` and ``actions.describe`` take."""
        return {
            "kind": self.kind.data,
            "title": self.title.data,
            "visibility": self.visibility.data,
            "session": self._sessions.get(self.session.data or ""),
        }


class SourceForm(BaseForm):
    """A file or a link, one of the two."""

    file = UploadField(
        _("File"),
        largest=file_types.LARGEST,
        may_be_missing=True,
        description=_("PDF, Word, PowerPoint, Excel or OpenDocument; 20 MB at most."),
    )
    url = LineField(
        _("Or a link"),
        maximum=LONGEST_ADDRESS,
        description=_("A recording, for instance. It begins with https://."),
        render_kw={"type": "url", "inputmode": "url"},
    )

    def validate_file(self, field: UploadField) -> None:
        self._given: Checked | str | None = None
        if not field.content:
            return
        try:
            self._given = file_types.checked(field.content)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    def validate_url(self, field: LineField) -> None:
        try:
            address = outside_links.checked(field.data) if field.data else ""
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal
        if address and self.file.content:
            raise ValidationError(translated(N_("Give a file or a link, not both.")))
        if not address and not self.file.data:
            raise ValidationError(translated(N_("Choose a file or write a link.")))
        if address:
            self._given = address

    @property
    def given(self) -> Checked | str:
        """After validation."""
        assert self._given is not None
        return self._given


class NewMaterialForm(_Described, SourceForm):
    """Both at once."""


class DescriptionForm(_Described, EditingForm):
    """``obj``: the material as stored."""

    def __init__(self, *args: Any, obj: Material, **kwargs: Any) -> None:
        super().__init__(*args, data=_values(obj), **kwargs)


def _values(stored: Material) -> dict[str, Any]:
    plain = {name: getattr(stored, name) for name in ("version", "kind", "title", "visibility")}
    return plain | {"session": stored.session.code if stored.session else ""}
