"""Files and links as pages and archives show them, in the language at hand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from forumapp import formatting, wall_times
from forumapp.agenda import file_names, shelf, wording
from forumapp.agenda.shelf import Entry
from forumapp.agenda.snapshots import Snapshot
from forumapp.materials import wording as materials
from forumapp.words import Text, language_at_hand
from forumapp.words import translated as _

FileUrl = Callable[[str], str]
"""From the public id of a file to its address."""

MOST_IN_ARCHIVE = 60_000_000
"""Bytes; what is beyond them stands in the archive's list with its address."""
LIST_NAME = "files/list.txt"


@dataclass(frozen=True)
class Line:
    title: Text
    url: str
    is_link: bool
    about: str
    """What it is, how large, since when."""


@dataclass(frozen=True)
class Group:
    """The lines of one session, or of the whole forum (``code`` empty)."""

    code: str
    title: Text
    lines: Sequence[Line]


def lines(snapshot: Snapshot, entries: Iterable[Entry], file_url: FileUrl) -> list[Line]:
    return [_line(snapshot, entry, file_url) for entry in entries]


def by_session(snapshot: Snapshot, entries: Sequence[Entry], file_url: FileUrl) -> list[Group]:
    """What belongs to the whole forum first, then as the programme goes."""
    groups = [("", Text(), None), *((it["code"], wording.title(it), it["uid"]) for it in snapshot["sessions"])]
    found = [(code, title, shelf.of_session(entries, uid)) for code, title, uid in groups]
    return [Group(code, title, lines(snapshot, of_it, file_url)) for code, title, of_it in found if of_it]


def file_name(snapshot: Snapshot, entry: Entry) -> str:
    """``F3D-2026_P1_slides_k3j5h2_v2.pdf``; nothing in it was chosen by whoever sent the file."""
    codes = {it["uid"]: it["code"] for it in snapshot["sessions"]}
    parts = (codes.get(entry["session"], ""), entry["kind"].replace("_", "-"), entry["id"][:6], f"v{entry['number']}")
    return f"{file_names.of_edition(snapshot)}_{'_'.join(filter(None, parts))}.{entry['file_type']}"


def archived(
    snapshot: Snapshot, entries: Sequence[Entry], file_url: FileUrl, content: Callable[[Entry], bytes | None]
) -> dict[str, bytes]:
    """The files as they lie in the archive of everything, and a list of all with their addresses."""
    packed: dict[str, bytes] = {}
    said, room = [], MOST_IN_ARCHIVE
    for entry in entries:
        name, found = "", None
        if entry["file_type"] and entry["size"] <= room:
            name, found = file_name(snapshot, entry), content(entry)
        if found is not None:
            packed[f"files/{name}"] = found
            room -= len(found)
        line = _line(snapshot, entry, file_url)
        title = line.title.in_language(language_at_hand())
        said.append("\r\n".join(filter(None, (title, line.about, name if found is not None else "", line.url))))
    if said:
        packed[LIST_NAME] = ("\ufeff" + "\r\n\r\n".join(said) + "\r\n").encode()
    return packed


def _line(snapshot: Snapshot, entry: Entry, file_url: FileUrl) -> Line:
    given, url = Text(entry["title"]), entry["url"]
    kind = materials.kind_words(entry["kind"]) if given else ""
    what = materials.size_words(entry["file_type"], entry["size"]) if entry["file_type"] else _host(url)
    version = _("version %(number)s", number=entry["number"]) if entry["number"] > 1 else ""
    return Line(
        title=materials.title(entry["kind"], given),
        url=url or file_url(entry["id"]),
        is_link=bool(url),
        about=wording.dotted((kind, what, version, _since(snapshot, entry))),
    )


def _since(snapshot: Snapshot, entry: Entry) -> str:
    zone = snapshot["edition"]["time_zone"]
    on = wall_times.to_wall(datetime.fromisoformat(entry["added_at"]), zone).date()
    return formatting.day(on, language_at_hand(), weekday=False)


def _host(url: str) -> str:
    return _("on %(host)s", host=urlsplit(url).hostname)
