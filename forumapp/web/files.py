"""Forms with a file: which views take one, and how large."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from forumapp.words import N_, translated

View = TypeVar("View", bound=Callable[..., Any])

LARGEST = 2 * 1024 * 1024
"""Bytes of a file (decision 7)."""
_REST_OF_FORM = 64 * 1024


def takes_file(view: View) -> View:
    """The body of this view's form may be as large as a file; all others stay small."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Before the extensions, one of which reads the form, and with it the body."""
    app.before_request(_allow_file)


class UploadField(FileField):
    """One file that has to be there; ``file_name`` and ``content`` are what came."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.file_name, self.content = "", b""

    def pre_validate(self, _form: Any) -> None:
        if not self.data:
            raise StopValidation(translated(N_("Choose a file.")))
        self.file_name, self.content = self.data.filename or "", self.data.read(LARGEST + 1)
        if len(self.content) > LARGEST:
            raise StopValidation(translated(N_("The file is larger than 2 MB.")))
        if not self.content:
            raise StopValidation(translated(N_("The file is empty.")))


def _allow_file() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_file", False):
        request.max_content_length = LARGEST + _REST_OF_FORM
