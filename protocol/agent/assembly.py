"""Puts the parts of a bridged message together, and tells which one was lost."""

import zlib

from oceanhil.protocol.agent.commands.bridge import HttpAnswer
from oceanhil.protocol.agent.events import HttpEvent

BridgePart = HttpEvent | HttpAnswer


class MessageAssembler:
    """Collects the parts of one message at a time; parts may come twice and in any order.

    A part of another exchange, or of another message of the same exchange (its CRC or count of parts differs), begins
    a new message and drops what was collected. Parts of the message that was completed last are ignored.
    """

    def __init__(self) -> None:
        self._completed: tuple[int, int, int] | None = None
        self._first: BridgePart | None = None
        self._parts: dict[int, bytes] = {}

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that have not come, in order; none before the first part and after the last."""
        if self._first is None:
            return ()
        return tuple(number for number in range(1, self._first.parts + 1) if number not in self._parts)

    @property
    def exchange(self) -> int | None:
        """The number of the exchange whose parts are being collected; None when nothing is."""
        return None if self._first is None else self._first.exchange

    def add(self, part: BridgePart) -> bytes | None:
        """Take a part; give the message if that was the last one missing.

        A part beyond the count of parts is ignored. A whole message with a wrong CRC-32 is dropped: all of it is
        missing again.
        """
        if _message_of(part) == self._completed:
            return None
        if self._first is None or _message_of(part) != _message_of(self._first):
            self._first, self._parts = part, {}
        if part.part <= part.parts:
            self._parts[part.part] = part.data
        if self.missing:
            return None
        message = b"".join(self._parts[number] for number in sorted(self._parts))
        self._parts = {}
        if zlib.crc32(message) != part.crc32:
            return None
        self._completed, self._first = _message_of(part), None
        return message

    def forget(self) -> None:
        """Begin anew: the board has started again, and its exchanges may have the same numbers."""
        self._completed, self._first, self._parts = None, None, {}


def _message_of(part: BridgePart) -> tuple[int, int, int]:
    return part.exchange, part.parts, part.crc32
