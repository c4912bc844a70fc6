"""Reading a form as a visitor's browser does. Importing this must stay cheap: crowds of processes do."""

import html
import re

_INPUT = re.compile(rb"<input\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(name|value|type)="([^"]*)"')


def carried(page: bytes) -> dict[str, str]:
    """What the form carries by itself, and what is chosen already."""
    fields = {}
    for tag in _INPUT.findall(page):
        given = {key.decode(): html.unescape(value.decode()) for key, value in _ATTRIBUTE.findall(tag)}
        if given.get("type") == "hidden" or (given.get("type") == "radio" and b" checked" in tag):
            fields[given["name"]] = given.get("value", "")
    return fields
