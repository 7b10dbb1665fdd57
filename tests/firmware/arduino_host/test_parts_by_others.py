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
    assert build_sketch(Sketch("own", main.parent, Layout.FOLDER, main, settings), Board.PICOW, SketchBuild()).is_file()


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


def test_wifi_of_the_pico_brings_files_updates_and_figures() -> None:
    before = "#include <WiFi.h>\n#include <pico/stdio.h>\nFile file;\nFS* files = nullptr;"
    body = 'Serial.printf("%d %d %d %u\\n", (bool)file, Update.isRunning(), TCP_MSS, _u(7));'
    assert alone(Board.PICOW, "", body, before) == ["0 0 1460 7"]


def test_addresses_of_the_pico_bring_figures_of_lwip() -> None:
    # The library RPAsyncTCP takes a name of another core where its `SyncClient.h` finds none behind `Client.h`.
    assert alone(Board.PICOW, "Client.h", "Serial.println(TCP_MSS);") == ["1460"]


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266, Board.PICOW])
def test_datagrams_bring_the_heads_of_packets(board: Board) -> None:
    body = r"""
        const struct netif* nowhere = nullptr;
        Serial.printf("%d %d ", UDP_HLEN == sizeof(udp_hdr), IP_HLEN == sizeof(ip_hdr));
        Serial.printf("%d %d\n", IP_PROTO_UDP, nowhere == nullptr);
    """
    assert alone(board, "lwip/udp.h", body) == ["1 1 17 1"]
    headers = "lwip/prot/udp.h lwip/prot/icmp.h lwip/prot/ip4.h lwip/prot/ip.h lwip/netif.h lwip/icmp.h"
    assert alone(board, headers, 'Serial.printf("%d\\n", (int)sizeof(icmp_echo_hdr));') == ["8"]


def test_a_digest_of_digits_and_a_dump() -> None:
    body = r"""
        SHA1Builder sha;
        sha.begin();
        sha.addHexString("616263");
        sha.calculate();
        Serial.println(sha.toString().substring(0, 12));
        uint8_t octets[18] = {};
        Serial.printf("%d\n", (int)HEXBuilder::hex2bytes(octets, 18, "4142c3"));
        log_print_buf(octets, 3);
        log_print_buf(octets, 18);
    """
    assert alone(Board.ESP32, "SHA1Builder.h", body) == [
        "a9993e364706",
        "3",
        "0x41, 0x42, 0xc3, // AB.",
        "/* 0x0000 */ 0x41, 0x42, 0xc3," + 13 * " 0x00," + "    // AB" + 14 * ".",
        "/* 0x0010 */ 0x00, 0x00," + 14 * 6 * " " + "    // ..",
    ]


def test_a_copy_of_a_core_header_in_the_sketch_takes_its_place(tmp_path: Path) -> None:
    # The guard of the core's header is that of the copy: WiFiManager then finds the copy's class, as on a board.
    library = tmp_path / "libraries" / "Portal"
    library.mkdir(parents=True)
    (library / "Portal.h").write_text("#include <DNSServer.h>\ninline int portal() { return DNSServer().copied(); }\n")
    main = tmp_path / "own" / "own.ino"
    main.parent.mkdir()
    copy = "#ifndef DNSServer_h\n#define DNSServer_h\nstruct DNSServer { int copied() { return 1; } };\n#endif\n"
    (main.parent / "DNSServer.h").write_text(copy)
    main.write_text('#include "DNSServer.h"\n#include <Portal.h>\nvoid setup() { portal(); }\nvoid loop() {}\n')
    settings = SketchSettings(libraries=(tmp_path / "libraries",))
    for board in (Board.ESP32, Board.ESP8266):
        assert build_sketch(Sketch("own", main.parent, Layout.FOLDER, main, settings), board, SketchBuild()).is_file()


def test_what_a_core_calls_its_headers_is_known_to_the_preprocessor() -> None:
    before = """
    #include <EEPROM.h>
    #include <ESP8266HTTPClient.h>
    #include <ESP8266WebServer.h>
    #if !defined(WiFi_h) || !defined(ESP8266WEBSERVER_H) || !defined(ESP8266HTTPClient_H_) || !defined(EEPROM_h)
    #error a guard of the core
    #endif
    """
    assert alone(Board.ESP8266, "ESP8266WiFi.h", 'Serial.println("known");', before) == ["known"]
