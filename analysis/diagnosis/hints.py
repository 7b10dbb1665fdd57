"""What to say about a log that shows no cause: what is missing in it, or why it cannot be read."""

from oceanhil.analysis.diagnosis.knowledge import any_matches, hints
from oceanhil.analysis.diagnosis.model import LineKind, Recognition

_MOSTLY_NOISE = 25
_DAMAGED_LINES_MIN = 5
_EMPTY = "the log is empty: open the serial monitor at 115200 baud, then press RESET on the device"
_WRONG_BAUD = (
    "most of it is not text: the monitor runs at another speed than the device; set it to 115200 baud and press RESET"
)
_ROM_ONLY_8266 = (
    "only the ESP8266's boot ROM can be read: it speaks at 74880 baud, the firmware at 115200; set the monitor to"
    " 115200 baud and press RESET"
)
_OTHER_DEVICE = (
    "no line of an OceanRemote device is in this log: what was found is true of any board, and what the device said to"
    " the server is not in it"
)
_BAD_LINE = (
    "bytes were damaged on the way in every third line or more: use a short USB cable away from motors and relays, join"
    " the grounds, and press RESET; what the device does is seen in the dashboard meanwhile"
)


def hints_for(log: Recognition, *, is_explained: bool = False) -> tuple[str, ...]:
    """Give one hint or more for a log that its findings do not explain, or that is no OceanRemote device's."""
    if is_explained:
        return () if log.is_oceanremote else (_OTHER_DEVICE,)
    return _why_unknown(log)


def is_no_log(log: Recognition) -> bool:
    """Tell whether nothing in it was recognised and most of it is no text: random bytes, or another speed."""
    return not log.kinds and log.noise >= _MOSTLY_NOISE


def _why_unknown(log: Recognition) -> tuple[str, ...]:
    if log.lines == 0 or (log.other == 0 and not log.kinds and log.noise == 0):
        return (_EMPTY,)
    if log.noise >= _MOSTLY_NOISE:
        only_rom = set(log.kinds) == {LineKind.ROM}
        return (_ROM_ONLY_8266 if only_rom else _WRONG_BAUD,)
    if log.damaged >= _DAMAGED_LINES_MIN and 3 * log.damaged >= log.lines:
        return (_BAD_LINE,)
    names = log.boots[-1].names() or log.names()
    fitting = (
        hint.text
        for hint in hints()
        if all(any_matches(names, wanted) for wanted in hint.seen)
        and not any(any_matches(names, unwanted) for unwanted in hint.lacks)
    )
    return tuple(fitting)[:1]
