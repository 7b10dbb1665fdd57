"""The inventory of boards: what it says, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.boards.entry import Inventory, InventoryError, PowerBy, PowerCommand, PowerControl, Region, Time
from hil.boards.inventory import load_inventory, parse_inventory
from hil.link.modem import ModemPolicy
from protocol.board import Board

_FILE = Path("bench", "boards.toml")
_WHOLE = """
[bench.bench1]
boards = ["desk"]
server = "http://192.168.1.10:8080/"
[board.desk]
kind = "esp8266"
usb_serial = "0001"
vid_pid = "10C4:EA60"
mac = "5c:cf:7f:12:34:56"
baud = 74880
agent = true
lines = "none"
driver = "core-3.1.2"
power = {on = "uhubctl -l '1 1' -a on", off = ["uhubctl", "-a", "off"]}
elf = "build/firmware.elf"
image = "make image TOKEN={token} OUT={output}"
eeprom = {offset = 0x3fb000, size = 0x1000}
"""


def _parse(text: str) -> Inventory:
    return parse_inventory(text, _FILE)


def _mistakes(text: str) -> list[str]:
    with pytest.raises(InventoryError) as raised:
        _parse(text)
    return list(raised.value.mistakes)


def _board(more: str = "", kind: str = "esp32") -> str:
    return f'[board.desk]\nkind = "{kind}"\nport = "/dev/ttyUSB0"\n{more}\n'


def test_every_key_of_a_board_is_read() -> None:
    desk = _parse(_WHOLE).board("desk")
    assert (desk.kind, desk.usb_serial, desk.vid_pid, desk.baud) == (Board.ESP8266, "0001", "10c4:ea60", 74_880)
    assert (desk.mac, desk.agent, desk.lines) == (bytes.fromhex("5ccf7f123456"), True, ModemPolicy.NONE)
    assert desk.power == PowerCommand(("uhubctl", "-l", "1 1", "-a", "on"), ("uhubctl", "-a", "off"))
    assert desk.image == ("make", "image", "TOKEN={token}", "OUT={output}")
    assert desk.eeprom == Region(0x3FB000, 0x1000)


def test_relative_paths_begin_at_the_inventory() -> None:
    desk = _parse(_WHOLE).board("desk")
    assert desk.elf == Path("bench", "build", "firmware.elf")
    assert desk.base == Path("bench")


def test_a_bench_has_its_boards_and_its_server() -> None:
    bench = _parse(_WHOLE).bench("bench1")
    assert [board.name for board in bench.boards] == ["desk"]
    assert bench.server == "http://192.168.1.10:8080"


def test_the_only_bench_needs_no_name_and_without_any_all_boards_are_one() -> None:
    assert _parse(_WHOLE).bench().name == "bench1"
    assert [board.name for board in _parse(_board()).bench().boards] == ["desk"]


def test_a_bench_without_boards_has_all() -> None:
    assert [board.name for board in _parse("[bench.b]\n" + _board()).bench("b").boards] == ["desk"]


def test_an_empty_inventory_is_one() -> None:
    assert dict(_parse("# nothing yet\n").boards) == {}


@pytest.mark.parametrize(
    ("kind", "more", "lines", "power"),
    [
        ("esp32", "", ModemPolicy.CLASSIC, PowerBy.RESET_LINE),
        ("esp8266", "agent = true", ModemPolicy.CLASSIC, PowerBy.AGENT),
        ("esp32", 'lines = "none"', ModemPolicy.NONE, PowerBy.NONE),
        ("esp32", 'lines = "usb-jtag"', ModemPolicy.USB_JTAG, PowerBy.NONE),
        ("picow", "", ModemPolicy.PICO_CDC, PowerBy.NONE),
    ],
)
def test_lines_and_power_default_by_kind_and_agent(kind: str, more: str, lines: ModemPolicy, power: PowerBy) -> None:
    desk = _parse(_board(more, kind)).board("desk")
    assert (desk.lines, desk.power) == (lines, power)


def test_a_raw_socket_has_no_lines() -> None:
    text = '[board.desk]\nkind = "esp32"\nport = "socket://127.0.0.1:4000"\n'
    assert _parse(text).board("desk").lines is ModemPolicy.NONE


def test_a_virtual_board_has_a_control_channel_and_may_hold_its_clock() -> None:
    desk = _parse(_board('power = {control = "unix:/tmp/c"}\ntime = "held"')).board("desk")
    assert desk.power == PowerControl("unix:/tmp/c")
    assert (desk.control, desk.time) == ("unix:/tmp/c", Time.HELD)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (_board("baudd = 9600"), "4: unknown key 'baudd'; did you mean 'baud'?"),
        (_board("baud = 'fast'"), "4: baud is 'fast'; expected bits per second, 300 to 4000000"),
        (_board("baud = 9"), "4: baud is 9; expected bits per second, 300 to 4000000"),
        (_board("agent = 'yes'"), "4: agent is 'yes'; expected true if its firmware answers the agent protocol"),
        (_board("lines = 'clasic'"), "4: unknown lines 'clasic'; did you mean 'classic'?"),
        (_board(kind="esp23"), "2: unknown kind 'esp23'; did you mean 'esp32'?"),
        (_board("mac = '5C:CF'"), "4: mac is '5C:CF'; expected the MAC, six pairs"),
        (_board("vid_pid = '10c4'"), "4: vid_pid is '10c4'; expected USB vendor and product such as '10c4:ea60'"),
        (_board("driver = 'idf-5.5.2'"), "4: no driver 'idf-5.5.2' for esp32; did you mean 'idf-5.5.1'?"),
        (_board("power = 'relay'"), "4: unknown power 'relay'; known: agent, reset-line, none"),
        (_board("power = 'agent'"), "4: power 'agent' needs firmware with the agent: agent = true"),
        (_board("power = 'reset-line'", "picow"), "4: power 'reset-line' needs lines = 'classic', not 'pico-cdc'"),
        (_board("power = {onn = 'x'}"), "4: unknown key 'onn'; did you mean 'on'?"),
        (_board("power = {on = 'x'}"), "4: a power switch has on and off, both commands, or control alone"),
        (_board("power = {on = 'x', off = 'y', control = 'unix:/c'}"), "4: a power switch has on and off"),
        (_board("power = {on = \"'x\", off = 'y'}"), '4: "\'x" is not a command line: no closing quotation'),
        (_board("power = {control = '/tmp/c'}"), "4: control is '/tmp/c'; expected unix:PATH or tcp:HOST:PORT"),
        (_board("time = 'held'"), "4: time 'held' is for virtual boards only"),
        (_board("network = 'wire'"), "4: unknown network 'wire'; known: radio, bridge"),
        (_board("network = 'bridge'"), "4: network 'bridge' needs firmware with the agent: agent = true"),
        (
            _board("agent = true\npower = {control = 'unix:/c'}\ntime = 'held'\nnetwork = 'bridge'"),
            "7: network 'bridge' needs time = 'real'",
        ),
        (
            _board("power = {control = 'unix:/c'}\ntime = 'held'") + "[bench.b]\nserver = 'http://x'\n",
            "7: a server of its own needs boards in real time, and 'desk' has time = 'held'",
        ),
        (_board("image = 'make {tokens} {output}'"), "4: unknown placeholder {tokens} in image; did you mean 'token'?"),
        (_board("image = 'make {token}'"), "4: image does not say where the file is to go: use {output} in it"),
        (_board("nvs = {offset = 5, size = 0x5000}"), "4: offset is 5; expected bytes, a multiple of 0x1000"),
        (_board("nvs = {offset = 0x3ff000, size = 0x2000}"), "4: nvs ends at 0x401000, expected 0x400000 at most"),
        (
            _board("nvs = {offset = 0x9000, size = 0x5000}", "picow"),
            "4: nvs is where other boards have their record; a picow has eeprom",
        ),
        (
            _board("eeprom = {offset = 0x9000, size = 0x1000}"),
            "4: eeprom is where other boards have their record; an esp32 has nvs",
        ),
        (
            _board("eeprom = {offset = 0, size = 0x1000}", "esp8266"),
            "4: eeprom begins at 0x0, expected 0x1000 or more",
        ),
        (_board("power = {on = ' ', off = 'x'}"), "4: a power switch has on and off, both commands, or control alone"),
        (
            "[bench.b]\nbind = '127.0.0.1:99999'\n",
            "2: bind is '127.0.0.1:99999'; expected the name of a host and a port up to 65535",
        ),
        ("[bench.b]\nbind = 'a..b:80'\n", "2: bind is 'a..b:80'; expected the name of a host"),
        (
            "[bench.b]\nserver = 'http://x:99999'\n",
            "2: server is 'http://x:99999'; expected the name of a host and a port up to 65535",
        ),
        (_board("nvs = {offset = 0x9000}"), "4: 'size' is missing; it is bytes, a multiple of 0x1000"),
        (_board("usb_serial = '1'"), "4: both port and usb_serial are given"),
        (
            '[board.desk]\nkind = "esp32"\n',
            "1: board 'desk' has no port; give port, or usb_serial, vid_pid or location",
        ),
        ("[board.desk]\nport = 'x'\n", "1: 'kind' is missing; it is the board's family"),
        (_board() + _board().replace("desk", "too"), "7: boards 'desk' and 'too' have the same port"),
        (_board() + "[bench.b]\nboards = ['dest']\n", "6: bench 'b' has an unknown board 'dest'; did you mean 'desk'?"),
        (_board() + "[bench.b]\nboards = [\n  'dest',\n]\n", "6: bench 'b' has an unknown board 'dest'"),
        ("[bench.b]\nserver = 'ftp://x'\n", "2: server is 'ftp://x'; expected a server's URL as the boards see it"),
        ("[bench.b]\nserver = 'http://x'\nbind = ':80'\n", "3: bind is ':80'; expected HOST:PORT"),
        ("[bench.b]\nserver = 'http://x'\nbind = '0.0.0.0:80'\n", "3: server and bind exclude each other"),
        ("[boards.desk]\nkind = 'esp32'\n", "1: unknown table or key 'boards'; did you mean 'board'?"),
        ("['board'.'a b']\nkind = 'esp32'\n", "1: name 'a b' is not one of letters, digits and '._-'"),
        ("board = 3\n", "1: no table; a board is written as '[board.NAME]'"),
        (_board() + "\n[board.desk]\n", "6: not TOML: cannot declare ('board', 'desk') twice"),
        ("[board.desk\n", "1: not TOML: expected ']' at the end of a table declaration"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(text: str, mistake: str) -> None:
    (said,) = _mistakes(text)
    assert said.startswith(f"{_FILE}:{mistake}")


def test_all_mistakes_are_reported_in_the_order_of_the_file() -> None:
    said = _mistakes(_board("baud = 9\nlines = 'x'\n[board.two]\nport = 'y'"))
    assert [each.split(":")[1] for each in said] == ["4", "5", "6"]


def test_a_missing_board_or_bench_is_named_with_the_nearest() -> None:
    inventory = _parse(_WHOLE)
    with pytest.raises(InventoryError, match=r"unknown board 'desc' in '.*boards.toml'; did you mean 'desk'"):
        inventory.board("desc")
    with pytest.raises(InventoryError, match=r"unknown bench 'bench2'.*; did you mean 'bench1'"):
        inventory.bench("bench2")


def test_one_of_several_benches_must_be_chosen() -> None:
    with pytest.raises(InventoryError, match="several benches: choose one of a, b"):
        _parse("[bench.a]\n[bench.b]\n" + _board()).bench()


def test_a_file_that_is_not_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "boards.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InventoryError, match="cannot be read: it is not UTF-8 text"):
        load_inventory(tmp_path / "boards.toml")
