"""Typeset PDF, word-processing and table files from plain values; knows nothing of forums.

``documents.agenda_docx`` and ``documents.workbooks`` bring large libraries with them; see ``later.py``.
"""

from typing import TYPE_CHECKING

from forumapp import later

if TYPE_CHECKING:
    from forumapp.documents import agenda_docx as agenda_docx
    from forumapp.documents import workbooks as workbooks
else:
    __getattr__ = later.modules(__name__, "agenda_docx", "workbooks")
