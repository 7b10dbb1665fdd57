"""The rate that an adapter makes of the one that it is asked for, in baud.

Each follows what Linux' driver asks of the chip (`oceanhil.protocol.facts.adapters`); a rate must be positive.
"""

from bisect import bisect_left
from typing import Final

from oceanhil.protocol.facts import adapters

_CLOCK_HZ: Final = adapters.CLOCK_HZ.value
_FTDI_FALLBACK: Final = 9_600
_CP2102_MIN: Final = 300
# Of a CH340: the clock is divided by a power of two, and that by a number of up to eight bits.
_PRESCALERS: Final = (4, 32, 256, 2048)
_DIVISOR_MIN: Final = 9
_DIVISOR_MAX: Final = 255
_NINE_BITS: Final = 512


def cp2102(baud: int) -> int:
    """Take the nearest of the rates that the chip knows, as its maker's table has it."""
    rate = min(max(baud, _CP2102_MIN), adapters.CP2102_RATE_MAX.value)
    if rate == adapters.CP2102_RATE_MAX.value:
        return rate
    return adapters.CP2102_RATES.value[bisect_left(adapters.CP2102_TAKEN_UP_TO.value, rate)]


def ch340(baud: int) -> int:
    """Divide the clock as finely as can be, rounded to the nearest."""
    lowest, highest = adapters.CH340_RATES.value
    rate = min(max(baud, lowest), highest)
    prescaler = next((each for each in _PRESCALERS if rate > _CLOCK_HZ // (each * _NINE_BITS)), _PRESCALERS[-1])
    divisor = _CLOCK_HZ // (prescaler * rate)
    if not _DIVISOR_MIN <= divisor <= _DIVISOR_MAX:
        prescaler, divisor = 2 * prescaler, divisor // 2
    if _CLOCK_HZ / (prescaler * divisor) - rate >= rate - _CLOCK_HZ / (prescaler * (divisor + 1)):
        divisor += 1
    return round(_CLOCK_HZ / (prescaler * divisor))


def ft232r(baud: int) -> int:
    """Divide the clock in eighths."""
    if baud > adapters.FT232R_RATE_MAX.value:
        return ft232r(_FTDI_FALLBACK)
    eighths = (_CLOCK_HZ + baud) // (2 * baud)
    # 1 and 1½ are the only divisors below 2: the driver asks for 1¼ as for 1½ and so on, which no board here does.
    return round(_CLOCK_HZ / (2 * eighths))


def any_rate(baud: int) -> int:
    """Take any: bytes go over USB alone."""
    return baud
