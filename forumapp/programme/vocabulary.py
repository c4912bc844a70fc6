"""The words of a programme: formats, access, attribution, roles (domain.md 1 and 8.4)."""

from enum import StrEnum

from forumapp.words import N_


class Format(StrEnum):
    PLENARY = "plenary"
    KEYNOTE = "keynote"
    PANEL = "panel"
    ROUNDTABLE = "roundtable"
    WORKSHOP = "workshop"
    FIRESIDE = "fireside"
    LIGHTNING = "lightning"
    OPEN_FORUM = "open_forum"
    TOWN_HALL = "town_hall"
    DEMO = "demo"
    COORDINATION = "coordination"
    MINISTERIAL = "ministerial"
    BILATERAL = "bilateral"
    PRESS = "press"
    SESSION = "session"
    CEREMONY = "ceremony"
    NETWORKING = "networking"
    RECEPTION = "reception"
    BREAK = "break"
    PHOTO = "photo"


FORMAT_WORDS = {
    Format.PLENARY: N_("Plenary"),
    Format.KEYNOTE: N_("Keynote"),
    Format.PANEL: N_("Panel"),
    Format.ROUNDTABLE: N_("Roundtable"),
    Format.WORKSHOP: N_("Workshop"),
    Format.FIRESIDE: N_("Fireside chat"),
    Format.LIGHTNING: N_("Lightning talk"),
    Format.OPEN_FORUM: N_("Open forum"),
    Format.TOWN_HALL: N_("Town hall"),
    Format.DEMO: N_("Demonstration"),
    Format.COORDINATION: N_("Coordination meeting"),
    Format.MINISTERIAL: N_("Ministerial meeting"),
    Format.BILATERAL: N_("Bilateral meeting"),
    Format.PRESS: N_("Press conference"),
    Format.SESSION: N_("Session"),
    Format.CEREMONY: N_("Ceremony"),
    Format.NETWORKING: N_("Networking"),
    Format.RECEPTION: N_("Reception"),
    Format.BREAK: N_("Break"),
    Format.PHOTO: N_("Family photo"),
}
QUIET_FORMATS = frozenset({Format.BREAK, Format.NETWORKING, Format.PHOTO})
"""Rows of the agenda that are not to be read, only to be known."""
DISCUSSIONS = frozenset(
    {Format.PANEL, Format.PLENARY, Format.ROUNDTABLE, Format.MINISTERIAL, Format.TOWN_HALL, Format.WORKSHOP}
)
"""Where somebody leads, and several speak with each other."""


class Access(StrEnum):
    """Who may come; per session, not per event (domain.md 0.2)."""

    PUBLIC = "public"
    REGISTERED = "registered"
    BY_REQUEST = "by_request"
    INVITATION = "invitation"
    DELEGATIONS = "delegations"
    MEMBERS = "members_only"


ACCESS_WORDS = {
    Access.PUBLIC: N_("open to everybody"),
    Access.REGISTERED: N_("for registered participants"),
    Access.BY_REQUEST: N_("seats by request"),
    Access.INVITATION: N_("by invitation"),
    Access.DELEGATIONS: N_("for delegations"),
    Access.MEMBERS: N_("for members"),
}
CLOSED_ACCESS = frozenset({Access.DELEGATIONS, Access.MEMBERS})
"""Listed without details, and without people (domain.md 8.4)."""


class Listing(StrEnum):
    SHOWN = "shown"
    WITHOUT_DETAILS = "without_details"
    HIDDEN = "hidden"


LISTING_WORDS = {
    Listing.SHOWN: N_("Shown in the agenda"),
    Listing.WITHOUT_DETAILS: N_("Shown as a closed session"),
    Listing.HIDDEN: N_("Hidden from the agenda"),
}


class Attribution(StrEnum):
    ON_RECORD = "on_record"
    CHATHAM_HOUSE = "chatham_house"
    OFF_RECORD = "off_record"


ATTRIBUTION_WORDS = {
    Attribution.ON_RECORD: N_("on the record"),
    Attribution.CHATHAM_HOUSE: N_("Chatham House Rule"),
    Attribution.OFF_RECORD: N_("off the record"),
}


class Recording(StrEnum):
    NONE = "none"
    INTERNAL = "internal"
    PUBLISHED = "published"


RECORDING_WORDS = {
    Recording.NONE: N_("not recorded"),
    Recording.INTERNAL: N_("recorded for the hosts"),
    Recording.PUBLISHED: N_("recorded and published"),
}


class Captions(StrEnum):
    NONE = "none"
    AUTO = "auto"
    HUMAN = "human"


CAPTIONS_WORDS = {
    Captions.NONE: N_("no captions"),
    Captions.AUTO: N_("automatic captions"),
    Captions.HUMAN: N_("live captions"),
}


class SessionKind(StrEnum):
    """Whether a session belongs to the days of the forum (INV-03)."""

    REGULAR = "regular"
    PRE_EVENT = "pre_event"
    SIDE = "side"


KIND_WORDS = {
    SessionKind.REGULAR: N_("part of the forum"),
    SessionKind.PRE_EVENT: N_("on the eve (Day 0)"),
    SessionKind.SIDE: N_("side event"),
}


class SessionLevel(StrEnum):
    WORKING = "working"
    HIGH = "high_level"
    MINISTERIAL = "ministerial"


LEVEL_WORDS = {
    SessionLevel.WORKING: N_("working level"),
    SessionLevel.HIGH: N_("high level"),
    SessionLevel.MINISTERIAL: N_("ministerial level"),
}


class Photography(StrEnum):
    OPEN = "open"
    POOL = "pool"
    NONE = "none"


PHOTOGRAPHY_WORDS = {
    Photography.OPEN: N_("photographs allowed"),
    Photography.POOL: N_("one photographer for all"),
    Photography.NONE: N_("no photographs"),
}


SIGN_LANGUAGE_WORDS = {
    "ils": N_("International Sign"),
    "tss": N_("Taiwan Sign Language"),
    "lls": N_("Lithuanian Sign Language"),
    "ase": N_("American Sign Language"),
}
"""By ISO 639-3, as BCP 47 has them."""


class ItemKind(StrEnum):
    """What an item inside a session is (domain.md: AgendaItem.kind)."""

    WELCOME = "welcome"
    KEYNOTE = "keynote"
    PANEL = "panel"
    QUESTIONS = "questions"
    INTERVENTION = "intervention"
    BREAK = "break"
    OTHER = "other"


ITEM_KIND_WORDS = {
    ItemKind.WELCOME: N_("Welcome"),
    ItemKind.KEYNOTE: N_("Keynote"),
    ItemKind.PANEL: N_("Panel"),
    ItemKind.QUESTIONS: N_("Questions and answers"),
    ItemKind.INTERVENTION: N_("Intervention"),
    ItemKind.BREAK: N_("Break"),
    ItemKind.OTHER: N_("Other"),
}


class Part(StrEnum):
    """What somebody does in a session (domain.md: SessionRole.role), in the order in which roles are printed."""

    CHAIR = "chair"
    MODERATOR = "moderator"
    ONLINE_MODERATOR = "online_moderator"
    KEYNOTE = "keynote"
    SPEAKER = "speaker"
    PANELLIST = "panellist"
    DISCUSSANT = "discussant"
    RAPPORTEUR = "rapporteur"
    INTERPRETER = "interpreter"
    CAPTIONER = "captioner"
    ROOM_MONITOR = "room_monitor"


PART_WORDS = {
    Part.CHAIR: N_("chair"),
    Part.MODERATOR: N_("moderator"),
    Part.ONLINE_MODERATOR: N_("online moderator"),
    Part.KEYNOTE: N_("keynote speaker"),
    Part.SPEAKER: N_("speaker"),
    Part.PANELLIST: N_("panellist"),
    Part.DISCUSSANT: N_("discussant"),
    Part.RAPPORTEUR: N_("rapporteur"),
    Part.INTERPRETER: N_("interpreter"),
    Part.CAPTIONER: N_("captioner"),
    Part.ROOM_MONITOR: N_("room monitor"),
}
LEADING = frozenset({Part.CHAIR, Part.MODERATOR})
"""Who leads those in the room."""
MODERATING = LEADING | {Part.ONLINE_MODERATOR}
"""Who leads them or those who are online."""
CREW = frozenset({Part.INTERPRETER, Part.CAPTIONER, Part.ROOM_MONITOR})
"""Who makes a session possible without speaking in it: for the team and its papers, never for the public."""


class Preset(StrEnum):
    """One sentence instead of four settings (decision 25)."""

    OPEN_PANEL = "open_panel"
    CHATHAM_HOUSE = "chatham_house"
    MEMBERS_ONLY = "members_only"


PRESETS: dict[Preset, tuple[Access, Listing, Attribution, Recording]] = {
    Preset.OPEN_PANEL: (Access.PUBLIC, Listing.SHOWN, Attribution.ON_RECORD, Recording.NONE),
    Preset.CHATHAM_HOUSE: (Access.INVITATION, Listing.SHOWN, Attribution.CHATHAM_HOUSE, Recording.NONE),
    Preset.MEMBERS_ONLY: (Access.MEMBERS, Listing.WITHOUT_DETAILS, Attribution.OFF_RECORD, Recording.NONE),
}
PRESET_WORDS = {
    Preset.OPEN_PANEL: N_("Open panel"),
    Preset.CHATHAM_HOUSE: N_("Invitation, Chatham House Rule"),
    Preset.MEMBERS_ONLY: N_("Members only"),
}
