"""Who hosts, as the printed programme and the letters on the hosts' paper show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A PNG, with its size in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs for a host."""

    name: str
    title: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Named in words where there is no logo."""

    name: str
    logo: Logo | None = None
