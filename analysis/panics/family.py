"""Which board family a log is of."""

import re
from collections import Counter
from collections.abc import Iterable

from oceanhil.protocol.board import Board

_SIGNS = tuple(
    (board, re.compile(pattern))
    for board, pattern in (
        (Board.ESP32, r"Device ID: ESP32_|\brst:0x[0-9a-f]+ ?[(,]|Guru Meditation Error|\bets Ju[nl] |^ESP-ROM:"),
        (Board.ESP8266, r"Device ID: ESP8266_|\brst cause:\d|\bets Jan |epc1=0x|>>>stack>>>"),
        (Board.PICOW, r"Device ID: PICOW_|\*\*\* PANIC \*\*\*|(?i:hard[ _-]?fault)|MbedOS Fault Handler"),
    )
)


def family_of(lines: Iterable[str]) -> Board | None:
    """Name the family that most of the telling lines speak for; None when no line tells."""
    votes = Counter(board for line in lines for board, sign in _SIGNS if sign.search(line))
    return votes.most_common(1)[0][0] if votes else None
