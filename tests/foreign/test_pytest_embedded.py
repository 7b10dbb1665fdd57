"""Espressif's pytest-embedded expects what a virtual board says, and writes to it."""

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.foreign.program import TOKEN, Environment, typed

pytestmark = pytest.mark.slow
# Over TCP, pyserial does not say how many bytes have come, and pytest-embedded takes one every 50 ms: a short text.
BOOTS = f"""
    def test_boots(dut):
        dut.write({typed("GO")!r})
        dut.expect_exact("$HOK,1*51", timeout=30)
        found = dut.expect(r"rst:(0x[0-9a-f]+) \\((\\w+)\\)", timeout=30)
        assert found.groups() == (b"0x1", b"POWERON_RESET")
"""


@pytest.mark.parametrize("port", [(), ("--tcp", "0"), ("--rfc2217", "0")], ids=["pty", "socket", "rfc2217"])
def test_a_test_writes_and_expects(espressif: Environment, port: tuple[str, ...]) -> None:
    with VirtualBoardProcess("--token", TOKEN, *port) as board:
        board.control.power(on=True, hold=True)
        espressif.pytest(BOOTS, "--embedded-services", "serial", "--port", board.port_url)
        assert board.is_running
