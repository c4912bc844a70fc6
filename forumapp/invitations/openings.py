"""The first sentence of an invitation, with the whole matter in it, by what somebody is asked to do."""

from collections.abc import Callable, Mapping

from flask_babel import ngettext

from forumapp.programme.vocabulary import MODERATING, Part

Opening = Callable[..., str]
"""Takes the number of hosts, then ``hosts``, ``title`` and, on behalf of somebody, ``name``."""


def to_attend(count: int, **values: str) -> str:
    return str(
        ngettext(
            "%(hosts)s invites you to attend “%(title)s”.",
            "%(hosts)s invite you to attend “%(title)s”.",
            count,
            **values,
        )
    )


def on_behalf(count: int, **values: str) -> str:
    return str(
        ngettext(
            "%(hosts)s invites you to take part in “%(title)s” on behalf of %(name)s.",
            "%(hosts)s invite you to take part in “%(title)s” on behalf of %(name)s.",
            count,
            **values,
        )
    )


def to_do(part: str) -> Opening:
    """What this part is: most people speak."""
    return _BY_PART.get(part, _to_speak)


def _to_speak(count: int, **values: str) -> str:
    return str(
        ngettext(
            "%(hosts)s invites you to speak at “%(title)s”.",
            "%(hosts)s invite you to speak at “%(title)s”.",
            count,
            **values,
        )
    )


def _to_moderate(count: int, **values: str) -> str:
    return str(
        ngettext(
            "%(hosts)s invites you to moderate “%(title)s”.",
            "%(hosts)s invite you to moderate “%(title)s”.",
            count,
            **values,
        )
    )


def _to_interpret(count: int, **values: str) -> str:
    return str(
        ngettext(
            "%(hosts)s invites you to interpret at “%(title)s”.",
            "%(hosts)s invite you to interpret at “%(title)s”.",
            count,
            **values,
        )
    )


def _to_caption(count: int, **values: str) -> str:
    return str(
        ngettext(
            "%(hosts)s invites you to write the live captions of “%(title)s”.",
            "%(hosts)s invite you to write the live captions of “%(title)s”.",
            count,
            **values,
        )
    )


def _to_monitor(count: int, **values: str) -> str:
    return str(
        ngettext(
            "%(hosts)s invites you to look after the room of “%(title)s”.",
            "%(hosts)s invite you to look after the room of “%(title)s”.",
            count,
            **values,
        )
    )


_BY_PART: Mapping[str, Opening] = {
    **dict.fromkeys(MODERATING, _to_moderate),
    Part.INTERPRETER: _to_interpret,
    Part.CAPTIONER: _to_caption,
    Part.ROOM_MONITOR: _to_monitor,
}
