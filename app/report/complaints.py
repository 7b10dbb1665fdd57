"""What went wrong by the lines of a device, or by what was answered to it: the last of it that was not made good."""

import re
from collections.abc import Sequence
from typing import Final

from oceanhil.protocol.lines import Line, recognise

_COMPLAINTS: Final = frozenset(
    {
        Line.DEVICE_ID_FAILED,
        Line.SYSTEM_HALTED,
        Line.WIFI_FAILED,
        Line.WIFI_LOST,
        Line.EEPROM_CHECKSUM,
        Line.EEPROM_SAVE_FAILED,
        Line.TIME_NOT_SYNCED,
        Line.TIME_SKEW,
        Line.TLS_DATES,
        Line.TLS_UNTRUSTED,
        Line.TLS_ALERT,
        Line.REG_TOKEN_DEAD,
        Line.REG_FAILED,
        Line.SESSION_NO_ID,
        Line.SESSION_REFUSED,
        Line.POLL_UNREADABLE,
    }
)
_REFUSED_REQUEST: Final = re.compile(r"(?:[A-Z]+ \S+) -> (?:0|[45]\d\d)\b")
"""A request as steps write it, with the answer that it got."""
_ANSWERS: Final = frozenset({Line.REG_RESPONSE, Line.SESSION_RESPONSE, Line.POLL_RESPONSE})
_GOOD: Final = "200"
_ONLINE: Final = Line.ONLINE.template
_OUTLIVES_ONLINE: Final = "[EEPROM]"
"""What a device can complain of while it is online."""


def standing_complaint(lines: Sequence[str]) -> str:
    """Give the last complaint of these lines or requests, oldest first; empty if each was made good.

    What comes later of the same kind (`[TIME]`, say) makes a complaint good, and being online nearly all.
    """
    made_good: set[str] = set()
    for line in reversed(lines):
        kind = _kind(line)
        if _is_complaint(line) and kind not in made_good and (_ONLINE not in made_good or kind == _OUTLIVES_ONLINE):
            return line
        made_good.add(_ONLINE if line.rstrip() == _ONLINE else kind)
    return ""


def _kind(line: str) -> str:
    """Give what a line is about: its tag, or the method and path of a request."""
    request, arrow, _ = line.partition(" -> ")
    return request if arrow else line.partition(" ")[0]


def _is_complaint(line: str) -> bool:
    known = recognise(line)
    if known is None:
        return _REFUSED_REQUEST.match(line) is not None
    return known.line in _COMPLAINTS or (known.line in _ANSWERS and known.fields["status"] != _GOOD)
