"""A run's conversation, exported as PCAP, read by Wireshark's own dissectors."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from oceanhil.app.moment.exports.pcap import trace_pcap
from oceanhil.scenarios.trace import Event, EventKind

_FIELDS = ("http.request.method", "http.request.uri", "http.response.code", "http.file_data", "_ws.expert.severity")
_WARNING = 0x600000


def test_wireshark_reads_every_request_and_its_answer(conversation: list[Event], tmp_path: Path) -> None:
    file = tmp_path / "run.pcap"
    file.write_bytes(trace_pcap(conversation))
    requests = sum(event.kind is EventKind.REQUEST for event in conversation)
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
