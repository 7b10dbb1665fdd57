"""Names that a sketch's board keeps: the process answers them itself, and only as long as the simulator would, too."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import PathFault, PathTrouble
from oceanhil.protocol.network_change import PathChange
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import bench

pytestmark = pytest.mark.slow

ASKS: Final = rf"""{HEADERS}
void test() {{
    for (;;) {{
        IPAddress found;
        int is_found = 0;
        const unsigned long took_ms = duration([&] {{ is_found = WiFi.hostByName("oceanremote.net", found); }});
        Serial.printf("%d %s %lu\n", is_found, found.toString().c_str(), took_ms);
        delay(1000);
    }}
}}
"""
TURNS: Final = rf"""{HEADERS.partition("void test();")[0]}
void setup() {{
    join();
}}
unsigned turns = 0;
void loop() {{
    IPAddress found;
    WiFi.hostByName("oceanremote.net", found);
    static const unsigned long begun = micros();
    if (++turns == 1000) {{
        Serial.println(micros() - begun);
    }}
}}
"""


@pytest.mark.parametrize(
    ("trouble", "answer"), [(PathTrouble.DNS_LIES, "1 203.0.113.66 40"), (PathTrouble.IPV6_ONLY, "0 0.0.0.0 40")]
)
def test_a_kept_name_takes_no_time_until_a_name_server_tells_something_else(trouble: PathTrouble, answer: str) -> None:
    with bench(Board.ESP32, ASKS) as running:
        before = len(running.run(7))
        running.world.network.apply(PathChange(PathFault(trouble)))
        during = len(running.run(3))
        running.world.network.apply(PathChange(None))
        lines = running.run(3)
    assert lines[0] == "1 203.0.113.10 40"
    assert set(lines[1:before]) == {"1 203.0.113.10 0"}
    assert set(lines[before:during]) == {answer}
    assert set(lines[during:]) == {"1 203.0.113.10 0"}


def test_a_turn_that_asks_for_a_kept_name_does_something() -> None:
    with bench(Board.ESP32, TURNS) as running:
        (took_us,) = running.run(20)
    assert int(took_us) < 100_000
