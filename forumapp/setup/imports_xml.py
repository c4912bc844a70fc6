"""A programme as ``schedule.xml`` (c3voc, frab, pretalx)."""

from collections.abc import Iterator
from typing import cast

from lxml import etree

from forumapp.setup import imports_schedule
from forumapp.setup.imports_rows import Schedule
from forumapp.setup.imports_schedule import Day, Event, Facts
from forumapp.tables.rows import LINE, UnreadableFile
from forumapp.tables.unpacking import refuse_declarations
from forumapp.words import N_, translated


def read(content: bytes) -> Schedule:
    """Raises UnreadableFile."""
    refuse_declarations(content)
    root = _root(content)
    days = [_day(element) for element in _children(root, "day")]
    if _name(root) != "schedule" or not days:
        raise UnreadableFile(reason=translated(N_("it is no schedule: there is no “day” in a “schedule”.")))
    conference = next(_children(root, "conference"), root)
    generator = next((element.get("name", "") for element in _children(root, "generator")), "")
    facts = dict(_facts(conference)) | {"tracks": [dict(track.attrib) for track in _children(conference, "track")]}
    return imports_schedule.schedule(conference=facts, days=days, generator=generator, counted=LINE)


def _root(content: bytes) -> etree._Element:
    """Nothing is fetched, no entity is put in, and what is nested or long beyond reason is refused."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(reason=translated(N_("it is no XML, or damaged."))) from error
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding in which the bytes did not show it
        raise UnreadableFile(reason=translated(N_("it declares entities, which are not read here.")))
    return root


def _day(element: etree._Element) -> Day:
    return Day(
        on=imports_schedule.day(element.get("date")) or imports_schedule.day(element.get("start")),
        begins_at=imports_schedule.moment(element.get("start")),
        events=[
            _event(event, room.get("name", ""))
            for room in _children(element, "room")
            for event in _children(room, "event")
        ],
    )


def _event(element: etree._Element, room: str) -> Event:
    attributes = {name: element.get(name) for name in ("id", "guid", "code")}
    people = [
        {"name": _text(person), "id": person.get("id"), "guid": person.get("guid"), "code": person.get("code")}
        for persons in _children(element, "persons")
        for person in _children(persons, "person")
    ]
    return Event(
        line=cast(int, element.sourceline or 0), facts=attributes | dict(_facts(element)), room=room, people=people
    )


def _facts(element: etree._Element) -> Facts:
    """What stands in the elements inside; those that hold further ones only say that there are some."""
    return {
        _name(child): any(_text(grandchild) for grandchild in child) if len(child) else _text(child)
        for child in element
        if isinstance(child.tag, str)
    }


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _name(element: etree._Element) -> str:
    """Without its namespace, which some programs write and others do not."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())
