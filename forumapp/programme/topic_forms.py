"""A topic as it is written, and what takes its place when it goes."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from forumapp.forums import tracks
from forumapp.forums.models import Topic
from forumapp.forums.tracks import COLOUR_WORDS
from forumapp.programme import topics
from forumapp.refusals import Refused
from forumapp.web.forms import BaseForm, EditingForm, LineField, TextLanguagesField, TextRequired
from forumapp.words import N_, language_at_hand, translated


class TopicForm(EditingForm):
    name = TextLanguagesField(_("Name of the topic"), [TextRequired()])
    sign = LineField(
        _("Letter or short sign"),
        [Optional()],
        maximum=tracks.LONGEST_SIGN,
        description=_("Three characters at most, such as AI; left empty, the next free letter."),
    )
    colour = SelectField(_("Colour"))

    def __init__(self, *args: Any, others: Sequence[Topic] = (), **kwargs: Any) -> None:
        """``obj``: the topic that is changed; without one it is another."""
        super().__init__(*args, **kwargs)
        self._others = others
        self.colour.choices = [SelectChoice(str(value), translated(words)) for value, words in COLOUR_WORDS.items()]
        if not self.is_submitted() and not self.colour.data:
            self.colour.data = str(tracks.free_colour([topic.colour for topic in others]))

    def values(self) -> dict[str, Any]:
        """What ``topics.add`` and ``change`` take."""
        return {"name": self.name.data, "sign": self.sign.data or "", "colour": self.colour.data}

    def validate_name(self, field: TextLanguagesField) -> None:
        try:
            topics.refuse_name(field.data, self._others)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    def validate_sign(self, field: LineField) -> None:
        try:
            topics.refuse_sign(field.data or "", self._others)
        except Refused as refusal:
            raise ValidationError(refusal.sentence()) from refusal


class RemoveTopicForm(BaseForm):
    instead = SelectField(_("In its place"), [Optional()])

    def __init__(self, *, others: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        language = language_at_hand()
        self.instead.choices = [
            SelectChoice("", translated(N_("no other topic"))),
            *(SelectChoice(topic.key, topic.name.in_language(language)) for topic in others),
        ]
