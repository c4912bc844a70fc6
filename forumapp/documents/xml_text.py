"""Text as XML can hold it."""

import re

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""XML 1.0 cannot hold these in any spelling."""


def writable(words: str, instead: str = "\ufffd") -> str:
    return _UNWRITABLE.sub(instead, words)
