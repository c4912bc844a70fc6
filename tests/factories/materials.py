"""Files and links, valid by default. Each factory commits; call it outside a transaction."""

import io
import zipfile
from typing import Any

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.materials import actions
from forumapp.programme.models import ForumSession
from forumapp.uploads import file_types
from forumapp.words import Text

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def packed(*names: str, mimetype: str = "") -> bytes:
    """A ZIP archive with files of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def material(
    edition: Edition,
    given: bytes | str = PDF,
    *,
    session: ForumSession | None = None,
    title: str = "",
    kind: str = "slides",
    visibility: str = "public",
    **rest: Any,
) -> str:
    """The public id of public slides as PDF, of the whole forum; a string is a link."""
    with transaction():
        made = actions.add(
            db.session.get_one(Edition, edition.id),
            given if isinstance(given, str) else file_types.checked(given),
            kind=kind,
            title=Text.of(title) if title else Text(),
            visibility=visibility,
            session=db.session.get_one(ForumSession, session.id) if session else None,
            **rest,
        )
        return made.public_id
