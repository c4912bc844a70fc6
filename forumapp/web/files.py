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
    return takes_file_up_to(LARGEST)(view)


def takes_file_up_to(largest: int) -> Callable[[View], View]:
    """The same for files of another size, in bytes."""

    def mark(view: View) -> View:
        view.largest_file = largest  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Before the extensions, one of which reads the form, and with it the body."""
    app.before_request(_allow_file)


class UploadField(FileField):
    """One file, which has to be there unless it ``may_be_missing``; ``file_name`` and ``content`` are what came."""

    def __init__(self, label: str, *, largest: int = LARGEST, may_be_missing: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.file_name, self.content = "", b""
        self._largest, self._may_be_missing = largest, may_be_missing

    def pre_validate(self, _form: Any) -> None:
        if not self.data:
            if self._may_be_missing:
                return
            raise StopValidation(translated(N_("Choose a file.")))
        self.file_name, self.content = self.data.filename or "", self.data.read(self._largest + 1)
        self.data.close()
        if len(self.content) > self._largest:
            raise StopValidation(translated(N_("The file is larger than %(size)s MB."), size=self._largest >> 20))
        if not self.content:
            raise StopValidation(translated(N_("The file is empty.")))


def _allow_file() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if largest := getattr(view, "largest_file", 0):
        request.max_content_length = largest + _REST_OF_FORM
