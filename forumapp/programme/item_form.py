"""One item of what happens inside a session."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from forumapp.programme.agenda_items import AgendaItem
from forumapp.programme.models import LONGEST, ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import ITEM_KIND_WORDS, ItemKind
from forumapp.programme.when_form import choices_of
from forumapp.web.forms import EditingForm, LineField, TextLanguagesField, TextRequired, WholeNumberField, worded
from forumapp.words import N_, translated

_CREW = ("responsible", "cue", "backup")
_MOST = int(LONGEST.total_seconds() // 60)


class ItemForm(EditingForm):
    """``obj``: the item as stored."""

    title = TextLanguagesField(_("What happens"), [TextRequired()])
    minutes = WholeNumberField(
        _("Minutes"),
        [
            InputRequired(_("Write how many minutes it takes.")),
            NumberRange(1, _MOST, _("From one minute to twelve hours, written in minutes.")),
        ],
    )
    kind = SelectField(_("Kind"), choices=worded(ITEM_KIND_WORDS), default=ItemKind.OTHER)
    role = SelectField(_("Led by"))
    responsible = LineField(_("Responsible"), [Optional()], maximum=120, description=_("Who of the crew sees to it."))
    cue = LineField(_("Cue"), [Optional()], maximum=300, description=_("Sound, light, slides."))
    backup = LineField(_("If it does not work"), [Optional()], maximum=300)

    def __init__(
        self, *args: Any, session: ForumSession | None = None, obj: AgendaItem | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, data=_values(obj) if obj else {}, **kwargs)
        owner = session or (obj.session if obj else None)
        assert owner is not None
        self._roles = {str(role.id): role for role in owner.roles if role.is_live and not role.is_crew}
        named = [(key, role.person.printed_name) for key, role in self._roles.items()]
        self.role.choices = choices_of([("", translated(N_("nobody in particular"))), *named])
        if not self._roles:
            del self.role
        elif self.role.data not in self._roles and not self.is_submitted():
            self.role.data = ""

    @property
    def has_crew(self) -> bool:
        return any(self[name].data or self[name].errors for name in _CREW)

    def facts(self) -> dict[str, Any]:
        """What ``courses.add_item`` and ``change_item`` take."""
        role: SessionRole | None = self._roles.get(self.role.data or "") if "role" in self else None
        return {"title": self.title.data, "minutes": self.minutes.data, "kind": self.kind.data, "role": role} | {
            name: self[name].data or "" for name in _CREW
        }


def _values(item: AgendaItem) -> dict[str, Any]:
    plain = {name: getattr(item, name) for name in ("version", "title", "minutes", "kind", *_CREW)}
    return plain | {"role": str(item.role_id or "")}
