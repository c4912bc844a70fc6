"""Panellists typed line by line into the table of *New forum*."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, ValidationError

from forumapp import names
from forumapp.people.models import SECTOR_WORDS, Sector
from forumapp.programme.vocabulary import PART_WORDS, Part
from forumapp.setup.rows import Pasted, Speaker
from forumapp.web.forms import AddressField, LineField, worded
from forumapp.words import LANGUAGE_NAMES, N_, translated


class SpeakerRow(Form):
    """One line of the table; a line with nothing typed is no speaker."""

    name = LineField(_("Name as printed"))
    organisation = LineField(_("Organisation"))
    sector = SelectField(_("Sector"), choices=worded({"": "–"} | SECTOR_WORDS))
    part = SelectField(_("Role"), choices=worded(PART_WORDS), default=Part.PANELLIST)
    email = AddressField(_("E-mail"))
    language = SelectField(_("Letters in"), choices=worded(LANGUAGE_NAMES))

    twice_in: int | None = None
    """The number of an earlier row with the same address."""

    @property
    def is_empty(self) -> bool:
        return not (self.name.data or self.organisation.data or self.email.data)

    def validate_name(self, field: LineField) -> None:
        if not field.data and not self.is_empty:
            raise ValidationError(translated(N_("Write the name as it should be printed.")))

    def validate_email(self, _field: AddressField) -> None:
        if self.twice_in:
            words = N_("This address stands in row %(number)s too. Two people need two addresses.")
            raise ValidationError(translated(words, number=self.twice_in))

    def speaker(self) -> Speaker:
        return Speaker(
            name=self.name.data or "",
            organisation=self.organisation.data or "",
            sector=self.sector.data or Sector.OTHER,
            part=self.part.data,
            email=self.email.data or "",
            language=self.language.data,
        )


def find_addresses_twice(rows: Sequence[SpeakerRow]) -> None:
    """Tell each row which earlier one has the same address."""
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        first = seen.setdefault(names.normalise_email(row.email.data), number) if row.email.data else number
        row.twice_in = first if first != number else None


def addresses_twice(pasted: Pasted, rows: Sequence[SpeakerRow]) -> Iterator[str]:
    """What to say of pasted lines whose address stands in the table or in an earlier line."""
    typed = {names.normalise_email(row.email.data) for row in rows if row.email.data}
    first_lines: dict[str, int] = {}
    for line, speaker in pasted.speakers.items():
        address = names.normalise_email(speaker.email)
        if address in typed:
            yield translated(N_("Line %(line)s: this address stands in the table too."), line=line)
        elif address and (first := first_lines.setdefault(address, line)) != line:
            words = N_("Line %(line)s: this address stands in line %(first)s too. Two people need two addresses.")
            yield translated(words, line=line, first=first)
