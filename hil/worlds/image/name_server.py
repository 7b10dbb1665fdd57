"""A name server (RFC 1035) that knows IPv4 addresses."""

from collections.abc import Callable
from struct import Struct
from typing import Final

_HEAD: Final = Struct(">HHHHHH")
_QUESTION: Final = Struct(">HH")
_RECORD: Final = Struct(">HHHIH")
_IS_ANSWER: Final = 0x8180
_NO_SUCH_NAME: Final = 3
_ADDRESS: Final = 1
_INTERNET: Final = 1
_POINTER_TO_QUESTION: Final = 0xC000 | _HEAD.size
_SECONDS: Final = 60
_LABEL_MOST: Final = 63


def answer(data: bytes, address_of: Callable[[str], bytes | None]) -> bytes | None:
    """Give the answer to a question; None: it is none."""
    if len(data) < _HEAD.size:
        return None
    number, _, questions, _, _, _ = _HEAD.unpack_from(data)
    read = _read_name(data, _HEAD.size)
    if questions != 1 or read is None or len(data) < read[1] + _QUESTION.size:
        return None
    name, end = read
    kind, group = _QUESTION.unpack_from(data, end)
    question = data[_HEAD.size : end + _QUESTION.size]
    address = address_of(name)
    if address is None:
        return _HEAD.pack(number, _IS_ANSWER | _NO_SUCH_NAME, 1, 0, 0, 0) + question
    if kind != _ADDRESS or group != _INTERNET:
        return _HEAD.pack(number, _IS_ANSWER, 1, 0, 0, 0) + question
    record = _RECORD.pack(_POINTER_TO_QUESTION, _ADDRESS, _INTERNET, _SECONDS, len(address)) + address
    return _HEAD.pack(number, _IS_ANSWER, 1, 1, 0, 0) + question + record


def _read_name(data: bytes, at: int) -> tuple[str, int] | None:
    labels: list[str] = []
    while at < len(data) and data[at]:
        length = data[at]
        if length > _LABEL_MOST:
            return None
        labels.append(data[at + 1 : at + 1 + length].decode("ascii", "replace"))
        at += 1 + length
    return (".".join(labels), at + 1) if at < len(data) else None
