"""The pieces of a link by themselves, without a port: words, limits, order."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import cast

import pytest
import serial

from oceanhil.analysis.recording.oslog_rows import (
    Direction,
    LogHead,
    LogRecord,
    OsLogError,
    decode_head,
    decode_record,
    encode_head,
    encode_record,
)
from oceanhil.analysis.recording.redaction import masked, masked_records, split_settled
from oceanhil.hil.link.assembler import LINE_BYTES_MAX, LineAssembler, as_text, is_noise
from oceanhil.hil.link.dispatcher import Dispatcher
from oceanhil.hil.link.events import LineSeen, LinkEvent, LogLine, NoiseSeen, SentenceSeen
from oceanhil.hil.link.inbox import LINES_MAX, Inbox, shown
from oceanhil.hil.link.modem import SEQUENCES, Lines, Modem, ModemPolicy, Move, Pause, default_policy
from oceanhil.hil.link.port_errors import (
    LineTimeoutError,
    LinkError,
    NoModemLinesError,
    PortAmbiguousError,
    PortMissingError,
    PortSettingsError,
)
from oceanhil.hil.link.reader import CancellableReader, RemoteReader, reader_of
from oceanhil.hil.link.spec import PluggedPort, PortSpec, find_port, listed, plugged_in
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.board import Board

IDLE, RESET, BOOT, BOTH = Lines(False, False), Lines(False, True), Lines(True, False), Lines(True, True)


def test_the_sequences_are_those_that_esptool_documents() -> None:
    # esptool documentation, "Custom Reset Sequence": D is DTR, R is RTS, W a wait in seconds.
    assert SEQUENCES[ModemPolicy.CLASSIC] == {
        Move.RESET: (RESET, Pause(0.1), IDLE),
        Move.DOWNLOAD: (RESET, Pause(0.1), BOOT, Pause(0.05), IDLE),
        Move.HOLD: (RESET,),
        Move.RELEASE: (IDLE,),
    }
    assert SEQUENCES[ModemPolicy.USB_JTAG] == {
        Move.RESET: (RESET, Pause(0.2), IDLE, Pause(0.2)),
        Move.DOWNLOAD: (IDLE, Pause(0.1), BOOT, Pause(0.1), BOTH, RESET, Pause(0.1), IDLE),
    }


BRIDGES = [
    *(
        "10c4:ea60",
        "10c4:ea63",
        "10c4:ea64",
        "10c4:ea70",
        "10c4:ea71",
    ),
    *(
        "1a86:7522",
        "1a86:7523",
        "1a86:5523",
        "1a86:55d3",
        "1a86:55d4",
    ),
    *(
        "0403:6001",
        "0403:6010",
        "0403:6014",
        "0403:6015",
        "067b:2303",
    ),
    *("303a:1002",),
]


@pytest.mark.parametrize("vid_pid", BRIDGES)
def test_a_known_bridge_has_the_classic_circuit_whatever_is_behind_it(vid_pid: str) -> None:
    assert default_policy(None, vid_pid) is ModemPolicy.CLASSIC
    assert default_policy(Board.PICOW, vid_pid.upper()) is ModemPolicy.CLASSIC


@pytest.mark.parametrize(
    ("board", "vid_pid", "policy"),
    [
        (None, "303a:1001", ModemPolicy.USB_JTAG),
        (None, "2e8a:000a", ModemPolicy.PICO_CDC),
        (Board.PICOW, "", ModemPolicy.PICO_CDC),
        (Board.ESP32, "", ModemPolicy.CLASSIC),
        (Board.ESP8266, "dead:beef", ModemPolicy.CLASSIC),
        (None, "", ModemPolicy.NONE),
    ],
)
def test_what_is_not_known_is_guessed_by_the_family(board: Board | None, vid_pid: str, policy: ModemPolicy) -> None:
    assert default_policy(board, vid_pid) is policy


@pytest.mark.parametrize(
    ("policy", "move", "said"),
    [
        (ModemPolicy.NONE, Move.RESET, "cannot reset with modem lines 'none'; press the button, or set lines"),
        (ModemPolicy.PICO_CDC, Move.DOWNLOAD, "cannot enter download mode with modem lines 'pico-cdc'; use the agent"),
        (ModemPolicy.USB_JTAG, Move.HOLD, "cannot hold in reset with modem lines 'usb-jtag'; it only knows reset"),
        (ModemPolicy.USB_JTAG, Move.RELEASE, "cannot release from reset with modem lines 'usb-jtag'"),
    ],
)
def test_what_lines_cannot_do_is_refused_before_any_edge(policy: ModemPolicy, move: Move, said: str) -> None:
    edges: list[Lines] = []
    with pytest.raises(NoModemLinesError, match=re.escape(said)):
        Modem(policy, edges.append, lambda _: None).do(move)
    assert edges == []


def test_the_times_of_a_sequence_are_kept() -> None:
    slept: list[float] = []
    Modem(ModemPolicy.CLASSIC, lambda _: None, slept.append).do(Move.DOWNLOAD)
    assert slept == [0.1, 0.05]


def _lines(*chunks: bytes) -> list[LogLine]:
    assembler = LineAssembler()
    found = [each for chunk in chunks for each in assembler.feed(chunk, 1)]
    return [each for each in (*found, *assembler.flush(1)) if isinstance(each, LogLine)]


@pytest.mark.parametrize("length", [LINE_BYTES_MAX - 1, LINE_BYTES_MAX, LINE_BYTES_MAX + 1, 2 * LINE_BYTES_MAX + 5])
def test_a_long_line_comes_in_pieces_of_8192_bytes(length: int) -> None:
    lines = _lines(b"x" * length + b"\n")
    assert [len(line.text) for line in lines[:-1]] == [8192] * (len(lines) - 1)
    assert sum(len(line.text) for line in lines) == length
    assert b"".join(line.raw for line in lines) == b"x" * length + b"\n"


@pytest.mark.parametrize("count", [1, 63, 64, 65, 130])
def test_any_number_of_returns_before_a_line_feed_is_one_line_end(count: int) -> None:
    lines = _lines(b"a" + b"\r" * count + b"\nb\n")
    assert [line.text for line in lines if line.text] == ["a", "b"]
    assert b"".join(line.raw for line in lines) == b"a" + b"\r" * count + b"\nb\n"
    assert (len(lines) == 2) is (count <= 64)


def test_a_cut_never_divides_a_character() -> None:
    for character in ("é", "✓", "😀"):
        for shift in range(4):
            lines = _lines(b"x" * shift + character.encode() * 5000 + b"\n")
            assert "".join(line.text for line in lines) == "x" * shift + character * 5000


def test_what_is_not_finished_yet_can_be_seen() -> None:
    assembler = LineAssembler()
    assembler.feed(b"one\ntw", 1)
    assert assembler.unfinished == "tw"
    assert assembler.flush(2) == [LogLine(2, "tw", b"tw")]
    assert (assembler.unfinished, assembler.flush(3)) == ("", [])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x00\x07\x1b[0m\t\x7f", "\\x00\\x07\x1b[0m\t\\x7f"),
        (b"\xff\xc3\xa9", "\\xffé"),
        (bytes(range(8)), "".join(f"\\x{code:02x}" for code in range(8))),
    ],
)
def test_what_is_no_text_is_shown_as_numbers(data: bytes, text: str) -> None:
    assert as_text(data) == text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\xff\xff\xff\r\n", False),
        (b"\xff\xff\xff\xff\r\n", True),
        (b"\xff\xff\xff\xff" + b"a" * 11 + b"\r\n", True),
        (b"\xff\xff\xff\xff" + b"a" * 12 + b"\r\n", False),
        (b"\x00\x01\x02\x03\n", True),
        (b"\x1b\t\x1b\t\n", False),
        ("äöüß✓".encode(), False),
        (b"\\xff\\xff\\xff\\xff", False),
    ],
)
def test_noise_is_more_than_a_quarter_and_four_bytes_at_least(raw: bytes, expected: bool) -> None:
    assert is_noise(LogLine(0, as_text(raw.rstrip(b"\r\n")), raw)) is expected


def _line(text: str) -> LogLine:
    return LogLine(0, text, text.encode() + b"\n")


def test_lines_are_consumed_up_to_the_one_that_matches() -> None:
    inbox = Inbox(lambda: "half")
    inbox.put([_line(str(number)) for number in range(12)], 30)
    assert inbox.wait_line("3", 0).text == "3"
    assert inbox.wait_line(re.compile("^1"), 0).text == "10"
    with pytest.raises(LineTimeoutError) as late:
        inbox.wait_line("3", 0)
    assert str(late.value).count("\n  ") == 9
    assert "\n  4\n" in str(late.value)
    assert "\n  3\n" not in str(late.value)
    inbox.clear()
    with pytest.raises(LineTimeoutError):
        inbox.wait_line("11", 0)
    assert (inbox.received_bytes, inbox.wait_received(30, 0), inbox.wait_received(31, 0)) == (30, True, False)


def test_a_flood_is_forgotten_from_its_beginning() -> None:
    inbox = Inbox(lambda: "")
    inbox.put([_line("first"), _line("second")], 1)
    inbox.put([_line("x")] * (LINES_MAX - 1), 1)
    assert inbox.wait_line("second", 0).text == "second"
    with pytest.raises(LineTimeoutError):
        inbox.wait_line("first", 0)


def test_a_failure_is_told_to_who_waits_but_not_to_whom_a_line_satisfies() -> None:
    inbox = Inbox(lambda: "")
    inbox.put([_line("ready")], 1)
    inbox.fail(LinkError("gone"))
    assert inbox.wait_line("ready", 0).text == "ready"
    with pytest.raises(LinkError, match="gone"):
        inbox.wait_line("more", 0)
    with pytest.raises(LinkError, match="gone"):
        inbox.wait_received(2, 0)
    inbox.fail(None)
    assert inbox.wait_received(2, 0) is False


@pytest.mark.parametrize("pattern", ["", "a\nb", "a\rb"])
def test_a_pattern_that_no_line_can_hold_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="stands in one line"):
        Inbox(lambda: "").wait_line(pattern, 0)
    assert shown("a") == "'a'"
    assert shown(re.compile("a+")) == "pattern 'a+'"


def test_bytes_are_told_in_their_order_and_then_counted() -> None:
    dispatcher, heard = Dispatcher(None), list[LinkEvent]()
    counts: list[int] = []
    leave = dispatcher.subscribe(heard.append)
    dispatcher.subscribe(lambda _: counts.append(dispatcher.inbox.received_bytes))
    sentence = Sentence(SentenceKind.OK, 1, ("PONG",))
    data = b"one\n" + encode(sentence) + b"\xff\xfe\xfd\xfc\xfb\nrest"
    dispatcher.take(data)
    assert [type(event) for event in heard] == [LineSeen, SentenceSeen, LineSeen, NoiseSeen]
    assert (set(counts), dispatcher.inbox.received_bytes) == ({0}, len(data))
    dispatcher.flush()
    assert isinstance(heard[-1], LineSeen)
    assert (heard[-1].line.text, dispatcher.inbox.received_bytes) == ("rest", len(data))
    leave()
    dispatcher.take(b"two\n")
    assert len(heard) == 5
    assert dispatcher.inbox.wait_line("two", 0).text == "two"


def test_what_is_thrown_away_does_not_come_back() -> None:
    dispatcher = Dispatcher(None)
    dispatcher.take(b"one\nhalf")
    dispatcher.discard()
    dispatcher.take(b"way\n")
    assert dispatcher.inbox.wait_line("way", 0).text == "way"
    assert dispatcher.inbox.received_bytes == 12


class FakePort:
    """A port that gives its bytes at once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.timeout: float | None = None
        self.cancelled = False

    @property
    def in_waiting(self) -> int:
        if self.data == b"!":
            raise OSError("gone")
        return len(self.data)

    def read(self, size: int) -> bytes:
        part, self.data = self.data[:size], self.data[size:]
        return part

    def cancel_read(self) -> None:
        self.cancelled = True


def _port(port: FakePort) -> serial.Serial:
    return cast("serial.Serial", port)


@pytest.mark.parametrize("kind", [CancellableReader, RemoteReader])
def test_all_that_is_there_is_taken_at_once(kind: type[CancellableReader | RemoteReader]) -> None:
    assert kind(_port(FakePort(b"abc"))).read() == b"abc"
    assert kind(_port(FakePort(b"a"))).read() == b"a"
    assert kind(_port(FakePort(b""))).read() == b""
    assert kind(_port(FakePort(b"a!"))).read() == b"a"


def test_each_kind_of_port_is_read_in_its_way() -> None:
    local, remote = FakePort(b""), FakePort(b"")
    reader = reader_of(_port(local), "/dev/ttyUSB0")
    reader.cancel()
    assert (type(reader), local.cancelled, local.timeout) == (CancellableReader, True, None)
    assert isinstance(reader_of(_port(remote), "rfc2217://192.0.2.1:1"), RemoteReader)
    assert remote.timeout == 0.25


PORTS = (
    PluggedPort("/dev/ttyUSB0", "S1", "10c4:ea60", "1-1", "CP2102"),
    PluggedPort("/dev/ttyUSB1", "S2", "10c4:ea60", "1-2:1.0"),
    PluggedPort("/dev/ttyS0"),
)


@pytest.mark.parametrize(
    ("spec", "device"),
    [
        (PortSpec(url="socket://x"), "socket://x"),
        (PortSpec(usb_serial="S1"), "/dev/ttyUSB0"),
        (PortSpec(vid_pid="10C4:EA60", location="1-2"), "/dev/ttyUSB1"),
        (PortSpec(location="1-2:1.0"), "/dev/ttyUSB1"),
    ],
)
def test_a_port_is_found_by_what_usb_says(spec: PortSpec, device: str) -> None:
    assert find_port(spec, lambda: PORTS) == device


@pytest.mark.parametrize(
    ("spec", "error", "said"),
    [
        (PortSpec(), PortSettingsError, "no port given, expected a URL"),
        (PortSpec(usb_serial="S3"), PortMissingError, "no port with USB serial 'S3'; plugged in: /dev/ttyUSB0 ("),
        (PortSpec(vid_pid="10c4:ea60"), PortAmbiguousError, "2 ports with USB id '10c4:ea60': /dev/ttyUSB0"),
        (PortSpec(location="1-3"), PortMissingError, "USB location '1-3'"),
    ],
)
def test_a_port_that_is_not_found_is_told(spec: PortSpec, error: type[LinkError], said: str) -> None:
    with pytest.raises(error, match=re.escape(said)):
        find_port(spec, lambda: PORTS)


def test_ports_are_named_with_what_is_known_of_them() -> None:
    assert str(PORTS[2]) == "/dev/ttyS0"
    assert all(fact in str(PORTS[0]) for fact in ("/dev/ttyUSB0 (", "serial S1", "10c4:ea60", "1-1"))
    assert listed(()) == "no serial port at all"
    assert str(PortSpec()) == "any port"
    assert str(PortSpec(url="x", usb_serial="S")) == "'x', USB serial 'S'"
    assert (PortSpec().baud, PortSpec().lines) == (115_200, ModemPolicy.NONE)


HEAD = LogHead(board="desk", port="/dev/x", baud=9600, started=datetime(2026, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("data", [b"text", "✓".encode(), b"", b"\xff\x00"])
def test_a_record_reads_back_as_written(direction: Direction, data: bytes) -> None:
    if direction is Direction.EVENT:
        data = data.decode("utf-8", "replace").encode()
    record = LogRecord(7, direction, data)
    line = encode_record(record)
    assert line.endswith(b"\n")
    assert decode_record(line) == record
    assert (b"64" in line) == (data == b"\xff\x00")
    assert {each.value for each in Direction} == {"in", "out", "event"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"t": 1}', "expected exactly one of 'in', 'in64'"),
        (b'{"t": 1, "in": "a", "out": "b"}', "expected exactly one of"),
        (b'{"t": -1, "in": "a"}', "no record: expected `int` >= 0"),
        (b'{"t": 1, "inn": "a"}', "no record: object contains unknown field"),
        (b"{", "no record: input data was truncated"),
        (b"\xff", "no record: "),
    ],
)
def test_a_record_that_is_none_is_told(line: bytes, said: str) -> None:
    with pytest.raises(OsLogError, match=re.escape(said)):
        decode_record(line)


def test_a_head_of_a_newer_program_is_refused() -> None:
    line = encode_head(HEAD)
    assert decode_head(line) == HEAD
    with pytest.raises(OsLogError, match="version 2, expected 1: it was recorded by a newer program"):
        decode_head(line.replace(b'"oslog":1', b'"oslog":2'))
    with pytest.raises(OsLogError, match="no head of a recorded session: "):
        decode_head(b"{}")


TOKEN = b"oc_perm_" + b"a" * 43


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"x " + TOKEN + b" y", b"x oc_perm_aaaa" + b"*" * 39 + b" y"),
        (b"password: secret\r\nmore", b"password: ******\r\nmore"),
        (b"PSK=secret\n", b"PSK=******\n"),
        (b"passphrase,secret word\n", b"passphrase,***********\n"),
        (b"compass: north\n", b"compass: north\n"),
        (b"$HIL,1,EEPROM,WRITE,0,ABCD*00\r\n", b"$HIL,1,EEPROM,WRITE,0,****\x2a00\r\n"),
        (b"$HIL,1,FLASH,XOR,12,ABCD", b"$HIL,1,FLASH,XOR,12,****"),
        (b"$HIL,1,PROVISION,SET,token,abc*00", b"$HIL,1,PROVISION,SET,token,****00"),
        (b"$HIL,1,PROVISION,SET,ssid,abc*00", b"$HIL,1,PROVISION,SET,ssid,abc*00"),
        (b"$HOK,1,ABCD*00\r\n", b"$HOK,1,*****00\r\n"),
        (b"$HEV,0,HTTP,1,1,1,9,ABCD*00\r\n", b"$HEV,0,HTTP,1,1,1,9,*****00\r\n"),
        (b"$HIL,1,HTTP,ANSWER,1,1,1,9,ABCD*00\r\n", b"$HIL,1,HTTP,ANSWER,1,1,1,9,*****00\r\n"),
        (b"nothing to hide", b"nothing to hide"),
    ],
)
def test_secrets_in_recorded_bytes_are_hidden_and_counts_stay(data: bytes, expected: bytes) -> None:
    assert masked(data) == expected
    assert len(masked(data)) == len(data)


def test_a_secret_in_several_records_is_hidden_in_each_direction_by_itself() -> None:
    halves = [LogRecord(1, Direction.IN, TOKEN[:20]), LogRecord(2, Direction.OUT, b"hello")]
    halves += [LogRecord(3, Direction.EVENT, b"baud 9600"), LogRecord(4, Direction.IN, TOKEN[20:] + b"\n")]
    made = masked_records(halves)
    assert [(record.t_us, record.direction) for record in made] == [(each.t_us, each.direction) for each in halves]
    assert [record.data for record in made] == [
        b"oc_perm_aaaa" + b"*" * 8,
        b"hello",
        b"baud 9600",
        b"*" * 31 + b"\n",
    ]


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (b"all done\n", 0),
        (b"done " + TOKEN, len(TOKEN)),
        (b"done $HIL,1,EEPROM,WRITE", 19),
        (b"done $", 1),
        (b"done $X", 1),
    ],
)
def test_what_may_go_on_is_held_back(data: bytes, left: int) -> None:
    settled, held = split_settled([LogRecord(1, Direction.IN, data)])
    assert sum(len(record.data) for record in held) == left
    assert b"".join(record.data for record in (*settled, *held)) == data


def test_the_ports_of_this_machine_are_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from serial.tools import list_ports
    from serial.tools.list_ports_common import ListPortInfo

    usb, plain = ListPortInfo("/dev/ttyUSB9"), ListPortInfo("/dev/ttyS0")
    usb.vid, usb.pid, usb.serial_number, usb.location, usb.description = 0x10C4, 0xEA60, "S9", "1-9", "CP2102"
    monkeypatch.setattr(list_ports, "comports", lambda: [usb, plain])
    assert plugged_in() == (
        PluggedPort("/dev/ttyS0", "", "", "", plain.description),
        PluggedPort("/dev/ttyUSB9", "S9", "10c4:ea60", "1-9", "CP2102"),
    )
    assert listed(plugged_in()) == "/dev/ttyS0, /dev/ttyUSB9 (10c4:ea60, serial S9, 1-9)"


def test_the_wirings_have_the_words_of_the_inventory() -> None:
    assert {policy.value for policy in ModemPolicy} == {"classic", "usb-jtag", "pico-cdc", "none"}
