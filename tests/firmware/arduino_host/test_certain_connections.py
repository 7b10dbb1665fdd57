"""A connection that is sure to come about costs no question; whatever may hinder it is asked for, and meets it."""

from collections.abc import Callable
from typing import Final

import pytest

from oceanhil.hil.worlds.sketch.frames import Ask, Note, Record
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, PathFault, PathTrouble, TlsAlert
from oceanhil.protocol.network_change import AccessPointChange, HostChange, Latency, PathChange
from oceanhil.protocol.surroundings import Host
from oceanhil.scenarios.acts import ActKind, ShowsActs
from oceanhil.scenarios.world import World
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS
from tests.firmware.arduino_host.programs import bench

pytestmark = pytest.mark.slow

EACH_SECOND: Final = rf"""{HEADERS}
void test() {{
    for (;;) {{
        WiFiClientSecure client;
        client.setInsecure();
        int is_open = 0;
        const unsigned long took = duration([&] {{ is_open = client.connect("oceanremote.net", 443); }});
        Serial.printf("%d %lu\n", is_open, took);
        client.stop();
        delay(1000);
    }}
}}
"""
FIRST_AND_AGAIN: Final = ["1 160", "1 120"]
"""The name is asked for once; then two packets there and back are under way for a connection, and four for TLS."""


def opened(heard: list[Record]) -> tuple[int, int]:
    """Count connections that were noted, and those that were asked for."""
    kinds = [each.kind for each in heard]
    return kinds.count(Note.TCP_OPEN), kinds.count(Ask.TCP_OPEN)


@pytest.mark.parametrize("board", CORES)
def test_a_connection_that_nothing_can_hinder_is_not_asked_for_and_takes_as_long(
    board: Board, heard: list[Record]
) -> None:
    with bench(board, EACH_SECOND) as running:
        lines = running.run(10)
        running.world.server.add_fault(FaultRule(Fault(FaultKind.DROP_REQUEST)))
        noted, asked = opened(heard)
        more = running.run(5)[len(lines) :]
        assert isinstance(running.device, ShowsActs)
        kinds = [each.kind for each in running.device.deeds()]
    assert lines[:2] == FIRST_AND_AGAIN
    assert {*lines[1:], *more} == {FIRST_AND_AGAIN[1]}
    # Within one of them the world may stand still, and somebody act.
    assert asked <= 1 < len(more)
    assert opened(heard)[0] - noted <= 1
    assert kinds.count(ActKind.CONNECTION) == sum(opened(heard)) >= len(lines) + len(more)


HINDRANCES: Final[dict[str, tuple[Callable[[World], None], str]]] = {
    "server blocked": (lambda world: world.network.apply(HostChange(Host.SERVER, blocked=True)), "0 30000"),
    "fatal alert": (
        lambda world: world.network.apply(
            PathChange(PathFault(PathTrouble.TLS_ALERT, alert=TlsAlert.HANDSHAKE_FAILURE))
        ),
        "0 120",
    ),
    "connections refused": (
        lambda world: world.server.add_fault(FaultRule(Fault(FaultKind.REFUSE), duration=100.0)),
        "0 40",
    ),
    "slow network": (lambda world: world.network.apply(Latency(100_000)), "1 600"),
    "name elsewhere": (lambda world: world.network.apply(PathChange(PathFault(PathTrouble.IPV6_ONLY))), "0 40"),
}


@pytest.mark.parametrize("name", HINDRANCES)
def test_what_hinders_a_connection_from_then_on_is_met_by_the_next(name: str) -> None:
    act, expected = HINDRANCES[name]
    with bench(Board.ESP32, EACH_SECOND) as running:
        before = running.run(10)
        act(running.world)
        lines = running.run(70)[len(before) :]
    # One may have begun before.
    assert set(lines[1:]) == {expected}


def test_a_board_without_network_makes_no_connection() -> None:
    with bench(Board.ESP32, EACH_SECOND) as running:
        before = running.run(10)
        running.world.network.apply(AccessPointChange("Another", "password"))
        lines = running.run(10)[len(before) :]
    assert {line[0] for line in lines[1:]} == {"0"}


def test_who_waits_for_less_than_it_takes_gives_up_after_that() -> None:
    body = rf"""{HEADERS}
    void test() {{
        WiFiClient client;
        for (uint32_t patience : {{1000, 39, 41}}) {{
            int is_open = 0;
            IPAddress address;
            WiFi.hostByName("oceanremote.net", address);
            const unsigned long begun = micros();
            is_open = client.connect("oceanremote.net", 80, patience);
            Serial.printf("%d %lu\n", is_open, (micros() - begun) / 1000);
            client.stop();
        }}
    }}
    """
    with bench(Board.ESP32, body) as running:
        assert running.run(10) == ["1 40", "0 39", "1 40"]


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_a_certificate_that_will_have_expired_is_asked_for_and_refused(board: Board, heard: list[Record]) -> None:
    body = rf"""{HEADERS}
    #include <sys/time.h>
    void test() {{
        static BearSSL::X509List authorities(kAuthority);
        // Half a minute before the end of 2035, with which the server's certificate ends.
        const timeval set = {{2082758370, 0}};
        settimeofday(&set, nullptr);
        int are_open[6];
        for (int& is_open : are_open) {{
            WiFiClientSecure client;
            client.setTrustAnchors(&authorities);
            is_open = client.connect("oceanremote.net", 443);
            client.stop();
            delay(10000);
        }}
        for (int is_open : are_open) {{
            Serial.print(is_open);
        }}
        Serial.println();
    }}
    """
    with bench(board, body) as running:
        assert running.run(90) == ["111000"]
    assert opened(heard)[1] > 0


def test_a_server_hangs_up_on_who_says_nothing_however_the_connection_came_about(heard: list[Record]) -> None:
    body = rf"""{HEADERS}
    void test() {{
        IPAddress address;
        WiFi.hostByName("oceanremote.net", address);
        WiFiClient client;
        client.connect("oceanremote.net", 80);
        Serial.println(duration([&] {{ while (client.connected()) delay(10); }}) / 1000);
    }}
    """
    with bench(Board.ESP32, body) as running:
        assert running.run(200) == ["75"]
    assert opened(heard) == (1, 0)
