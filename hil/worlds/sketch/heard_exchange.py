"""What goes over one connection of a board, read as exchanges: what was asked, when, and when the answer was there.

Only a close-up asks: everybody else lets the bytes go by. Read is no more than the first line of either side, so that
what no client would understand is told as well.
"""

import re
from typing import Final

from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import EndedExchange, OnExchange

_LINE_END: Final = b"\r\n"
_STATUS_LINE: Final = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")
_UNREADABLE: Final = "unreadable answer"
_GIVEN_UP: Final = "given up"


class HeardExchanges:
    """Listens to one connection; `tell` gets each exchange as the board sees it end."""

    def __init__(self, kernel: Kernel, tell: OnExchange) -> None:
        self._kernel = kernel
        self._tell = tell
        self._asked: tuple[int, str, str] | None = None
        self._first_line = b""
        """Of the answer, as far as it came."""

    def sent(self, data: bytes) -> None:
        """Hear what the board sends; bytes before the answer is whole belong to the same request."""
        if self._asked is None:
            method, _, rest = data.partition(_LINE_END)[0].decode("latin-1").partition(" ")
            self._asked = self._kernel.now_us, method, rest.partition(" ")[0].partition("?")[0]
            self._first_line = b""

    def came(self, data: bytes, *, is_last: bool) -> None:
        """Hear what has come to the board."""
        if _LINE_END not in self._first_line:
            self._first_line += data
        if is_last:
            found = _STATUS_LINE.match(self._first_line)
            self._end(0 if found is None else int(found[1]), _UNREADABLE if found is None else "")

    def hung_up(self) -> None:
        """Hear the far end end the connection."""
        self._end(0, "connection lost")

    def closed(self) -> None:
        """Hear the board end it."""
        self._end(0, _GIVEN_UP)

    def _end(self, status: int, failure: str) -> None:
        if self._asked is not None:
            (began_us, method, path), self._asked = self._asked, None
            self._tell(EndedExchange(method, path, began_us, status, failure))
