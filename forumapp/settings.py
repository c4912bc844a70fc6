"""The settings as Flask and its extensions want to hear them."""

from datetime import timedelta

from flask import Flask

from config import ROOT, Settings
from forumapp import counters
from forumapp.database import engine_options

COOKIE_LIFETIME = timedelta(days=31)
"""Of the signed cookie with its CSRF token: whoever leaves a form open over night loses nothing (decision 13).

How long somebody stays signed in is another matter, kept in the database (``accounts.sessions``).
"""


def init_app(app: Flask, settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SETTINGS=settings,
        TESTING=settings.testing,
        SECRET_KEY=settings.secret_key,
        PROPAGATE_EXCEPTIONS=False,
        TRUSTED_HOSTS=[settings.host, "127.0.0.1", "localhost"],
        # Bytes, and parts of a multipart form; plain forms are bounded by the length of the body alone.
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=1_000,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=COOKIE_LIFETIME,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # web/security compares Origin with BASE_URL instead of the Referer
        BABEL_DEFAULT_LOCALE="en",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        RATELIMIT_STORAGE_URI=counters.URI if settings.ratelimit_url == "memory://" else settings.ratelimit_url,
        RATELIMIT_STORAGE_OPTIONS=_patience_with(settings.ratelimit_url),
        # Without its counters' server a host counts for itself, and nobody is turned away.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_HEADERS_ENABLED=False,
        RATELIMIT_ENABLED=not settings.testing,
        MAIL_SUPPRESS_SEND=False,
        MAIL_DEFAULT_SENDER=settings.mail_from,
    )


def _patience_with(ratelimit_url: str) -> dict[str, float]:
    """Seconds that a request waits for the server of the counters."""
    if ratelimit_url.startswith("memory:"):
        return {}
    return {"socket_connect_timeout": 1, "socket_timeout": 1}
