"""Units of measure that are counted in whole numbers: time in microseconds, shares in parts per million, bytes.

Every time of a run, of a server and of a board is a whole number of µs, so that it can be added up for years and
repeated exactly; what is shown or sent in another unit is divided by one of these.
"""

from typing import Final

MS_US: Final = 1_000
SECOND_US: Final = 1_000 * MS_US
MINUTE_US: Final = 60 * SECOND_US
HOUR_US: Final = 60 * MINUTE_US
DAY_US: Final = 24 * HOUR_US

MILLIS_WRAP: Final = 1 << 32
"""What `millis()` of all cores counts to before it begins at 0 again: 49.7 days of milliseconds in 32 bits."""

WHOLE_PPM: Final = 1_000_000
"""All of something in parts per million: a chance that always happens, a clock that runs twice as fast."""

MEGABYTE: Final = 1 << 20
"""That of flash and memory, in bytes: sizes of their chips are powers of two."""
