"""How long a text is for its reader."""

import re

_HAN_AND_KANA = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORDS = re.compile(rf"[{_HAN_AND_KANA}]|[^\W{_HAN_AND_KANA}]+(?:['’-][^\W{_HAN_AND_KANA}]+)*")


def words(text: str) -> int:
    """Words; where a script has no gaps between them, its characters."""
    return len(_WORDS.findall(text))
