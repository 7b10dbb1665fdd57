"""`Retry-After` (RFC 9110, 10.2.3): a number of seconds, or a date. Devices understand numbers only.

Who judges a server or waits for one reads a date too, against the date of the same answer.
"""

import re
from calendar import timegm
from email.utils import parsedate, parsedate_tz
from typing import Final

from oceanhil.protocol.http import HttpResponse

RETRY_AFTER_S_MOST: Final = 10**10
"""More is read as this, three centuries: no clock here counts further, and Python refuses thousands of digits."""
_DATE: Final = re.compile(r"[A-Z][a-z]{2,8},? [\w-]+[ \d\w]* \d\d:\d\d:\d\d (?:GMT|\d{4})", re.ASCII)
_HEADER_SPACE: Final = " \t"
"""What may stand round a header's value (RFC 9110, 5.6.3)."""


def read_retry_after(text: str) -> int | None:
    """Read the header's text as whole seconds, at most `RETRY_AFTER_S_MOST`.

    None where it is empty, a date or anything else; every caller has a wait of its own for that.
    """
    text = text.strip(_HEADER_SPACE)
    if not text.isascii() or not text.isdigit():
        return None
    digits = text.lstrip("0")
    return RETRY_AFTER_S_MOST if len(digits) >= len(str(RETRY_AFTER_S_MOST)) else int(digits or "0")


def told_wait_s(response: HttpResponse) -> int | None:
    """Give the whole seconds that an answer asks to wait, as `read_retry_after` reads them; None without the header."""
    return read_retry_after(response.headers.get("retry-after", ""))


def is_http_date(text: str) -> bool:
    """Tell whether it is a date in one of the three forms of RFC 9110, 5.6.7."""
    return _unix_s(text) is not None


def told_date_wait_s(response: HttpResponse) -> int | None:
    """Give the seconds from an answer's own date to that in its `Retry-After`; None where one of them is no date."""
    date_s, until_s = (_unix_s(response.headers.get(name, "")) for name in ("date", "retry-after"))
    return None if date_s is None or until_s is None else until_s - date_s


def date_fault(response: HttpResponse) -> str:
    """Say what is wrong with the date in an answer's `Retry-After`; empty where it is right, or no date at all."""
    text = response.headers.get("retry-after", "")
    wait_s = told_date_wait_s(response)
    if wait_s is not None and wait_s < 0:
        return f"{-wait_s} s before the Date of the same answer: perhaps local time that is called GMT"
    if ":" in text and not is_http_date(text) and parsedate_tz(text) is not None:
        return "a date in another form or zone than HTTP has, which is GMT"
    return ""


def _unix_s(text: str) -> int | None:
    text = text.strip(_HEADER_SPACE)
    if _DATE.fullmatch(text) is None:
        return None
    # All three forms tell the time in GMT.
    read = parsedate(text)
    is_date = read is not None and 1 <= read[1] <= 12 and 1 <= read[2] <= 31 and 1 <= read[0] <= 9999
    return timegm(read) if read is not None and is_date else None
