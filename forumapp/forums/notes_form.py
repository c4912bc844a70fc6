"""What everybody should know who comes, beside the programme: a text for each note."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import Optional

from forumapp.forums.models import NOTE_WORDS, Note
from forumapp.web.forms import EditingForm, TextLanguagesField

LONGEST = 3000
"""Characters of a note in one language: a page of the booklet."""

_HINTS = {
    Note.WIFI: _("The network, and its password if everybody may read it."),
    Note.EMERGENCY: _("Whom to call, where to gather, what to do: In danger call 112."),
    Note.CONDUCT: _("How people treat each other, and whom to tell if somebody does not; or the address of your code."),
    Note.PHOTOGRAPHY: _("Who takes pictures, where they appear, how somebody stays out of them."),
    Note.CONTACT: _("A desk, a telephone number, an e-mail address."),
}


def _field(note: Note) -> TextLanguagesField:
    words = _(NOTE_WORDS[note])
    return TextLanguagesField(words, [Optional()], maximum=LONGEST, multiline=True, description=_HINTS[note])


class NotesForm(EditingForm):
    wifi = _field(Note.WIFI)
    emergency = _field(Note.EMERGENCY)
    conduct = _field(Note.CONDUCT)
    photography = _field(Note.PHOTOGRAPHY)
    contact = _field(Note.CONTACT)

    def values(self) -> dict[str, Any]:
        """What ``actions.change`` takes."""
        return {note.value: self[note].data for note in Note}
