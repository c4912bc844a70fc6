"""The addresses of the whole app."""

import re
from collections import defaultdict

from flask import Flask

NAME = re.compile(r"<([^<>:]+:)?[^<>]+>")


def test_no_two_pages_share_an_address(app: Flask) -> None:
    """The second of them would never be found, whatever the part of its address that may vary is called."""
    pages = defaultdict(set)
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            pages[method, NAME.sub(r"<\1>", rule.rule)].add(rule.endpoint)
    assert [found for found in pages.values() if len(found) > 1] == []
