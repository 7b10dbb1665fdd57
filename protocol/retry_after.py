"""`Retry-After`, as everybody here reads it: a number of seconds (RFC 9110, 10.2.3), or nothing that is understood."""

from typing import Final

from oceanhil.protocol.http import HttpResponse

RETRY_AFTER_S_MOST: Final = 10**10
"""More is read as this, three centuries: no clock here counts further, and Python refuses thousands of digits."""
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
