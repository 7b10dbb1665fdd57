"""Headers of parts that no simulated board has: the message says which part, not where a library was looked for."""

import pytest

from oceanhil.firmware.sketches.absent_parts import absent_part
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import program


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("BLEDevice.h", "Bluetooth"),
        ("W5500lwIP.h", "Ethernet"),
        ("Lamp.h", ""),
    ],
)
def test_a_header_is_known_by_its_part(header: str, part: str) -> None:
    assert absent_part(header) == part


@pytest.mark.slow
def test_a_sketch_with_bluetooth_is_told_so_with_its_line() -> None:
    sketch = "#include <BluetoothSerial.h>\nvoid setup() {}\nvoid loop() {}\n"
    told = r"tried\.ino:2: error: 'BluetoothSerial\.h' is for Bluetooth, which no simulated board has; leave it out"
    with pytest.raises(SketchError, match=told):
        program(Board.ESP32, sketch)
