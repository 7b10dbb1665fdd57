"""A number by itself while a network is being joined: it is the state of that, and of nothing else.

`status=-3` is what HTTPClient says of a request and what MicroPython says of a password; `connect result: status 1`
may be anybody's. Behind a line that names the network, and before an address or a request, it is the network's.

What it must not know: what the numbers mean.
"""

import re
from typing import Final

_BEGINS: Final = re.compile(
    r"(?i)\bssid\b|\bNET_REQUEST_WIFI_CONNECT\b|\bwlan\.connect\b"
    r"|\b(?:connecting|joining|verbinde|connexion|conectando|connessione|lacze|laczenie|verbinden)\b.{0,16}"
    r"\b(?:wi-?fi|wlan|ap|network|netz\w*|r.?seau|red|rete|sieci|rede|netwerk)\b"
)
# MicroPython's states of a network that is being joined, of the Pico W and of ESP32; no request has such a status.
_IS_JOINING: Final = frozenset({"0", "1", "2", "1000", "1001"})
_ENDS: Final = re.compile(
    r"(?i)\b(?!0\.0\.0\.0|169\.254|127\.)\d{1,3}(?:\.\d{1,3}){3}\b|https?:|/api/|\b(?:get|post|http|poll|session|mqtt)\b"
)
# Few lines have any of it, and those are looked at.
_TELLING: Final = ("ssid", "connec", "joining", "verbinde", "connexion", "conectando", "lacze")
_STATE: Final = re.compile(r"(?i)(?:st(?:atus|ate)?|stato|estado|etat|stan|durum) ?[=:]? ?(-?\d{1,4})")
_RESULT: Final = re.compile(
    r"(?i)\bconnect(?:ion)? (?:result|request failed):? ?\(?(?:status |code |error )?-?\d{1,3}\b"
)


_STATUS: Final = "status"


def _is_joining(line: str) -> bool:
    found = _STATE.fullmatch(line)
    return found is not None and found[1] in _IS_JOINING


class Joining:
    """Whether a board is at it."""

    def __init__(self) -> None:
        self._is_on = False

    def spelled(self, line: str) -> str:
        """Give a line of a bare state with the words that tell whose it is; any other line as it is."""
        lowered = line.lower()
        if any(word in lowered for word in _TELLING) and _BEGINS.search(line) is not None:
            self._is_on = True
        elif not self._is_on:
            self._is_on = line.lower().startswith(_STATUS) and _is_joining(line)
            return line
        elif _ENDS.search(line) is not None:
            self._is_on = False
        elif (found := _STATE.fullmatch(line)) is not None:
            return f"wlan status: {found[1]}"
        else:
            return _RESULT.sub(r"wifi \g<0>", line)
        return line
