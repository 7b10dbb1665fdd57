"""labgrid's serial driver works on a virtual board, local and over the network."""

import msgspec
import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.foreign.program import TOKEN, Environment, typed

pytestmark = pytest.mark.slow
BOOTS = f"""
    def test_boots(target):
        console = target.get_driver("ConsoleProtocol")
        console.sendline({typed("GO")!r})
        console.expect(r"\\$HOK,1\\*51", timeout=30)
        _, _, found, _ = console.expect(r"rst:0x1 \\((\\w+)\\)", timeout=30)
        assert found.group(1) == b"POWERON_RESET"
        console.expect("Device ID: ESP32_246F28AABBCC", timeout=30)
"""


def resource(url: str) -> dict[str, object]:
    """Say in labgrid's words where the board is."""
    scheme, has_address, address = url.partition("://")
    if not has_address:
        return {"RawSerialPort": {"port": url, "speed": 115_200}}
    host, _, number = address.rpartition(":")
    protocol = "rfc2217" if scheme == "rfc2217" else "raw"
    return {"NetworkSerialPort": {"host": host, "port": int(number), "speed": 115_200, "protocol": protocol}}


@pytest.mark.parametrize("port", [(), ("--tcp", "0"), ("--rfc2217", "0")], ids=["raw-serial", "raw", "rfc2217"])
def test_its_console_writes_and_expects(labgrid: Environment, port: tuple[str, ...]) -> None:
    with VirtualBoardProcess("--token", TOKEN, *port) as board:
        board.control.power(on=True, hold=True)
        target = {"resources": resource(board.port_url), "drivers": {"SerialDriver": {}}}
        (labgrid.folder / "bench.yaml").write_bytes(msgspec.yaml.encode({"targets": {"main": target}}))
        labgrid.pytest(BOOTS, "--lg-env", "bench.yaml")
        assert board.is_running
