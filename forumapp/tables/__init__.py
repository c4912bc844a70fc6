"""Tables that people send: files read to rows of named cells, and cells read to values or to reasons why not.

``tables.xlsx_files`` brings a large library with it; see ``later.py``.
"""

from typing import TYPE_CHECKING

from forumapp import later

if TYPE_CHECKING:
    from forumapp.tables import xlsx_files as xlsx_files
else:
    __getattr__ = later.modules(__name__, "xlsx_files")
