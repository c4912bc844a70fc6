"""BCP 47 tags, taken apart as far as typesetters and word processors want them."""

import re
from dataclasses import dataclass

_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}))?(?:-[a-z0-9-]*)?", re.I | re.A)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "ps", "ckb", "sd", "ug", "he", "yi", "dv"})
_REGION_OF_SCRIPT = {"Hant": "TW", "Hans": "CN"}


@dataclass(frozen=True, slots=True)
class Language:
    """`zh-Hant` is `zh` in `TW`: neither typesetter nor word processor reads scripts."""

    code: str
    region: str = ""

    @property
    def tag(self) -> str:
        return f"{self.code}-{self.region}" if self.region else self.code

    @property
    def right_to_left(self) -> bool:
        return self.code in _RIGHT_TO_LEFT


def parse(tag: str) -> Language | None:
    """None for what is no tag, the empty string for one."""
    parts = _TAG.fullmatch(tag)
    if parts is None:
        return None
    code, script, region = parts.groups()
    return Language(code.lower(), (region or _REGION_OF_SCRIPT.get((script or "").title(), "")).upper())
