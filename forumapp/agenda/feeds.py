"""The releases of an edition as an Atom feed: that there is a new one, and what it changed."""

from collections.abc import Callable, Sequence

from lxml import etree

from forumapp.agenda import changes, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.documents.xml_text import writable
from forumapp.words import HTML_LANG, Text, language_at_hand
from forumapp.words import translated as _

_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 20
"""Entries; who comes later than that reads the agenda itself."""


def releases(snapshots: Sequence[Snapshot], feed_url: str, page_url: str, release_url: Callable[[int], str]) -> bytes:
    """From the first to the newest; ``release_url`` is where a release is told of. Whole addresses.

    Names of people stay out, because nothing can be taken back from the readers of feeds (INV-25).
    """
    newest = snapshots[-1]
    feed = etree.Element("feed", xmlns=_ATOM)
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", HTML_LANG[language_at_hand()])
    title = Text(newest["edition"]["title"]).in_language(language_at_hand())
    _add(feed, "title", wording.dotted([wording.edition_name(newest["edition"]), title, _("Releases of the agenda")]))
    _add(feed, "id", feed_url)
    etree.SubElement(feed, "link", rel="self", href=feed_url)
    etree.SubElement(feed, "link", href=page_url)
    _add(feed, "updated", newest["release"]["released_at"])
    author = etree.SubElement(feed, "author")
    _add(author, "name", wording.edition_name(newest["edition"]))
    told = list(zip((None, *snapshots), snapshots, strict=False))
    for before, snapshot in reversed(told[-_MOST:]):
        _entry(feed, before, snapshot, release_url(snapshot["release"]["number"]))
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _entry(feed: etree._Element, before: Snapshot | None, snapshot: Snapshot, url: str) -> None:
    release = snapshot["release"]
    entry = etree.SubElement(feed, "entry")
    _add(entry, "title", wording.release_words(snapshot))
    _add(entry, "id", url)
    etree.SubElement(entry, "link", href=url)
    _add(entry, "updated", release["released_at"])
    lines = [Text(release["note"]).in_language(language_at_hand())]
    lines += [change.line for change in changes.told(before, snapshot)] if before else []
    _add(entry, "summary", "\n".join(filter(None, lines)))


def _add(parent: etree._Element, name: str, words: str) -> None:
    etree.SubElement(parent, name).text = writable(words)
