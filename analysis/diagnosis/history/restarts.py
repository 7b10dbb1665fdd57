"""What came before a start from power-on, again and again: a load that was switched, a sleep, a port that went away.

One such start tells nothing: somebody plugs the board in, or presses RESET, which an ESP32 calls the same. Two or three
of them behind the same are no accident. A radio that breaks behind each start of a motor is the same trouble.

What it must not know: whose firmware it is.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from oceanhil.analysis.diagnosis.history.clock import second_of_day, seconds_between
from oceanhil.protocol.units import SECOND_US

LOAD_SWITCHED: Final = "load-switched"
"""Something that draws much current was switched on."""
LOAD_BORNE: Final = "load-borne"
"""It was switched on several times, and nothing came of it."""
PORT_GONE: Final = "port-gone"
LOAD_CUTS_POWER: Final = "load-cuts-power"
LOAD_CUTS_WIFI: Final = "load-cuts-wifi"
POWER_LOST: Final = "power-lost"
POWER_LOST_OFTEN: Final = "power-lost-often"
POWER_LOST_REGULARLY: Final = "power-lost-regularly"
"""Its starts from power-on come at equal distances."""
POWER_HELD: Final = "power-held"
"""After those it runs on for much longer."""
SLEEPS_LONG: Final = "sleeps-long"
"""It sleeps for longer than the dashboard waits for it."""
SLEPT_ON: Final = "slept-on"
"""A board that was to wake by itself did not, each time."""
SLEPT_PAST: Final = "slept-past"
"""It slept far longer than it said, until it was reset by hand."""

# Words for it in the languages of Europe, of which what is not ASCII is gone, in a line that says it is on.
_LOAD: Final = re.compile(
    r"(?i)^(?!.*\b(?:off|aus|apagad\w*|desligad\w*|spent[ao]|low|stop\w*|done|idle|error|fail\w*)\b)(?=.*(?:\b|_)(?:"
    r"rel(?:ay\w*|ais|e|es|a|i)?|przeka\w*|pump\w*|bomba|pomp[aey]?|motor\w*|moteur|engine|(?:electro)?valv\w*|ventil\w*"
    r"|vanne|zaw\w{0,2}r|fan|l.{0,2}fter|heater|heiz\w*|chauff\w*|servo|solenoid\w*|[ck]ompressor|siren\w*|lamp\w*"
    r")_?\d{0,2}(?:\b|_))"
    r".*(?:(?:\b|_)(?:on|ein|an|high|start\w*|activ\w*|aktiv\w*|encend\w*|acces[ao]|accen\w*|lig(?:ad|an)\w*|allum\w*"
    r"|marche|w?.{0,2}cz(?:on|am)\w*|open\w*|true|running)\b|[=:>] ?1\b(?![.,]\d))"
)
# Few lines have any of it, and those are looked at.
_LOADS: Final = re.compile(
    r"rel|pump|pomp|bomba|motor|moteur|engine|valv|vent|vanne|przek|zaw|fan|fter"
    r"|heat|heiz|chauff|servo|soleno|compressor|kompressor|siren|lamp"
)
_GONE: Final = ("disconnect", "clearcommerror", "reconnect", "errno 6")
_RESET: Final = re.compile(r"\brst(?::0x| cause:)0*([0-9a-f]+)\b")
_POWER_ON: Final = "1"
# What an ESP8266's ROM calls a reset at its pin.
_BY_HAND: Final = "2"
# What an ESP32's ROM calls a restart by software; why it was done ESP-IDF knows, and gives by number (esp_system.h).
_BY_SOFTWARE: Final = re.compile(r"\brst:0x(?:c|3) \((?:RTC_)?SW_")
_REASON: Final = re.compile(
    r"(?i)\b(?:rr|(?:esp_)?(?:reset|restart|boot)[ _-]?(?:reason|cause|code|grund)|neustart-?grund"
    r"|(?:motivo|causa|raz.{1,2}n|raison|grund) (?:de |del |do |du |des |der )?(?:re\w+|neustarts?|arranque))(?:\(\))?"
    r"\W{1,4}(\d{1,2})\b(?![.:]\d)"
)
_MEANING_OF: Final = {"4": "panic", "5": "watchdog", "6": "watchdog", "7": "watchdog", "9": "brownout"}
_REASON_LINES: Final = 60
_OFFLINE_S: Final = 300
# pyserial's text for a port that is not there any more, which each monitor shows that uses it, and what monitors say.
_PORT_GONE: Final = re.compile(
    r"(?i)\bdevice disconnected or multiple access on port\b|\bClearCommError failed\b|^-+ (?:waiting for the device to"
    r" reconnect|disconnected\b)|\bread failed: \[Errno 6\]"
)
_SLEEPS: Final = "sleeps"
_HOW_LONG: Final = re.compile(r"(?i)\b(\d{1,6}) ?(s|sec\w*|sek\w*|min\w*|h)\b")
_SECONDS_OF: Final = {"s": 1, "m": 60, "h": 3600}
# The core's function is told microseconds.
_CALLED: Final = re.compile(r"(?i)\bdeep_?sleep\w*\((\d{1,10})(e6| ?\* ?1000000)?")
_LATE_PERCENT: Final = 150
_LATE_S: Final = 60
_WIFI_BREAKS: Final = frozenset({"wifi-lost", "wifi-dropped"})
_AT_ONCE_LINES: Final = 3
_RECONNECTED_LINES: Final = 8
_FAR: Final = 1_000
_STARTS: Final = 2
_OFTEN: Final = 3
_BREAKS: Final = 3
_MOST_PERCENT: Final = 75
# Nobody presses RESET so evenly, and what has a purpose takes its time: a plug with a clock.
_EVEN_PERCENT: Final = 6
_EVENLY_MIN_S: Final = 10
_EVENLY_MAX_S: Final = 180
_HELD: Final = 3
_UPLOAD: Final = "esptool"
# Boards whose power is cut on purpose tell so; few lines have any of it, and those are looked at.
_OFF: Final = ("off", "down", "cut", "tpl51", "schalte")
_SWITCHES_OFF: Final = re.compile(
    r"(?i)\btpl51\d\d|\bpower(?:ing)?[ -]?(?:off|down)\b|\bshut(?:ting)? ?down\b|\bcut\w* (?:the |my |own )?power\b"
    r"|\b(?:switch|turn)\w* (?:myself |itself |me |power )?off\b|\bschalte (?:mich )?(?:ab|aus)\b|\bauto-?off\b"
)
_BORNE: Final = 3


class Restarts:
    """What one board's log has shown of them."""

    def __init__(self) -> None:
        self._since_load = self._since_gone = _FAR
        self._loads = self._borne = self._breaks = self._broken = self._starts = self._started = 0
        self._lost = self._slept_on = 0
        self._was_borne = True
        self._has_woken = self._sleeps = False
        self._slept_at: int | None = None
        self._since_software = _FAR
        self._sleep_s = 0
        self._power_on_at: int | None = None
        self._apart_s = self._evenly = 0

    def learn(self, line: str, names: Collection[str], recorded: str) -> Iterator[str]:
        """Take a line, what it means and how it was recorded; gives the names of what it shows."""
        yield from self._runs_on(line, names, recorded)
        if "rst" in line and (found := _RESET.search(line)) is not None:
            self._since_software = 0 if _BY_SOFTWARE.search(line) is not None else _FAR
            yield from self._start(found[1], recorded)
        elif (reason := self._reason(line)) is not None:
            if reason not in names:
                yield reason
        elif not names:
            self._go_on()
            yield from self._unknown(line)
        elif not _WIFI_BREAKS.isdisjoint(names):
            yield from self._wifi_breaks()
        elif not any(name.startswith("rom") for name in names):
            self._go_on()
            if _SLEEPS in names:
                self._sleeps, self._slept_at, self._sleep_s = True, second_of_day(recorded), _seconds_in(line)
                if self._sleep_s > _OFFLINE_S:
                    yield SLEEPS_LONG

    def _go_on(self) -> None:
        self._since_load += 1
        self._since_gone += 1

    def _reason(self, line: str) -> str | None:
        """Give what a number means with which firmware tells why it was restarted, where software restarted it."""
        self._since_software += 1
        if self._since_software > _REASON_LINES or (found := _REASON.search(line)) is None:
            return None
        self._since_software = _FAR
        return _MEANING_OF.get(found[1])

    def _unknown(self, line: str) -> Iterator[str]:
        lowered = line.lower()
        if any(word in lowered for word in _GONE) and _PORT_GONE.search(line) is not None:
            self._since_gone = 0
            yield PORT_GONE
        elif _LOADS.search(lowered) is not None and _LOAD.search(line) is not None:
            yield LOAD_SWITCHED
            # Who switches it tells so in a line or two.
            if self._since_load > _AT_ONCE_LINES:
                self._borne = self._borne + 1 if self._was_borne else 0
                self._loads, self._was_borne = self._loads + 1, True
            self._since_load = 0
            if self._borne == _BORNE:
                yield LOAD_BORNE

    def _start(self, cause: str, recorded: str) -> Iterator[str]:
        behind_load, self._since_load = self._since_load <= _AT_ONCE_LINES, _FAR
        behind_gone, self._since_gone = self._since_gone <= _RECONNECTED_LINES, _FAR
        slept, self._sleeps = self._sleeps, False
        asleep_s = seconds_between(self._slept_at, second_of_day(recorded))
        has_slept = slept and (asleep_s is None or asleep_s > self._sleep_s)
        yield from self._evenly_started(cause, recorded, is_told=behind_load or behind_gone or has_slept)
        if cause != _POWER_ON:
            is_late = slept and cause == _BY_HAND and self._is_late(asleep_s)
            self._has_woken = self._has_woken or (slept and not is_late)
            if is_late and not self._has_woken:
                yield SLEPT_PAST
            return
        self._starts += 1
        if behind_load:
            self._was_borne = False
            self._started += 1
            of_all = max(self._starts - 1, self._loads)
            if self._started >= _STARTS and _is_most(self._started, of_all):
                yield LOAD_CUTS_POWER
        if behind_gone:
            self._lost += 1
            if self._lost >= _STARTS:
                yield POWER_LOST if self._lost < _OFTEN else POWER_LOST_OFTEN
        if has_slept:
            self._slept_on += 1
            if self._slept_on >= _STARTS and not self._has_woken:
                yield SLEPT_ON

    def _evenly_started(self, cause: str, recorded: str, *, is_told: bool) -> Iterator[str]:
        """Look whether several starts in a row from power-on are equally far apart, and nothing tells why."""
        started_at = second_of_day(recorded) if cause == _POWER_ON else None
        before_s, self._apart_s = self._apart_s, seconds_between(self._power_on_at, started_at) or 0
        self._power_on_at = started_at
        is_even = 100 * abs(self._apart_s - before_s) <= max(_EVEN_PERCENT * before_s, 100)
        if is_told or not _EVENLY_MIN_S <= self._apart_s <= _EVENLY_MAX_S:
            self._evenly = 0
        else:
            self._evenly = self._evenly + 1 if is_even else 1
        if self._evenly >= _OFTEN:
            yield POWER_LOST_REGULARLY

    def _runs_on(self, line: str, names: Collection[str], recorded: str) -> Iterator[str]:
        """Look whether it is switched off on purpose, and whether it runs for much longer than between those starts."""
        if self._power_on_at is not None and (_UPLOAD in names or _is_switched_off(line)):
            self._power_on_at, self._evenly = None, 0
        if self._evenly >= _OFTEN:
            runs_s = seconds_between(self._power_on_at, second_of_day(recorded))
            if runs_s is not None and runs_s > _HELD * self._apart_s:
                self._evenly = 0
                yield POWER_HELD

    def _is_late(self, asleep_s: int | None) -> bool:
        """Tell whether it should have woken long ago."""
        return self._sleep_s > 0 and asleep_s is not None and 100 * (asleep_s - _LATE_S) > _LATE_PERCENT * self._sleep_s

    def _wifi_breaks(self) -> Iterator[str]:
        self._broken += 1
        if self._since_load <= _AT_ONCE_LINES:
            self._was_borne = False
            self._breaks += 1
            if self._breaks >= _BREAKS and _is_most(self._breaks, max(self._broken, self._loads)):
                yield LOAD_CUTS_WIFI
        self._since_load = _FAR


def _is_switched_off(line: str) -> bool:
    lowered = line.lower()
    return any(word in lowered for word in _OFF) and _SWITCHES_OFF.search(line) is not None


def _is_most(times: int, of_all: int) -> bool:
    return 100 * times >= _MOST_PERCENT * of_all


def _seconds_in(line: str) -> int:
    if (called := _CALLED.search(line)) is not None:
        return int(called[1]) if called[2] else int(called[1]) // SECOND_US
    found = _HOW_LONG.search(line)
    return 0 if found is None else int(found[1]) * _SECONDS_OF[found[2][0].lower()]
