"""What a sketch sends is no question: the process goes on alone, and all is as if it had stood still for an answer."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.network_change import AccessPointChange
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = pytest.mark.slow

LATENCY_US: Final = 20_000
LOOK_US: Final = 102
"""What a loop that only looks takes from one look to the next, when it has done so for long."""
IDLE_US: Final = 75_000_000
"""After so long without a request the server hangs up."""
REQUEST: Final = r'"GET /nothing HTTP/1.1\r\nHost: oceanremote.net\r\n\r\n"'
CONNECT: Final = """
    const int32_t line = machine::tcp_open("oceanremote.net", 80, machine::Security::none, 1000);
"""
BEFORE: Final = f"#include <machine/network.h>\n{HEADERS}"
SENDS: Final = rf"""{BEFORE}
void test() {{
    {CONNECT}
    machine::wait_us(5000000);
    machine::tcp_send(line, reinterpret_cast<const uint8_t*>({REQUEST}), sizeof {REQUEST} - 1);
}}
"""


def printed(body: str) -> list[str]:
    """Run `body` on a board that has joined its network, and give what it prints."""
    return lines_of(Board.ESP32, f"{BEFORE}\nvoid test() {{\n{body}\n}}\n", 90)


def requests_if_power_is_cut(at_us: int | None) -> list[int]:
    """Give when requests came to the server, where the board loses power at that time of the run."""
    with bench(Board.ESP32, SENDS) as running:
        if at_us is not None:
            running.world.run_for(at_us)
            running.device.power_off()
        running.run(30)
        return [each.t_us for each in running.world.trace.events if each.kind is EventKind.REQUEST]


def test_what_was_sent_before_power_was_cut_arrives_and_what_was_not_does_not() -> None:
    (arrived_us,) = requests_if_power_is_cut(None)
    sent_us = arrived_us - LATENCY_US
    assert requests_if_power_is_cut(sent_us - 1) == []
    assert requests_if_power_is_cut(sent_us) == [arrived_us]


def test_an_answer_is_seen_when_it_comes_whatever_else_is_far_away() -> None:
    body = rf"""
    {CONNECT}
    const uint64_t begun = machine::micros();
    machine::tcp_send(line, reinterpret_cast<const uint8_t*>({REQUEST}), sizeof {REQUEST} - 1);
    while (machine::tcp_available(line) == 0) {{
    }}
    Serial.println(static_cast<unsigned>(machine::micros() - begun - 2 * {LATENCY_US}));
    """
    (late_us,) = printed(body)
    assert int(late_us) <= LOOK_US


def test_what_is_done_as_the_server_hears_of_it_is_seen_before_an_answer_could_come() -> None:
    sketch = rf"""{BEFORE}
    void test() {{
        {CONNECT}
        const uint64_t begun = machine::micros();
        machine::tcp_send(line, reinterpret_cast<const uint8_t*>({REQUEST}), sizeof {REQUEST} - 1);
        while (machine::station_state() == machine::Station::connected && machine::micros() - begun < 1000000) {{
        }}
        Serial.println(static_cast<unsigned>(machine::micros() - begun - {LATENCY_US}));
    }}
    """
    with bench(Board.ESP32, sketch) as running:
        assert running.world.wait_for(lambda event: event.kind is EventKind.REQUEST, 30_000_000) is not None
        running.world.network.apply(AccessPointChange("another", ""))
        (late_us,) = running.run(2)
        assert int(late_us) <= 4 * LOOK_US


@pytest.mark.parametrize(("early_us", "is_sent"), [(1, "1"), (0, "0")])
def test_what_ends_at_this_very_moment_has_ended_for_whoever_sends(early_us: int, is_sent: str) -> None:
    body = rf"""
    {CONNECT}
    const uint64_t hung_up_us = machine::micros() - 2 + {IDLE_US} + {LATENCY_US};
    machine::wait_us({IDLE_US});
    machine::wait_us(hung_up_us - {early_us} - machine::micros());
    Serial.println(machine::tcp_send(line, reinterpret_cast<const uint8_t*>("GET"), 3));
    """
    assert printed(body) == [is_sent]
