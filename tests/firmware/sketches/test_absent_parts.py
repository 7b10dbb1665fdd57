"""Headers of parts that simulated boards lack: the message says which part, not where a library was looked for."""

from pathlib import Path

import pytest

from oceanhil.firmware.sketches.absent_parts import absent_part, absent_part_of
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sketch import recognised
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import program


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("BLEDevice.h", "Bluetooth"),
        ("BTstackLib.h", "Bluetooth"),
        ("W5500lwIP.h", "Ethernet"),
        ("Lamp.h", ""),
    ],
)
def test_a_header_is_known_by_its_part(header: str, part: str) -> None:
    assert absent_part(header) == part


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("lib/NimBLE/src/nimble/esp_port/hci.c", "NimBLE, another host of Bluetooth"),
        ("lib/Lamp/src/nimble.cpp", ""),
        ("lib/Lamp/src/lamp.c", ""),
    ],
)
def test_a_source_of_a_host_that_a_library_brings_is_known_by_its_folder(source: str, part: str) -> None:
    assert absent_part_of(source) == part


@pytest.mark.slow
def test_a_sketch_whose_library_brings_a_host_of_bluetooth_is_told_so(tmp_path: Path) -> None:
    host = tmp_path / "libraries" / "Air" / "src" / "nimble" / "hci.c"
    host.parent.mkdir(parents=True)
    host.write_text("#include <esp_hci_of_the_chip.h>\n", "utf-8")
    (host.parents[1] / "Air.h").write_text("#pragma once\n", "utf-8")
    (host.parents[2] / "library.properties").write_text("name=Air\nversion=1.0\n", "utf-8")
    (tmp_path / "tried").mkdir()
    sketch = tmp_path / "tried" / "tried.ino"
    sketch.write_text("#include <Air.h>\nvoid setup() {}\nvoid loop() {}\n", "utf-8")
    told = (
        r"hci\.c:1: error: 'hci\.c' is for NimBLE, another host of Bluetooth, which the simulated board does not have"
    )
    with pytest.raises(SketchError, match=told):
        build_sketch(recognised(sketch.parent, "tried"), Board.ESP32)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("board", "header"),
    [(Board.ESP8266, "BLEDevice.h"), (Board.PICOW, "BTstackLib.h"), (Board.PICOW, "BluetoothSerial.h")],
)
def test_a_sketch_with_bluetooth_is_told_so_with_its_line(board: Board, header: str) -> None:
    sketch = f"#include <{header}>\nvoid setup() {{}}\nvoid loop() {{}}\n"
    told = rf"tried\.ino:2: error: '{header}' is for Bluetooth, which the simulated board does not have; leave it out"
    with pytest.raises(SketchError, match=told):
        program(board, sketch)
