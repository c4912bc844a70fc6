"""ZIP archives that are the same whenever they are made."""

import io
import zipfile
from collections.abc import Mapping


def archive(files: Mapping[str, bytes]) -> bytes:
    """File name → content, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # dated 1980, the beginning of time for archives
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return out.getvalue()


def opened(content: bytes) -> dict[str, bytes]:
    """What ``archive`` would make the same of."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}
