"""What to tell about a log in which no cause is found: what it lacks, or why it cannot be read."""

from typing import Final

from oceanhil.analysis.diagnosis.knowledge import any_matches, hints
from oceanhil.analysis.diagnosis.model import LineKind, Recognition

_MOSTLY_NOISE: Final = 25
_DAMAGED_LINES_MIN: Final = 5
# A monitor says as much of itself.
_LINES_OF_A_MONITOR: Final = 4
_EMPTY: Final = "the log is empty: open the serial monitor at 115200 baud, then press RESET on the device"
_WRONG_BAUD: Final = (
    "most of it is not text: the monitor runs at another speed than the device; set it to 115200 baud and press RESET"
)
_ROM_ONLY_8266: Final = (
    "only the ESP8266's boot ROM can be read: it speaks at 74880 baud, the firmware at 115200; set the monitor to"
    " 115200 baud and press RESET"
)
_WAS_WELL: Final = "it did well before, and behind its last good answer only failures are in the log"
_FAILS: Final = "what it says itself that it cannot do, and no cause here is about"
_BAD_LINE: Final = (
    "bytes were damaged on the way in every third line or more: use a short USB cable away from motors and relays, join"
    " the grounds, and press RESET; what the device does is seen in the dashboard meanwhile"
)


def is_no_log(log: Recognition) -> bool:
    """Tell whether nothing in it was recognised and most of it is no text: random bytes, or another speed."""
    return not log.kinds and log.noise >= _MOSTLY_NOISE


def why_unknown(log: Recognition) -> tuple[str, ...]:
    """Give the one hint that fits best, and what the firmware says itself."""
    if log.lines == 0 or (log.other == 0 and not log.kinds and log.noise == 0):
        return (_EMPTY,)
    if log.noise >= _MOSTLY_NOISE:
        only_rom = set(log.kinds) == {LineKind.ROM}
        return (_ROM_ONLY_8266 if only_rom else _WRONG_BAUD,)
    if log.damaged >= _DAMAGED_LINES_MIN and 3 * log.damaged >= log.lines:
        return (_BAD_LINE,)
    if log.only_complains:
        return (_WAS_WELL, *_complaints(log))
    names, is_silent = log.boots[-1].names() or log.names(), log.other <= _LINES_OF_A_MONITOR
    fitting = (
        hint.text
        for hint in hints()
        if all(any_matches(names, wanted) for wanted in hint.seen)
        and not any(any_matches(names, unwanted) for unwanted in hint.lacks)
        and (is_silent or not hint.silent)
        and (log.is_oceanremote or not hint.is_oceanremote)
    )
    return (*tuple(fitting)[:1], *_complaints(log))


def _complaints(log: Recognition) -> tuple[str, ...]:
    """Give what the firmware says itself that it cannot do, where nobody knows more of it."""
    if not log.complaints:
        return ()
    quoted = ", ".join(f"line {each.line:,} ({each.text})" for each in log.complaints)
    return (f"{_FAILS}: {quoted}",)
