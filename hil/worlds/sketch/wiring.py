"""What is at a sketch's pins: what it writes moves relays, what a sensor shows and a button does it reads."""

from struct import Struct
from typing import Final

from oceanhil.firmware.sketches.wiring import (
    FULL_MILLIVOLTS,
    Button,
    DigitalSensor,
    Level,
    RelayPins,
    Sensor,
    SensorKind,
    Shown,
)
from oceanhil.hil.worlds.sketch.frames import Input
from oceanhil.hil.worlds.sketch.program import Post
from oceanhil.protocol.record import RecordFlag
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.outputs import NO_LATCHES, Latches, Sensors

_PIN: Final = Struct("<BBBB")
# `Latch` of the same: what a pad outlasts as it is.
_AT_RESET: Final = 1
_IN_SLEEP: Final = 2
_AT_WAKE: Final = 4
_FLAGS: Final = {1: RecordFlag.RELAY1, 2: RecordFlag.RELAY2}
_LEVEL: Final = Struct("<BH")
_PART: Final = Struct("<BBhH")
# `PartKind` of firmware/arduino_host/machine/attached.cpp.
_PARTS: Final = {
    SensorKind.DHT11: 1,
    SensorKind.DHT22: 2,
    SensorKind.DS18B20: 3,
    SensorKind.BME280: 4,
    SensorKind.SHT31: 5,
    SensorKind.AHT20: 6,
}
# `PinMode` of firmware/arduino_host/machine/machine.h: those in which a program holds a pin.
_OUTPUT: Final = 1
_OPEN_DRAIN: Final = 4
_FULL: Final = 4_095


class RelaysAtPins:
    """The relays of a board; one whose pin nobody holds is open. What an earlier boot has latched stays as it is."""

    def __init__(self, board: SimulatedBoard, pins: RelayPins) -> None:
        self._board = board
        self._flags = {pin: _FLAGS[number] for number, pin in pins.pins.items()}
        self._close_at = pins.close_at
        self._on = board.outputs.on

    def hear(self, data: bytes) -> None:
        """Read the note of a pin: its number, its mode and level as they are outside, and what they outlast."""
        pin, mode, is_high, latch = _PIN.unpack(data)
        flag = self._flags.get(pin)
        if flag is None:
            return
        self._latch(flag, latch)
        self._on = self._on | flag if self._is_closed(mode, is_high=bool(is_high)) else self._on & ~flag
        self._board.switch_relays(self._on)

    def _latch(self, flag: RecordFlag, latch: int) -> None:
        outputs = self._board.outputs
        if not latch and outputs.latches is NO_LATCHES:
            return
        before = outputs.latches
        outputs.latches = Latches(
            *(
                relays | flag if latch & bit else relays & ~flag
                for relays, bit in (
                    (before.at_reset, _AT_RESET),
                    (before.in_sleep, _IN_SLEEP),
                    (before.at_wake, _AT_WAKE),
                )
            )
        )

    def _is_closed(self, mode: int, *, is_high: bool) -> bool:
        # The high level of an open drain is nobody's.
        is_held = mode == _OUTPUT or (mode == _OPEN_DRAIN and not is_high)
        return is_held and is_high == (self._close_at is Level.HIGH)


def show(sensor: Sensor, sensors: Sensors, post: Post) -> None:
    """Let the pin of a sensor have the voltage for what it shows, or a part there show it."""
    if isinstance(sensor, DigitalSensor):
        shown = sensor.shown(sensors.temperature_tenths, sensors.humidity_tenths)
        post.put(Input.PART, _PART.pack(sensor.place, _PARTS[sensor.kind], *shown))
        return
    tenths = sensors.temperature_tenths if sensor.shows is Shown.TEMPERATURE else sensors.humidity_tenths
    millivolts = min(max(sensor.millivolts(tenths), 0), FULL_MILLIVOLTS)
    post.put(Input.PIN, _LEVEL.pack(sensor.pin, millivolts * _FULL // FULL_MILLIVOLTS))


def hold(button: Button, post: Post, *, is_down: bool) -> None:
    """Let the pin of a button have the level of one that is pressed, or of one that is not."""
    is_high = is_down is (button.pressed is Level.HIGH)
    post.put(Input.PIN, _LEVEL.pack(button.pin, _FULL if is_high else 0))
