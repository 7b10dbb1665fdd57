"""A program that ends itself over an error that it was told: what brought the error about stands in the log before.

Rust's `unwrap()` and ESP-IDF's `ESP_ERROR_CHECK` end a program with the error's number or name. If it is that of a
connection which the log shows failing, the crash is a consequence, and firmware that goes on would only go on without.

What it must not know: why the connection failed.
"""

import re
from collections.abc import Collection
from typing import Final

NOT_HANDLED: Final = "error-not-handled"
"""It ended over a connection that failed before."""
_CUT_OFF: Final = re.compile(
    r"(?:net|tls)-|wifi-(?:no-network|password-refused|auth-expired|join-failed|failed|security|no-address|lost|dropped)$"
)
_JOIN: Final = re.compile(r"wifi-")
_WELL: Final = re.compile(r"\w+-200$|works|went-well$|online$|server-state$|session-opened$")
_JOINED: Final = re.compile(r"wifi-(?:connected|address)$")
_ENDS: Final = re.compile(r"\bpanicked at\b|\bESP_ERROR_CHECK failed\b")
_NUMBER: Final = re.compile(r"\bEspError\((\d{1,5})\)|\besp_err_t 0x([0-9a-f]{1,4})\b")
_NAMED: Final = re.compile(
    r"\bErr` value: .*?(?:Tls|TLS|Ssl|Dns|DNS|Connect|Handshake|X509|Certificate|Unreachable|TimedOut|Wi[Ff]i)"
)
# Of esp_err.h: WiFi's numbers, the HTTP client's and those of ESP-TLS. A timeout may be a sensor's as well.
_OF_A_CONNECTION: Final = frozenset({0x30, 0x70, 0x80})
_TIMEOUT: Final = 0x107


class Unhandled:
    """What a boot has shown of connections that failed, and whether it ends over one of them."""

    def __init__(self) -> None:
        self._is_cut_off = self._cannot_join = self._ends = False

    def ends_over(self, line: str, names: Collection[str]) -> bool:
        """Take a line and what it means; tells whether with it the program ends over what failed before."""
        ended, self._ends = self._ends, _ENDS.search(line) is not None
        if (ended or self._ends) and self._is_of_what_failed(line):
            return True
        for name in names:
            if _WELL.match(name):
                self._is_cut_off = self._cannot_join = False
            elif _JOINED.match(name):
                self._cannot_join = False
            elif _CUT_OFF.match(name):
                self._is_cut_off = True
                self._cannot_join = self._cannot_join or _JOIN.match(name) is not None
        return False

    def _is_of_what_failed(self, line: str) -> bool:
        if (found := _NUMBER.search(line)) is not None:
            number = int(found[1]) if found[1] else int(found[2], 16)
            return self._cannot_join if number == _TIMEOUT else self._is_cut_off and number >> 8 in _OF_A_CONNECTION
        return self._is_cut_off and _NAMED.search(line) is not None
