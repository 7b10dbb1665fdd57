"""A run's conversation, exported as PCAP, read by Wireshark's own dissectors."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from oceanhil.app.moment.exports.pcap import trace_pcap
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import WorldRequest

_FIELDS = ("http.request.method", "http.request.uri", "http.response.code", "http.file_data", "_ws.expert.severity")
_WARNING = 0x600000


@pytest.fixture
def capture(tmp_path: Path) -> tuple[Path, int]:
    """A device from its first boot until it has reported twice, and how many requests that took."""
    request = WorldRequest(board=Board.ESP32, seed=3, profile=load_profile(None), is_closeup=True)
    world = SimWorldFactory().make(request)
    made = world.server.generate_firmware(Board.ESP32, "device")
    world.device().flash(Firmware(made.registration_token))
    world.device().power_on()
    world.run_for(90_000_000)
    file = tmp_path / "run.pcap"
    file.write_bytes(trace_pcap(world.trace.events))
    return file, sum(event.kind is EventKind.REQUEST for event in world.trace)


def test_wireshark_reads_every_request_and_its_answer(capture: tuple[Path, int]) -> None:
    file, requests = capture
    program = shutil.which("tshark")
    if program is None:
        pytest.skip("tshark is not installed: make foreign")
    options = [option for field in _FIELDS for option in ("-e", field)]
    command = [program, "-r", str(file), "-T", "json", "-o", "tcp.check_checksum:TRUE", *options]
    read = subprocess.run(command, capture_output=True, check=True, timeout=120)
    layers = [packet["_source"]["layers"] for packet in json.loads(read.stdout)]
    asked = [each for each in layers if "http.request.method" in each]
    answered = [each for each in layers if "http.response.code" in each]
    assert len(asked) == len(answered) == requests
    assert asked[0]["http.request.uri"] == ["/api/device/register/"]
    assert {each["http.response.code"][0] for each in answered} == {"200"}
    # Notes are what Wireshark says of any connection that is closed; warnings and errors are of packets that are wrong.
    assert not [each for each in layers if any(int(one) >= _WARNING for one in each.get("_ws.expert.severity", ()))]
