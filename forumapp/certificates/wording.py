"""What a certificate says that somebody did (domain.md 6, D14: attended, spoke, moderated)."""

from collections.abc import Iterable

from forumapp.programme.vocabulary import Part
from forumapp.words import N_, translated

_ATTENDED = N_("attended")
_DEEDS = {
    Part.CHAIR: N_("chaired"),
    Part.MODERATOR: N_("moderated"),
    Part.ONLINE_MODERATOR: N_("moderated online"),
    Part.KEYNOTE: N_("gave a keynote"),
    Part.SPEAKER: N_("spoke"),
    Part.PANELLIST: N_("spoke"),
    Part.DISCUSSANT: N_("spoke"),
    Part.RAPPORTEUR: N_("reported"),
    Part.INTERPRETER: N_("interpreted"),
    Part.CAPTIONER: N_("wrote live captions"),
    Part.ROOM_MONITOR: N_("looked after a room"),
}
"""In verbs, which have no gender in any of our languages."""


def deeds(parts: Iterable[str]) -> list[str]:
    """Each once, in the order of ``parts``; whoever had none attended."""
    return list(dict.fromkeys(translated(_DEEDS[Part(part)]) for part in parts)) or [translated(_ATTENDED)]
