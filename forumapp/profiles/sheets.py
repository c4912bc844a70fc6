"""A whole profile, read at once for a page."""

from collections.abc import Mapping
from dataclasses import dataclass

from forumapp.consents import queries as consents
from forumapp.consents.models import Consent
from forumapp.consents.purposes import Purpose
from forumapp.forums.models import Edition
from forumapp.people.models import Person
from forumapp.profiles import queries
from forumapp.profiles.actions import ASKED
from forumapp.profiles.models import AccessNeed, Photo, Profile, Stay
from forumapp.profiles.parts import PART_OF_MISSING, Missing, Part
from forumapp.programme import queries as programme


@dataclass(frozen=True)
class Sheet:
    edition: Edition
    person: Person
    profile: Profile
    photo: Photo | None
    stay: Stay
    need: AccessNeed
    consents: Mapping[Purpose, Consent]
    """The newest word on each purpose, whether it stands or was taken back."""
    missing: tuple[Missing, ...]
    is_crew: bool
    """She helps at the forum without speaking there: nobody asks for her biography or her photo."""

    def agreed(self, purpose: Purpose) -> bool:
        return purpose in self.consents and self.consents[purpose].withdrawn_at is None

    def misses(self, part: Part) -> bool:
        return any(PART_OF_MISSING[item] == part for item in self.missing)

    def keeps(self, part: Part) -> bool:
        """Whether something is stored of it."""
        match part:
            case Part.NAMES | Part.ATTENDANCE:
                return True
            case Part.BIOGRAPHY:
                return self.profile.saved_at is not None
            case Part.PHOTO:
                return self.photo is not None
            case Part.LANGUAGES:
                return bool(self.person.languages)
            case Part.STAY:
                return self.stay.saved_at is not None
            case Part.NEEDS:
                return self.need.saved_at is not None
            case Part.GENDER:
                return bool(self.person.gender)
            case Part.CONSENTS:
                return bool(self.consents)


def of(edition: Edition, person: Person) -> Sheet:
    said = {Purpose(consent.purpose): consent for consent in consents.history(person, edition) if not consent.about}
    return Sheet(
        edition=edition,
        person=person,
        profile=queries.profile_of(person),
        photo=queries.photo_of(person),
        stay=queries.stay_of(edition, person),
        need=queries.need_of(edition, person),
        consents={purpose: said[purpose] for purpose in ASKED if purpose in said},
        missing=queries.missing(edition, [person])[person.id],
        is_crew=person.id in programme.crew_among(edition, [person.id]),
    )
