"""What a program tells of its access token, and what follows from it: that it is too old, or no longer the one it got.

A service that says no more than that a token is invalid leaves the reason to two lines of the program: when the token
was issued and for how long, beside the time of the refusal; how many characters it had, beside how many it has now.

What it must not know: the service's codes.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

ISSUED: Final = "oauth-issued"
"""When the token was issued whose lifetime is known."""
OUTLIVED: Final = "oauth-outlived"
"""A time behind the end of its life."""
CHANGED: Final = "oauth-length-changed"
"""It has another number of characters than the one that was issued."""

_TIME: Final = r"(20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|UTC|[+-]\d\d:?\d\d)|\b(1[5-9]\d{8})\b"
_LIFETIME: Final = re.compile(r"(?i)(?<!\w)expires_in\b\W{1,5}(\d{2,6})\b")
_ISSUED: Final = re.compile(
    r"(?i)(?<![a-z])(?:saved|stored|issued|obtained|created|acquired|fetched|minted|received|iat|gespeichert|geholt"
    r"|erhalten|ausgestellt|guardad[oa]|obtenid[oa]|emitid[oa]|obtenu|enregistr|emis|salvat[oa]|ottenut[oa]|salv[oa]"
    rf"|obtid[oa]|zapisan\w*|pobran\w*)(?:[_ ]?(?:at|on|time))?\b[\"']?\W{{0,6}}(?:{_TIME})"
)
_ENDS: Final = re.compile(
    r"(?i)(?<![a-z_])(?:expires(?:_?at|_?on)?|expiry|exp|valid[_ ]until|g.ltig bis|caduca|scade|expira|expire le"
    rf"|wygasa)\b[\"']?\W{{0,6}}(?:{_TIME})"
)
_HTTP_DATE: Final = re.compile(r"(?i)\bdate: ([a-z]{3}, \d\d [a-z]{3} \d{4} \d\d:\d\d:\d\d gmt)")
_OF_A_REFRESH_TOKEN: Final = re.compile(r"(?i)refresh[ _-]?token|\brt_|\brt\b")
_ITS_LENGTH: Final = re.compile(r"(?i)\b(?:refresh[ _-]?token|rt)(?:[ _-]?(?:len\w*|size))?\W{0,4}\d{2,4}\b")

_OF_A_TOKEN: Final = re.compile(r"(?i)\b(?:at|bearer|jwt|access[_ -]?token|token)(?:_|\b)")
_LENGTHS: Final = re.compile(
    r"(?i)(?:\b|_)(?:len(?:gth)?|size|store|issued)\b\W{0,4}(\d{3,4})\b(?! ?(?:ms|s)\b)"
    r"|(?:\(|\b)(\d{3,4})(?:\)| char)"
)
_WAS_ISSUED: Final = re.compile(
    r"(?i)\b(?:log[_ -]?in|logged in|callback|issued|new|received|granted?|fresh|refreshed)\b"
)
_LOOKS_BACK: Final = re.compile(r"(?i)\b(?:was|were|originally|issued|ago|before|had)\b")
# Few lines have any of it, and those are looked at.
_HAS_A_TIME: Final = re.compile(r"20\d\d-\d\d-\d\d[T ]|\b1[5-9]\d{8}\b")
_TELL_A_TIME: Final = ("date: ", "expires_in")
_TELL_A_LENGTH: Final = ("token", "jwt", "bearer", "at_", "login")


class AccessTokens:
    """What a log has shown of the token that the program has at the moment."""

    def __init__(self) -> None:
        self._lifetime = timedelta()
        self._issued: datetime | None = None
        self._ends: datetime | None = None
        self._length_issued = self._length_used = 0

    def learn(self, line: str) -> Iterator[str]:
        """Take a line; gives the names of what it shows."""
        lowered = line.lower()
        has_time = any(word in lowered for word in _TELL_A_TIME) or _HAS_A_TIME.search(line) is not None
        if has_time and _OF_A_REFRESH_TOKEN.search(line) is None:
            yield from self._judge_age(line)
        if any(word in lowered for word in _TELL_A_LENGTH) and self._length_differs(line):
            yield CHANGED

    def _judge_age(self, line: str) -> Iterator[str]:
        if (found := _LIFETIME.search(line)) is not None:
            self._lifetime = timedelta(seconds=int(found[1]))
        if (issued := _time_in(_ISSUED, line)) is not None:
            self._issued = issued
        ends = _time_in(_ENDS, line)
        if ends is None and self._issued is not None and self._lifetime:
            ends = self._issued + self._lifetime
        if ends is not None and ends != self._ends:
            self._ends = ends
            yield ISSUED
        if self._ends is not None and (now := _now_in(line)) is not None and now > self._ends:
            yield OUTLIVED

    def _length_differs(self, line: str) -> bool:
        line = _ITS_LENGTH.sub("", line)
        if _OF_A_TOKEN.search(line) is None and _LOOKS_BACK.search(line) is None:
            return False
        lengths = [int(first or second) for first, second in _LENGTHS.findall(line)]
        if not lengths or (len(lengths) == 1 and not self._take(lengths[0], line)):
            return False
        return len(set(lengths)) > 1 or 0 < self._length_issued != self._length_used > 0

    def _take(self, length: int, line: str) -> bool:
        """Note a token's length; tells whether there is another one to compare it with."""
        if _WAS_ISSUED.search(line) is None:
            self._length_used = length
        else:
            self._length_issued = length
            # A new token is as long as it likes; what was said of the one in use is about the one that was issued.
            self._length_used = self._length_used if _LOOKS_BACK.search(line) is not None else 0
        return bool(self._length_issued and self._length_used)


def _time_in(pattern: re.Pattern[str], line: str) -> datetime | None:
    found = pattern.search(line)
    if found is None:
        return None
    if found[3]:
        return datetime.fromtimestamp(int(found[3]), UTC)
    try:
        return datetime.fromisoformat(found[1] + ("+00:00" if found[2].upper() in ("Z", "UTC") else found[2]))
    except ValueError:
        return None


def _now_in(line: str) -> datetime | None:
    found = _HTTP_DATE.search(line)
    try:
        return None if found is None else parsedate_to_datetime(found[1])
    except ValueError:
        return None
