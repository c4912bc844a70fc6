"""A release as ``schedule.xml`` (c3voc, frab, pretalx): the facts of ``exchange`` in the order of its schema."""

import re
from typing import Any

from lxml import etree

from forumapp.agenda import exchange
from forumapp.agenda.pages import SessionUrl
from forumapp.agenda.snapshots import Snapshot
from forumapp.documents.xml_text import writable

_SLUG = re.compile(r"[a-z][a-z0-9-]+")
_CODE = re.compile(r"[A-Z0-9]{6}")
"""The schema knows no other; who reads our file finds the code at the end of the address."""
_IN_WORDS = ("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "track", "language")


def schedule(snapshot: Snapshot, session_url: SessionUrl, base_url: str) -> bytes:
    """The same release gives the same bytes; addresses as for ``exchange.schedule``."""
    facts = exchange.facts(snapshot, session_url, base_url)
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name=exchange.GENERATOR)
    _add(root, "url", f"{base_url}.xml")
    _add(root, "version", facts["version"])
    conference = facts["conference"]
    _conference(root, conference, snapshot["edition"]["time_zone"], base_url)
    room_guids = {room["name"]: room["guid"] for room in conference["rooms"]}
    for day in conference["days"]:
        _day(root, day, room_guids)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _conference(root: etree._Element, facts: dict[str, Any], time_zone: str, base_url: str) -> None:
    conference = etree.SubElement(root, "conference")
    for name in ("acronym", "title", "start", "end"):
        _add(conference, name, facts[name])
    _add(conference, "days", str(facts["daysCount"]))
    _add(conference, "timeslot_duration", facts["timeslot_duration"])
    _add(conference, "base_url", base_url)
    _add(conference, "url", base_url)
    _add(conference, "time_zone_name", time_zone)
    etree.SubElement(conference, "color", primary=facts["colors"]["primary"])
    for track in facts["tracks"]:
        told = etree.SubElement(conference, "track", name=writable(track["name"]))
        if "color" in track:
            told.set("color", track["color"])
        if _SLUG.fullmatch(track["slug"]):
            told.set("slug", track["slug"])


def _day(root: etree._Element, facts: dict[str, Any], room_guids: dict[str, str]) -> None:
    day = etree.SubElement(
        root, "day", index=str(facts["index"]), date=facts["date"], start=facts["day_start"], end=facts["day_end"]
    )
    for name, events in facts["rooms"].items():
        room = etree.SubElement(day, "room", name=writable(name), guid=room_guids[name])
        for event in events:
            _event(room, event)


def _event(room: etree._Element, facts: dict[str, Any]) -> None:
    event = etree.SubElement(room, "event", guid=facts["guid"], id=str(facts["id"]))
    if _CODE.fullmatch(facts.get("code", "")):
        event.set("code", facts["code"])
    for name in _IN_WORDS:
        _add(event, name, facts[name])
    _add(event, "description", facts["description"])
    recording = etree.SubElement(event, "recording")
    _add(recording, "license", None)
    _add(recording, "optout", str(facts["do_not_record"]).lower())
    _add(event, "url", facts["url"])
    persons = etree.SubElement(event, "persons")
    for person in facts["persons"]:
        etree.SubElement(persons, "person", guid=person["guid"]).text = writable(person["name"])


def _add(parent: etree._Element, name: str, words: str | None) -> None:
    etree.SubElement(parent, name).text = writable(words or "")
