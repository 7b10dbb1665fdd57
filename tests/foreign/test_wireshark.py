"""A run's conversation, exported as PCAP, read by Wireshark's own dissectors."""

import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from oceanhil.app.moment.exports.pcap import trace_pcap
from oceanhil.scenarios.trace import Event, EventKind

Layers = dict[str, list[str]]

_FIELDS = ("http.request.method", "http.request.uri", "http.response.code", "http.file_data", "_ws.expert.severity")
_WARNING = 0x600000
_FILE_HEAD, _PACKET_HEAD = 24, 16
_IP_HEAD, _HEADERS = 20, 40
_LENGTH_OF_TCP_HEAD = 12  # in its upper half, in words of four bytes


@pytest.fixture
def tshark() -> str:
    program = shutil.which("tshark")
    if program is None:
        pytest.skip("tshark is not installed: make foreign")
    return program


@pytest.fixture
def file(conversation: list[Event], tmp_path: Path) -> Path:
    file = tmp_path / "run.pcap"
    file.write_bytes(trace_pcap(conversation))
    return file


def read(tshark: str, file: Path) -> list[Layers]:
    """Give what is in each packet; raises CalledProcessError where tshark cannot read the file."""
    options = [option for field in _FIELDS for option in ("-e", field)]
    checks = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
    command = [tshark, "-r", str(file), "-T", "json", *checks, *options]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return [packet["_source"]["layers"] for packet in json.loads(done.stdout)]


def warned(layers: list[Layers]) -> list[Layers]:
    """Give the packets that are wrong: what Wireshark notes of any connection that is closed is less than a warning."""
    return [each for each in layers if any(int(one) >= _WARNING for one in each.get("_ws.expert.severity", ()))]


def first_request(data: bytes | bytearray) -> int:
    """Give where the first packet that carries anything begins."""
    at = _FILE_HEAD
    while (length := struct.unpack_from("<I", data, at + 8)[0]) == _heads(data, at):
        at += _PACKET_HEAD + length
    return at


def _heads(data: bytes | bytearray, at: int) -> int:
    """Give how many bytes of the packet that begins there are heads; one that opens a connection has options."""
    return _IP_HEAD + (data[at + _PACKET_HEAD + _IP_HEAD + _LENGTH_OF_TCP_HEAD] >> 4) * 4


def test_wireshark_reads_every_request_and_its_answer(conversation: list[Event], file: Path, tshark: str) -> None:
    requests = sum(event.kind is EventKind.REQUEST for event in conversation)
    layers = read(tshark, file)
    asked = [each for each in layers if "http.request.method" in each]
    answered = [each for each in layers if "http.response.code" in each]
    assert len(asked) == len(answered) == requests
    assert asked[0]["http.request.uri"] == ["/api/device/register/"]
    assert {each["http.response.code"][0] for each in answered} == {"200"}
    assert warned(layers) == []


def test_wireshark_warns_of_a_byte_that_is_not_the_one_sent(file: Path, tshark: str) -> None:
    data = bytearray(file.read_bytes())
    data[first_request(data) + _PACKET_HEAD + _HEADERS] ^= 1
    file.write_bytes(data)
    assert len(warned(read(tshark, file))) == 1


def test_wireshark_warns_of_a_packet_that_is_missing(file: Path, tshark: str) -> None:
    data = file.read_bytes()
    at = first_request(data)
    after = at + _PACKET_HEAD + struct.unpack_from("<I", data, at + 8)[0]
    file.write_bytes(data[:at] + data[after:])
    assert warned(read(tshark, file))


def test_wireshark_refuses_half_a_file(file: Path, tshark: str) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: first_request(data) + _PACKET_HEAD + _HEADERS])
    with pytest.raises(subprocess.CalledProcessError) as refused:
        read(tshark, file)
    assert b"cut short in the middle of a packet" in refused.value.stderr
