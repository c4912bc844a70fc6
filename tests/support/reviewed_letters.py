"""Letters beside the files in which their wording was reviewed."""

import os
from pathlib import Path

from lxml import html

from forumapp.notifications.models import Message


def assert_as_reviewed(message: Message, file: Path) -> None:
    """Word by word; ``WRITE_GOLDEN=1`` writes the file anew."""
    letter = f"Subject: {message.subject}\n\n{message.shown_text}"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(letter)
    assert letter == file.read_text()


def assert_both_parts_say_the_same(message: Message) -> None:
    """Everything that the text says stands in the HTML part, too."""
    as_html = " ".join(html.document_fromstring(message.body_html).xpath("//body")[0].text_content().split())
    for line in message.body_text.splitlines():
        said = line.removeprefix("> ").strip()
        for part in said.split(": ") if ": " in said else [said.removesuffix(":")]:
            if not part.startswith(("http", "-- ")) and part != "--":
                assert part in as_html, f"{part!r} is missing in the HTML part"


def assert_one_link_to_registration(message: Message) -> None:
    """Her own page and nothing else; answers reach the desk."""
    links = [word for word in message.body_text.split() if "://" in word]
    assert links == [f"http://localhost/en/r/{message.link_marker}"]
    assert message.reply_to == "desk@example.org"
