"""Every setting with its meaning and default; the only place that reads the environment.

A setting comes from the environment, else from a file ``.env`` in the project's root, else from its default.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent

SHORTEST_TOKEN = 16
"""Characters; a shorter one could be guessed."""


class ConfigurationError(SystemExit):
    """The app cannot start like this; printed as one line without a traceback, exit status 1."""


@dataclass(frozen=True)
class Settings:
    """What the outside decides. Times in seconds, sizes in bytes."""

    secret_key: str
    """Signs cookies and seals links that wait in the outbox. Changing it signs everybody out."""
    base_url: str
    """Where people reach the app, without a trailing slash; every link in a letter starts with it."""
    database_url: str
    """``sqlite:///…`` or ``postgresql://…``."""
    data_dir: Path
    """Database, queue, rendered files and the development mailbox live here."""
    smtp_url: str | None
    """``smtp://user:password@host:port?starttls=1``; none: letters go to the development mailbox."""
    mail_from: str
    """Sender address of every letter; its domain also ends the Message-IDs."""
    queue_url: str
    """Where wake-ups for the worker are kept; losing them loses nothing."""
    ratelimit_url: str
    """Where the counters of the public forms are kept; ``memory://`` is right for one web process."""
    trusted_proxies: int
    """How many reverse proxies stand in front and may say where a request came from."""
    port: int
    web_workers: int
    app_env: str
    """``production`` or ``development``; decides on start-up checks and development pages, on nothing else."""
    testing: bool = False
    metrics_token: str | None = None
    """Who shows it as ``Authorization: Bearer …`` may read ``/metrics``; none: there is no such page."""

    @property
    def is_development(self) -> bool:
        return self.app_env == "development"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def mailbox_port(self) -> int:
        """Loopback port on which the development mailbox takes letters."""
        return self.port + 25

    @property
    def effective_smtp_url(self) -> str:
        return self.smtp_url or f"smtp://127.0.0.1:{self.mailbox_port}"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises ConfigurationError, which ends the program with one line, where production lacks what it needs.
    """
    given = _environment() if environment is None else environment
    app_env = given.get("APP_ENV", "production")
    if app_env not in ("production", "development"):
        _refuse(f"APP_ENV is {app_env!r}; it may be production or development")
    data_dir = Path(given.get("DATA_DIR") or ROOT / "instance").resolve()
    port = _whole_number(given, "PORT", 8000)
    if app_env == "production":
        _require(given, "SECRET_KEY", "BASE_URL", "SMTP_URL")
    base_url = (given.get("BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        _refuse(f"BASE_URL is {base_url!r}; it should look like https://forum.example.org")
    database_url = given.get("DATABASE_URL") or f"sqlite:///{data_dir / 'forumapp.sqlite3'}"
    if not database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        _refuse("DATABASE_URL should start with sqlite:/// or postgresql://")
    return Settings(
        secret_key=given.get("SECRET_KEY") or _kept_secret(data_dir),
        base_url=base_url,
        database_url=database_url,
        data_dir=data_dir,
        smtp_url=given.get("SMTP_URL") or None,
        mail_from=given.get("MAIL_FROM") or f"forum@{urlsplit(base_url).hostname or 'localhost'}",
        queue_url=given.get("QUEUE_URL") or "",
        ratelimit_url=given.get("RATELIMIT_URL") or "memory://",
        trusted_proxies=_whole_number(given, "TRUSTED_PROXIES", 0),
        port=port,
        web_workers=_whole_number(given, "WEB_WORKERS", 1),
        app_env=app_env,
        metrics_token=_token(given),
    )


def _environment() -> dict[str, str]:
    from_file = {key: value for key, value in dotenv_values(ROOT / ".env").items() if value is not None}
    return from_file | dict(os.environ)


def _kept_secret(data_dir: Path) -> str:
    """A development secret, made once, so that a restart does not sign anybody out."""
    file = data_dir / "secret-key"
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()


def _require(given: Mapping[str, str], *names: str) -> None:
    missing = [name for name in names if not given.get(name)]
    if missing:
        _refuse(f"{', '.join(missing)} must be set when APP_ENV is production (see README, 'For real')")


def _token(given: Mapping[str, str]) -> str | None:
    token = given.get("METRICS_TOKEN") or None
    if token and len(token) < SHORTEST_TOKEN:
        _refuse(f"METRICS_TOKEN is too short; give it {SHORTEST_TOKEN} characters or more")
    return token


def _whole_number(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name) or str(default)
    if not text.isdecimal():
        _refuse(f"{name} is {text!r}; it should be a whole number")
    return int(text)


def _refuse(words: str) -> NoReturn:
    raise ConfigurationError(f"forumapp: {words}")
