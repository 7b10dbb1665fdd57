"""Secrets in recorded bytes, overwritten in place: as many bytes as before, so that counts and times stay true."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.analysis.recording.oslog_rows import Direction, LogRecord
from oceanhil.protocol.agent.sentence import MAX_SENTENCE_BYTES
from oceanhil.protocol.redact import leaks, may_hold_secret
from oceanhil.protocol.secret_keys import KeyKind, kind_of_key
from oceanhil.protocol.tokens import SHOWN_CHARACTERS

_FILLER: Final = "*"
_PASSWORD: Final = re.compile(rb"(?i)(?<![a-z])(?:pass(?:word|phrase)?|psk|pwd)[ \t]*[:=,][ \t]*([^\r\n]+)")
# `key: value`, `key=value` or `"key": "value"`; of the value the rest of the line, for it may have any form.
_KEYED: Final = re.compile(rb"""(?<![A-Za-z0-9_.-])([A-Za-z][A-Za-z0-9_.-]{0,60})["']?[ \t]*[:=][ \t]*([^\r\n]+)""")
_WHOLE_LINES: Final = ("authorization", "cookie", "xauth", "apikey")
_USER: Final = re.compile(rb"(?i)\b[a-z][a-z0-9+.-]{0,20}://([^\s/\"'<>?#@]{1,500})(?=@)")
_TOKEN_BYTES_MAX: Final = 512
# In an agent sentence: bytes of storage or of a bridged request, a token or password to be provisioned, and the only
# word of a reply, which is what was read. A sentence that lost its end to noise is masked too.
_DATA_WORD: Final = re.compile(
    rb"(\$(?:HIL,\d{1,4},(?:(?:EEPROM|FLASH),(?:WRITE|XOR),\d+,|HTTP,ANSWER,(?:\d+,){4}"
    rb"|PROVISION,SET,(?:token|wifi-password),)|HEV,\d{1,4},HTTP,(?:\d+,){4}|HOK,\d{1,4},))"
    rb"([^,*\r\n]+)(?=[*\r\n]|\Z)"
)
_BEGUN_SENTENCE: Final = re.compile(rb"\$(?:H[A-Z]{0,2}(?:,[^\r\n$]*)?)?\Z")
_TOKEN_RUN: Final = re.compile(rb"[A-Za-z0-9_%\\-]+\Z")
_BEGUN_USER: Final = re.compile(rb"(?i)\b[a-z][a-z0-9+.-]{0,20}://[^\s/\"'<>?#@]{0,500}\Z")
_BEGINNING_BYTES_MAX: Final = 4096
"""So much of a line that goes on is known when its rest is masked."""


def masked(data: bytes) -> bytes:
    """Give `data` with asterisks for all but the first 12 characters of a token and for the whole of other secrets.

    Those are what follows `password:`, and the words of agent sentences that carry data, tokens or passwords.
    """
    hidden = _DATA_WORD.sub(_hide_word, data) if b"$H" in data else data
    found = _USER.sub(_hide, _PASSWORD.sub(_hide, hidden))
    # Tokens last: one goes on behind a blank, and would take the key of a password with it.
    return _without_tokens(_without_keyed(found) if b":" in found or b"=" in found else found)


class Begun(msgspec.Struct, frozen=True):
    """Of each direction, how the line began that goes on: what is secret in its rest is told by that."""

    received: bytes = b""
    sent: bytes = b""

    def of(self, direction: Direction) -> bytes:
        """Give the beginning of this direction's line, as it was before it was masked."""
        return self.received if direction is Direction.IN else self.sent

    def after(self, records: Sequence[LogRecord]) -> "Begun":
        """Give how the lines are begun behind these records."""
        return Begun(*(_last_line(self.of(direction) + joined(records, direction)) for direction in _BOTH))


_BOTH: Final = (Direction.IN, Direction.OUT)


def masked_records(
    records: Sequence[LogRecord],
    begun: Begun | None = None,
    *,
    following: Sequence[LogRecord] = (),
    is_cut: bool = False,
) -> list[LogRecord]:
    """Mask each direction's bytes as the one text that they are, and give the records with the masked bytes.

    `begun` are the lines that they go on with, `following` the records behind them as far as they are known. `is_cut`:
    nobody waits for what follows, so that what may be the beginning of a secret is taken for one.
    """
    known = begun or Begun()
    whole = (*records, *following)
    texts = {way: _masked_rest(known.of(way), joined(whole, way), is_cut=is_cut) for way in _BOTH}
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
    """Part records into those that can be masked now and those that may end within a token or an agent sentence."""
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
    begun = _BEGUN_SENTENCE.search(data, max(len(data) - MAX_SENTENCE_BYTES, 0))
    run = _TOKEN_RUN.search(data, max(len(data) - _TOKEN_BYTES_MAX, 0))
    user = _BEGUN_USER.search(data, max(len(data) - _TOKEN_BYTES_MAX, 0))
    return min((found.start() for found in (begun, run, user) if found), default=len(data))


def _last_line(data: bytes) -> bytes:
    return data[data.rfind(b"\n") + 1 :][-_BEGINNING_BYTES_MAX:]


def _masked_rest(beginning: bytes, rest: bytes, *, is_cut: bool) -> bytes:
    whole = beginning + rest
    made = masked(whole)
    if is_cut:
        shown = _shown_of_the_last(whole)
        made = made[:shown] + _FILLER.encode() * (len(made) - shown)
    return made[len(beginning) :]


def _shown_of_the_last(data: bytes) -> int:
    """Give how many bytes may be shown where a token or a URL's user may go on: of a token as much as of any."""
    run = _TOKEN_RUN.search(data)
    user = _BEGUN_USER.search(data, max(len(data) - _TOKEN_BYTES_MAX, 0))
    ends = [run.start() + SHOWN_CHARACTERS] if run else []
    ends += [data.index(b"//", user.start()) + 2] if user else []
    return min((*ends, len(data)))


def _without_tokens(data: bytes) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    if not may_hold_secret(text):
        return data
    for secret in leaks(text):
        hidden = len(secret[SHOWN_CHARACTERS:].encode("utf-8", "surrogateescape"))
        text = text.replace(secret, secret[:SHOWN_CHARACTERS] + _FILLER * hidden)
    return text.encode("utf-8", "surrogateescape")


def _without_keyed(data: bytes) -> bytes:
    """Hide what follows a password's key; one value may hold the next key, so that it goes on behind the key."""
    parts, at, start = [], 0, 0
    while (found := _KEYED.search(data, start)) is not None:
        if _is_hidden_key(found[1].decode("ascii")):
            parts += [data[at : found.start(2)], _FILLER.encode() * len(found[2])]
            at = start = found.end()
        else:
            start = found.end(1)
    return b"".join((*parts, data[at:]))


def _is_hidden_key(key: str) -> bool:
    joined = "".join(letter for letter in key.lower() if letter.isalnum())
    return kind_of_key(key) is KeyKind.PASSWORD or any(word in joined for word in _WHOLE_LINES)


def _hide_word(found: re.Match[bytes]) -> bytes:
    return found[1] + _FILLER.encode() * len(found[2])


def _hide(found: re.Match[bytes]) -> bytes:
    start = found.start(1) - found.start()
    return found[0][:start] + _FILLER.encode() * len(found[1])
