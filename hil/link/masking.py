"""Secrets in recorded bytes, overwritten in place: as many bytes as before, so that counts and times stay true."""

import re
from collections.abc import Sequence
from typing import Final

from hil.link.oslog_rows import Direction, LogRecord
from protocol.redact import leaks, may_hold_secret
from protocol.tokens import SHOWN_CHARACTERS

_FILLER: Final = "*"
_PASSWORD: Final = re.compile(rb"(?i)(?<![a-z])(?:pass(?:word|phrase)?|psk|pwd)[ \t]*[:=,][ \t]*([^\r\n]+)")
_TOKEN_BYTES_MAX: Final = 512
_TOKEN_RUN: Final = re.compile(rb"[A-Za-z0-9_%\\-]+\Z")


def masked(data: bytes) -> bytes:
    """Give `data` with all but the first 12 characters of a token, and what follows `password:`, as asterisks."""
    return _PASSWORD.sub(_hide, _without_tokens(data))


def masked_records(records: Sequence[LogRecord]) -> list[LogRecord]:
    """Mask each direction's bytes as the one text that they are, and give the records with the masked bytes."""
    texts = {direction: masked(joined(records, direction)) for direction in (Direction.IN, Direction.OUT)}
    at = dict.fromkeys(texts, 0)
    made = []
    for record in records:
        if record.direction in texts:
            start = at[record.direction]
            at[record.direction] = end = start + len(record.data)
            record = LogRecord(record.t_us, record.direction, texts[record.direction][start:end])  # noqa: PLW2901 - the same record, masked
        made.append(record)
    return made


def split_settled(records: Sequence[LogRecord]) -> tuple[list[LogRecord], list[LogRecord]]:
    """Part records into those that can be masked now and those that may end in the first half of a token."""
    settled = {direction: _settled_bytes(joined(records, direction)) for direction in (Direction.IN, Direction.OUT)}
    for index, record in enumerate(records):
        left = settled.get(record.direction, len(record.data))
        if left < len(record.data):
            head, tail = record.data[:left], record.data[left:]
            ready = [*records[:index], LogRecord(record.t_us, record.direction, head)] if head else records[:index]
            return list(ready), [LogRecord(record.t_us, record.direction, tail), *records[index + 1 :]]
        settled[record.direction] = left - len(record.data)
    return list(records), []


def joined(records: Sequence[LogRecord], direction: Direction) -> bytes:
    """Give all bytes of one direction."""
    return b"".join(record.data for record in records if record.direction is direction)


def _settled_bytes(data: bytes) -> int:
    run = _TOKEN_RUN.search(data, max(len(data) - _TOKEN_BYTES_MAX, 0))
    return run.start() if run else len(data)


def _without_tokens(data: bytes) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    if not may_hold_secret(text):
        return data
    for secret in leaks(text):
        hidden = len(secret[SHOWN_CHARACTERS:].encode("utf-8", "surrogateescape"))
        text = text.replace(secret, secret[:SHOWN_CHARACTERS] + _FILLER * hidden)
    return text.encode("utf-8", "surrogateescape")


def _hide(found: re.Match[bytes]) -> bytes:
    start = found.start(1) - found.start()
    return found[0][:start] + _FILLER.encode() * len(found[1])
