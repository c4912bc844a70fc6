"""The parts of an address: language, edition, session code, random id, link token."""

from flask import Flask
from werkzeug.routing import BaseConverter

from forumapp.words import LANGUAGES

RESERVED_SLUGS = frozenset(
    [
        "static",
        "manage",
        "sign-in",
        "dev",
        "people",
        "series",
        "accounts",
        "feeds",
        "preferences",
        "theme",
        "healthz",
        "readyz",
        "i",
        "r",
    ]
)
EDITION_SLUG = r"[a-z][a-z0-9]{3,}"


class LanguageConverter(BaseConverter):
    regex = "|".join(LANGUAGES)


class EditionConverter(BaseConverter):
    """The slug of an edition; ``web/access`` replaces it by the edition itself."""

    regex = EDITION_SLUG

    def to_url(self, value: object) -> str:
        return str(getattr(value, "slug", value))


class SlugConverter(BaseConverter):
    """The slug of an edition, left alone: for pages that are served without the database."""

    regex = EDITION_SLUG


class CodeConverter(BaseConverter):
    """A session's code (decision 3)."""

    regex = "[A-Za-z0-9-]+"


class PublicIdConverter(BaseConverter):
    regex = "[a-z0-9]{12}"

    def to_url(self, value: object) -> str:
        return str(getattr(value, "public_id", value))


class TokenConverter(BaseConverter):
    regex = "[A-Za-z0-9_-]{43}"


def init_app(app: Flask) -> None:
    app.url_map.converters |= {
        "lang": LanguageConverter,
        "edition": EditionConverter,
        "slug": SlugConverter,
        "code": CodeConverter,
        "id": PublicIdConverter,
        "token": TokenConverter,
    }
