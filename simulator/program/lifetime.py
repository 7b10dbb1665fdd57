"""How long a session lasts: the number that the server sent, read as decimal digits, without floating point."""

import re

# Half of what the millisecond counter can tell apart; a longer lifetime cannot be measured with it.
_END_MS = 1 << 31
_DIGITS_MAX = len(str(_END_MS))
_LONGEST = 64
_POSITIVE = re.compile(rb"(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?")


def lifetime_ms(written: bytes) -> int | None:
    """Read a JSON value as seconds; gives whole milliseconds, cut and not rounded, below 2 ** 31.

    None, for a session that is kept until it is refused, where there is no sense in it: anything but a positive number
    that is small enough, and any number that takes more than 64 characters.
    """
    number = _POSITIVE.fullmatch(written)
    if number is None or len(written) > _LONGEST:
        return None
    whole, fraction, exponent = number[1], number[2] or b"", int(number[3] or 0)
    digits = (whole + fraction).lstrip(b"0")
    if not digits:
        return None
    places = len(digits) - len(fraction) + exponent + 3
    if places > _DIGITS_MAX:
        return None
    milliseconds = int(digits[:places].ljust(places, b"0")) if places > 0 else 0
    return milliseconds if milliseconds < _END_MS else None
