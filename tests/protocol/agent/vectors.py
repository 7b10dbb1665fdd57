"""The published test vectors of the agent protocol, typed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

import oceanhil.protocol.agent


class SentenceVector(msgspec.Struct, frozen=True):
    name: str
    line: str
    kind: str
    sequence: int
    words: tuple[str, ...]


class WrongVector(msgspec.Struct, frozen=True):
    name: str
    line: str
    reason: str


class Found(msgspec.Struct, frozen=True, omit_defaults=True):
    log: str = ""
    sentence: str = ""


class StreamVector(msgspec.Struct, frozen=True):
    name: str
    stream: str
    found: tuple[Found, ...]
    held: str


class RefusedVector(msgspec.Struct, frozen=True):
    words: tuple[str, ...]
    code: str


class RequestFields(msgspec.Struct, frozen=True):
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str


class ResponseFields(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: str


class BridgeVector(msgspec.Struct, frozen=True):
    name: str
    exchange: int
    message: str
    crc32: int
    request: RequestFields | None = None
    response: ResponseFields | None = None
    events: tuple[str, ...] = ()
    first_sequence: int = 0
    commands: tuple[str, ...] = ()


class Vectors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    protocol: int
    about: str
    sentences: tuple[SentenceVector, ...]
    also_read: tuple[SentenceVector, ...]
    wrong: tuple[WrongVector, ...]
    streams: tuple[StreamVector, ...]
    refused: tuple[RefusedVector, ...]
    bridge: tuple[BridgeVector, ...]


@cache
def load_vectors() -> Vectors:
    (folder,) = oceanhil.protocol.agent.__path__
    return msgspec.json.decode((Path(folder) / "vectors.json").read_bytes(), type=Vectors)


def octets(text: str) -> bytes:
    """Give the bytes that a string of the vectors stands for."""
    return text.encode("latin-1")
