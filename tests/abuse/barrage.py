"""Sending bytes to a server and reading whatever comes back."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from typing import TYPE_CHECKING

from tests.abuse.fuzzer import malformed
from tests.abuse.served import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.abuse.grammar import Corpus

_STATUS_LINE = re.compile(rb"^HTTP/1\.[01] ([0-9]{3})", re.MULTILINE)
_ANSWER_TIMEOUT_S = 60
NONE, CUT = 0, -1
"""In place of a status: nothing came, and the connection was reset."""


async def exchange(port: int, data: bytes) -> bytes | None:
    """Send `data`, say that nothing more comes, and give everything that was answered; None for a reset."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(data)
        await writer.drain()
        writer.write_eof()
        async with asyncio.timeout(_ANSWER_TIMEOUT_S):
            return await reader.read()
    except (ConnectionError, OSError):
        return None
    finally:
        writer.close()


async def barrage(port: int, corpus: Corpus, number: int, seed: int, at_once: int = 64) -> Counter[int]:
    """Send so many malformed requests; gives how often each status came. Any 5xx is shown with its request."""
    rng = random.Random(seed)
    requests = (malformed(corpus, rng) for _ in range(number))
    found: Counter[int] = Counter()
    await asyncio.gather(*(_work(port, requests, found) for _ in range(at_once)))
    return found


async def _work(port: int, requests: Iterator[bytes], found: Counter[int]) -> None:
    for data in requests:
        answer = await exchange(port, data)
        statuses = [CUT] if answer is None else [int(text) for text in _STATUS_LINE.findall(answer)] or [NONE]
        assert max(statuses) < 500, (data[:2_000], answer)
        found.update(statuses)
