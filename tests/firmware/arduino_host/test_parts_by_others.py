"""What libraries of strangers take from a core by another of its headers, and what they bring themselves."""

from pathlib import Path

import pytest

from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sketch import Layout, Sketch, SketchSettings
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_a_library_for_the_pico_brings_its_own_ring_of_letters(tmp_path: Path) -> None:
    library = tmp_path / "libraries" / "Ring" / "src"
    library.mkdir(parents=True)
    (library / "cbuf.h").write_text("struct cbuf { int available(); };\n")
    (library / "cbuf.cpp").write_text('#include "cbuf.h"\nint cbuf::available() { return 0; }\n')
    main = tmp_path / "own" / "own.ino"
    main.parent.mkdir()
    main.write_text("#include <cbuf.h>\nvoid setup() { cbuf().available(); }\nvoid loop() {}\n")
    settings = SketchSettings(libraries=(tmp_path / "libraries",))
    assert build_sketch(
        Sketch("own", main.parent, Layout.FOLDER, main, settings), Board.PICOW, SketchBuild()
    ).is_file()


@pytest.mark.parametrize(
    ("board", "header"), [(Board.ESP32, "Arduino.h"), (Board.ESP8266, "IPAddress.h"), (Board.PICOW, "Arduino.h")]
)
def test_limits_of_numbers_come_with_addresses(board: Board, header: str) -> None:
    assert alone(board, header, "Serial.println(most);", "int most = INT_MAX;") == ["2147483647"]


def test_a_web_page_of_the_pico_is_sent_from_a_text_that_is_a_stream() -> None:
    body = r"""
        StreamString page;
        page.print("<svg/>");
        WebServer server(80);
        server.send(200, "image/svg+xml", page);
        HTTPServer& asked = server;
        Serial.printf("%d %d\n", asked.client().connected(), server.client().localIP().isSet());
        server.on("/", [] {}).setFilter([](HTTPServer& each) { return each.client().localIP() == WiFi.localIP(); });
    """
    assert alone(Board.PICOW, "WebServer.h StreamString.h", body) == ["0 0"]
