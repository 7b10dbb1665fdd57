"""What is made of an entry of the inventory and of what is plugged in: capabilities, USB ids, words."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.app.commands.boards.inventory import _port
from oceanhil.hil.boards.capabilities import capabilities_of, has_download_mode
from oceanhil.hil.boards.entry import BoardEntry, InventoryError, NetworkBy, PowerBy, PowerCommand, PowerControl, Time
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.inventory_text import inventory_text, known_device
from oceanhil.hil.boards.monitor import Monitor, RowKind
from oceanhil.hil.boards.power import CommandPower, NoPower, PowerError
from oceanhil.hil.link.events import LineSeen, LogLine, Plugged, Unplugged
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.spec import PluggedPort
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import Capability
from tests.hil.boards.listened import MAC, entry


def _entry(**given: object) -> BoardEntry:
    fields: dict[str, object] = {"name": "desk", "kind": Board.ESP32, "lines": ModemPolicy.NONE, "port": "/dev/x"}
    return BoardEntry(**{**fields, "power": PowerBy.NONE, "network": NetworkBy.BRIDGE, **given})  # type: ignore[arg-type]


CONTROL = PowerControl("unix:/x")


STORED = {Capability.STORAGE_READ, Capability.STORAGE_WRITE}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, set()),
        ({"power": PowerBy.RESET_LINE}, {Capability.POWER}),
        ({"lines": ModemPolicy.CLASSIC}, STORED),
        ({"lines": ModemPolicy.USB_JTAG}, STORED),
        ({"lines": ModemPolicy.CLASSIC, "kind": Board.PICOW}, set()),
        ({"lines": ModemPolicy.CLASSIC, "image": ("make",)}, {*STORED, Capability.FLASHING}),
        ({"image": ("make",)}, set()),
        ({"power": CONTROL}, {*STORED, Capability.POWER, Capability.FLASHING, Capability.SERIAL_FAULTS}),
        ({"power": CONTROL, "kind": Board.PICOW}, {Capability.POWER, Capability.SERIAL_FAULTS}),
        ({"network": NetworkBy.RADIO}, {Capability.WIFI}),
        ({"time": Time.HELD}, {Capability.VIRTUAL_TIME}),
    ],
)
def test_a_board_can_what_its_entry_says(given: dict[str, object], expected: set[Capability]) -> None:
    assert capabilities_of(_entry(**given)) == expected
    assert has_download_mode(_entry(**given)) == (expected >= STORED)


def test_an_agent_and_a_radio_of_its_own_add_what_they_can() -> None:
    agent = capabilities_of(_entry(agent=True))
    assert {Capability.CRASH, Capability.DEVICE_CLOCK, Capability.MAC_OVERRIDE, Capability.POWER_CUT} <= agent
    assert {Capability.FLASHING, Capability.STORAGE_WATCH, *STORED} <= agent
    both = capabilities_of(_entry(power=CONTROL, network=NetworkBy.RADIO))
    assert {Capability.WIFI, Capability.RADIO, Capability.JOIN_TIME} <= both


@pytest.mark.parametrize(
    ("vid_pid", "name", "kinds"),
    [
        ("10c4:ea60", "Silicon Labs CP210x", ["esp32", "esp8266"]),
        ("10c4:ea63", "Silicon Labs CP210x", ["esp32", "esp8266"]),
        ("10c4:ea64", "Silicon Labs CP2102C", ["esp32", "esp8266"]),
        ("10c4:ea70", "Silicon Labs CP2105", ["esp32", "esp8266"]),
        ("10c4:ea71", "Silicon Labs CP2108", ["esp32", "esp8266"]),
        ("1a86:7523", "WCH CH340", ["esp8266", "esp32"]),
        ("1a86:7522", "WCH CH340", ["esp8266", "esp32"]),
        ("1a86:5523", "WCH CH341", ["esp8266", "esp32"]),
        ("1a86:55d4", "WCH CH9102", ["esp32", "esp8266"]),
        ("1a86:55d3", "WCH CH343", ["esp32", "esp8266"]),
        ("0403:6001", "FTDI FT232R", ["esp32", "esp8266"]),
        ("0403:6010", "FTDI FT2232H", ["esp32", "esp8266"]),
        ("0403:6014", "FTDI FT232H", ["esp32", "esp8266"]),
        ("0403:6015", "FTDI FT-X", ["esp32", "esp8266"]),
        ("067b:2303", "Prolific PL2303", ["esp32", "esp8266"]),
        ("303a:1002", "Espressif USB bridge", ["esp32", "esp8266"]),
        ("2e8a:f00a", "Raspberry Pi Pico", ["picow"]),
    ],
)
def test_published_usb_ids_are_known(vid_pid: str, name: str, kinds: list[str]) -> None:
    device = known_device(vid_pid)
    assert device is not None
    assert (device.name, [kind.value for kind in device.kinds]) == (name, kinds)


@pytest.mark.parametrize("vid_pid", ["2e8a:0003", "2e8a:000f", "2e8a:000c", "dead:beef", ""])
def test_what_is_no_running_board_is_not_known(vid_pid: str) -> None:
    assert known_device(vid_pid) is None


@pytest.mark.parametrize(("direction", "words"), [("on", "--give"), ("off", "--take")])
def test_a_switch_that_fails_says_which_way(tmp_path: Path, direction: str, words: str) -> None:
    power = CommandPower("desk", PowerCommand(("no-such-program", "--give"), ("no-such-program", "--take")), tmp_path)
    with pytest.raises(PowerError) as error:
        getattr(power, direction)()
    assert f"did not turn {direction}: 'no-such-program {words}'" in str(error.value)
    assert "cannot be started: no such file or directory; correct power in the inventory" in str(error.value)


def test_a_board_without_a_switch_is_always_on() -> None:
    NoPower("desk").on()
    with pytest.raises(PowerError, match="board 'desk' has no power switch"):
        NoPower("desk").off()


def test_ports_that_come_and_go_are_told() -> None:
    monitor = Monitor(Board.ESP32)
    rows = [*monitor.rows(Unplugged(1)), *monitor.rows(Plugged(2, "/dev/ttyUSB1"))]
    assert [(row.t_ns, row.kind, row.text) for row in rows] == [
        (1, RowKind.PORT, "unplugged"),
        (2, RowKind.PORT, "plugged in again at /dev/ttyUSB1"),
    ]
    own = Monitor(Board.ESP32, in_panic=lambda panic: "my words")
    abort = LineSeen(LogLine(3, "abort() was called at PC 0x400d1a2e on core 1", b"x"))
    rows = [*own.rows(abort), *own.end(4)]
    assert [(row.t_ns, row.kind, row.text) for row in rows[1:]] == [(4, RowKind.PANIC, "crash: my words")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", "boards.toml:1: is not valid TOML: expected '=' after a key in a key/value pair"),
        ("\n\n[board", "boards.toml:3: is not valid TOML: expected ']' at the end of a table declaration"),
        ("a = 1\nb = [\n", "boards.toml:3: is not valid TOML: invalid value"),
        ("[boards.desk]", "unknown table or key 'boards'; did you mean 'board'?"),
        ("[bord.desk]", "a board is '[board.NAME]', a bench '[bench.NAME]'"),
        ("board = 1", "boards.toml:1: "),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_told_with_its_line(text: str, expected: str) -> None:
    with pytest.raises(InventoryError) as error:
        parse_inventory(text, Path("boards.toml"))
    assert expected in str(error.value)
    assert len(error.value.mistakes) == 1


@pytest.mark.parametrize("server", ["http://192.0.2.1:8080", "http://192.0.2.1:8080/", "http://192.0.2.1:8080//"])
def test_a_servers_address_ends_without_a_slash(server: str) -> None:
    text = f'[board.desk]\nkind = "esp32"\nport = "/dev/x"\n[bench.one]\nserver = "{server}"\n'
    bench = parse_inventory(text, Path("boards.toml")).bench("one")
    assert (bench.server, bench.bind, [each.name for each in bench.boards]) == ("http://192.0.2.1:8080", "", ["desk"])


def test_what_is_plugged_in_is_written_as_an_inventory() -> None:
    ports = [
        PluggedPort("/dev/ttyUSB0", "S1", "10c4:ea60", "1-1", "n/a"),
        PluggedPort("/dev/ttyUSB1", "0001", "1a86:7523", "1-2", "CH340"),
        PluggedPort("/dev/ttyACM0", "", "2e8a:000a", "", ""),
        PluggedPort("/dev/ttyUSB2", "S1", "10c4:ea60", "1-3\x1b[2J", ""),
        PluggedPort("/dev/ttyS0", "", "", "", "n/a"),
    ]
    text = inventory_text(ports)
    boards = parse_inventory(text, Path("boards.toml")).boards
    assert {name: (each.usb_serial, each.location, each.port) for name, each in boards.items()} == {
        "esp32-1": ("", "1-1", ""),
        "esp8266": ("", "1-2", ""),
        "picow": ("", "", "/dev/ttyACM0"),
        "esp32-2": ("", "1-3\x1b[2J", ""),
    }
    assert "# /dev/ttyUSB0 · Silicon Labs CP210x · 10c4:ea60 · 1-1\n" in text
    assert "#   /dev/ttyS0\n" in text
    assert '[bench.bench1]\nboards = ["esp32-1", "esp8266", "picow", "esp32-2"]' in text
    assert "[board]\n" not in text
    assert 'kind = "esp8266" # a guess; or esp32' in text
    assert "Nothing that looks like a board" in inventory_text([])


def test_whether_a_board_is_there_is_known_of_ports_of_this_machine_only(tmp_path: Path) -> None:
    plugged = [PluggedPort("COM7", "S1", "10c4:ea60")]
    there = tmp_path / "tty"
    there.touch()
    assert _port(_entry(port="socket://192.0.2.1:1"), plugged) == ("socket://192.0.2.1:1", None)
    assert _port(_entry(port=str(there)), plugged) == (str(there), True)
    assert _port(_entry(port="COM7"), plugged) == ("COM7", True)
    assert _port(_entry(port="COM8"), plugged) == ("COM8", False)
    assert _port(_entry(port="", usb_serial="S1"), plugged) == ("COM7", True)
    assert _port(_entry(port="", usb_serial="S2"), plugged) == ("USB serial 'S2'", False)
    assert entry().mac == MAC


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_mistake_in_a_table_is_told(count: int) -> None:
    wrong = "".join(f"wrong{number} = 1\n" for number in range(count))
    with pytest.raises(InventoryError) as error:
        parse_inventory(f'[board.desk]\nkind = "esp32"\nport = "/dev/x"\n{wrong}', Path("boards.toml"))
    assert len(error.value.mistakes) == count
    with pytest.raises(InventoryError) as error:
        parse_inventory(
            f'[board.desk]\nport = "/dev/x"\neeprom = {{offset = 1, size = 2, more = 3}}\n{wrong}', Path("b")
        )
    # The family is missing, both numbers are no multiples of a sector, and `more` is unknown.
    assert len(error.value.mistakes) == count + 4
