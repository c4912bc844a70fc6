"""XML out of strangers' hands: without entities, without documents from elsewhere."""

from forumapp.tables.rows import UnreadableFile
from forumapp.words import N_, translated

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def refuse_declarations(content: bytes) -> None:
    """Raises UnreadableFile where XML declares entities, with which a small file becomes a huge one or fetches others.

    No programme and no workbook needs them. Zero bytes are passed over, so that UTF-16 hides nothing.
    """
    plain = content.replace(b"\0", b"")
    if any(declaration in plain for declaration in _DECLARATIONS):
        raise UnreadableFile(reason=translated(N_("it declares entities, which are not read here.")))
