"""A mail server that takes everything: ``python -m bench.sink PORT FILE SAMPLE``.

Writes a line with time and address for each letter, and keeps the first letter as a sample.
"""

import asyncio
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Taker:
    def __init__(self, taken: Path, sample: Path) -> None:
        self._lines, self._sample = taken.open("a", buffering=1), sample

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, offers: list[str]
    ) -> list[str]:
        """As nearly every mail server: aiosmtpd takes questions together (RFC 2920), but does not say so."""
        session.host_name = name
        return [*offers[:-1], "250-PIPELINING", offers[-1]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self._lines.write(f"{time.time():.6f} {envelope.rcpt_tos[0]}\n")
        if not self._sample.exists():
            self._sample.write_bytes(bytes(envelope.original_content or b""))
        return "250 taken"


async def serve(port: int, taker: Taker) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(taker, data_size_limit=None), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Taker(Path(sys.argv[2]), Path(sys.argv[3]))))
