"""The inventory of boards: what it says, and what is said of a wrong one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import (
    Bench,
    BoardEntry,
    Inventory,
    InventoryError,
    NetworkBy,
    PowerBy,
    PowerCommand,
    PowerControl,
    Region,
    Time,
)
from oceanhil.hil.boards.inventory import load_inventory, parse_inventory
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import Board

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
        # One mistake each, though more than one thing is odd about it.
        (
            _board("nvs = {offset = 0x3ff000, size = 0x2000}", "picow"),
            "4: nvs is where other boards have their record; a picow has eeprom",
        ),
        (
            _board("eeprom = {offset = 0, size = 0x1000}"),
            "4: eeprom is where other boards have their record; an esp32 has nvs",
        ),
        (_board('image = "\'x"'), '4: "\'x" is not a command line: no closing quotation'),
        (_board("baud = {a = 1}"), "4: baud is {'a': 1}; expected bits per second, 300 to 4000000"),
        (
            _board("[board.desk.power]\non = 'x'\noff = \"'y\""),
            '6: "\'y" is not a command line: no closing quotation',
        ),
        (
            _board("[board.desk.power]\non = \"'x\"\noff = 'y'"),
            '5: "\'x" is not a command line: no closing quotation',
        ),
        ("[bench.b]\nserver = 'ftp://x'\n", "2: server is 'ftp://x'; expected a server's URL as the boards see it"),
        ("[bench.b]\nserver = 'http://x'\nbind = ':80'\n", "3: bind is ':80'; expected HOST:PORT"),
        ("[bench.b]\nserver = 'http://x'\nbind = '0.0.0.0:80'\n", "3: server and bind exclude each other"),
        ("[boards.desk]\nkind = 'esp32'\n", "1: unknown table or key 'boards'; did you mean 'board'?"),
        ("['board'.'a b']\nkind = 'esp32'\n", "1: name 'a b' is not one of letters, digits and '._-'"),
        ("board = 3\n", "1: no table; a board is written as '[board.NAME]'"),
        (_board() + "\n[board.desk]\n", "6: is not valid TOML: cannot declare ('board', 'desk') twice"),
        ("[board.desk\n", "1: is not valid TOML: expected ']' at the end of a table declaration"),
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


def test_a_number_too_long_for_python_is_a_mistake_of_the_file() -> None:
    (said,) = _mistakes(f"[board.desk]\nbaud = {'9' * 5000}\n")
    assert said == f"{_FILE}:2: is not valid TOML: a number or word of 5000 characters"


DEFAULTS = BoardEntry(
    name="desk",
    kind=Board.ESP32,
    lines=ModemPolicy.CLASSIC,
    power=PowerBy.RESET_LINE,
    port="",
    usb_serial="",
    vid_pid="",
    location="",
    mac=None,
    baud=115_200,
    agent=False,
    driver="",
    time=Time.REAL,
    network=NetworkBy.RADIO,
    elf=None,
    image=(),
    nvs=None,
    eeprom=None,
    base=Path(),
)


def test_a_board_with_nothing_but_kind_and_port_has_the_defaults_of_the_reference() -> None:
    expected = replace(DEFAULTS, port="/dev/ttyUSB0", base=Path("bench"))
    assert _parse(_board()).board("desk") == expected


def test_what_is_left_out_of_an_entry_and_a_bench_is_their_default() -> None:
    entry = BoardEntry(name="desk", kind=Board.ESP32, lines=ModemPolicy.CLASSIC, power=PowerBy.RESET_LINE)
    assert entry == DEFAULTS
    assert entry.control == ""
    assert Bench("one", (entry,)) == Bench("one", (entry,), server="", bind="")


def test_the_keys_that_are_seldom_given_are_read_too() -> None:
    more = 'driver = "idf-5.5.1"\nagent = true\nnetwork = "bridge"\nnvs = {offset = 0x9000, size = 0x5000}'
    desk = _parse(_board(more)).board("desk")
    assert (desk.port, desk.driver, desk.network) == ("/dev/ttyUSB0", "idf-5.5.1", NetworkBy.BRIDGE)
    assert (desk.nvs, desk.eeprom, desk.power) == (Region(0x9000, 0x5000), None, PowerBy.AGENT)
    placed = _parse('[board.desk]\nkind = "esp32"\nlocation = "1-1.4"\n').board("desk")
    assert (placed.location, placed.port) == ("1-1.4", "")
    assert _parse(_WHOLE).board("desk").driver == "core-3.1.2"


@pytest.mark.parametrize("word", ["agent", "reset-line", "none"])
def test_each_word_for_power_is_taken_where_it_can_be(word: str) -> None:
    desk = _parse(_board(f'agent = true\npower = "{word}"')).board("desk")
    assert desk.power is PowerBy(word)


@pytest.mark.parametrize("port", ["socket://127.0.0.1:4000", "loop://"])
def test_a_port_that_is_no_adapter_has_no_lines_unless_the_inventory_gives_it_some(port: str) -> None:
    assert _parse(_board().replace("/dev/ttyUSB0", port)).board("desk").lines is ModemPolicy.NONE
    wired = _parse(_board('lines = "classic"').replace("/dev/ttyUSB0", port)).board("desk")
    assert wired.lines is ModemPolicy.CLASSIC


def test_the_usb_id_tells_how_the_lines_are_wired() -> None:
    text = '[board.desk]\nkind = "esp32"\nvid_pid = "303A:1001"\n'
    desk = _parse(text).board("desk")
    assert (desk.lines, desk.vid_pid, desk.power) == (ModemPolicy.USB_JTAG, "303a:1001", PowerBy.NONE)


@pytest.mark.parametrize("kind", ["esp32s3", "esp32c3"])
def test_a_chip_with_usb_of_its_own_resets_by_it_and_has_nvs(kind: str) -> None:
    desk = _parse(_board("nvs = {offset = 0x9000, size = 0x5000}", kind)).board("desk")
    assert (desk.kind, desk.lines) == (Board(kind), ModemPolicy.USB_JTAG)


def test_storage_may_reach_the_end_of_the_chip_and_begin_at_its_second_sector() -> None:
    assert _parse(_board("nvs = {offset = 0x3fe000, size = 0x2000}")).board("desk").nvs == Region(0x3FE000, 0x2000)
    pico = _parse(_board("eeprom = {offset = 0x1000, size = 0x1000}", "picow")).board("desk")
    assert pico.eeprom == Region(0x1000, 0x1000)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ('"build {output}"', ("build", "{output}")),
        ('["build", "a b", "{output}"]', ("build", "a b", "{output}")),
        ("\"build '{token}{ssid}' {password} {server} {output}\"", None),
        ('""', ()),
    ],
)
def test_an_image_command_is_a_text_or_its_words_with_any_placeholder(
    image: str, words: tuple[str, ...] | None
) -> None:
    desk = _parse(_board(f"image = {image}")).board("desk")
    assert desk.image == (
        words if words is not None else ("build", "{token}{ssid}", "{password}", "{server}", "{output}")
    )


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ('port = "/dev/a"', 'port = "/dev/a"', "port"),
        ('usb_serial = "1"', 'usb_serial = "1"', "usb_serial"),
        ('vid_pid = "10c4:ea60"', 'vid_pid = "10C4:EA60"', "vid_pid"),
        ('usb_serial = "1"\nvid_pid = "10c4:ea60"', 'usb_serial = "1"\nvid_pid = "10c4:ea60"', "usb_serial"),
        ('location = "1-1"', 'location = "1-1"', "port"),
        ('port = "a"\nmac = "24:6F:28:AA:BB:CC"', 'port = "b"\nmac = "24:6f:28:aa:bb:cc"', "mac"),
    ],
)
def test_two_boards_cannot_be_one(first: str, second: str, word: str) -> None:
    (said,) = _mistakes(f'[board.a]\nkind = "esp32"\n{first}\n[board.b]\nkind = "esp32"\n{second}\n')
    assert said.endswith(f"boards 'a' and 'b' have the same {word}")


def test_boards_that_differ_in_one_thing_by_which_they_are_found_are_two() -> None:
    head = '[board.{}]\nkind = "esp32"\n'
    text = "".join(
        head.format(name) + more + "\n"
        for name, more in {
            "a": 'usb_serial = "1"',
            "b": 'usb_serial = "1"\nlocation = "1-1"',
            "c": 'usb_serial = "1"\nlocation = "1-2"',
            "d": 'usb_serial = "1"\nvid_pid = "10c4:ea60"',
            "e": 'port = "1"\nmac = "24:6F:28:AA:BB:CC"',
            "f": 'port = "2"\nmac = "24:6F:28:AA:BB:CD"',
        }.items()
    )
    assert list(_parse(text).boards) == list("abcdef")


def test_a_third_twin_is_told_from_the_first() -> None:
    said = _mistakes("".join(_board().replace("desk", name) for name in "abc"))
    assert [each.partition(": boards ")[2] for each in said] == [
        "'a' and 'b' have the same port",
        "'a' and 'c' have the same port",
    ]


def test_a_bench_has_its_boards_in_its_own_order_and_each_once() -> None:
    text = _board() + _board().replace("desk", "two").replace("USB0", "USB1")
    benches = _parse(text + "[bench.b]\nboards = ['two', 'desk', 'two']\n[bench.none]\nboards = []\n").benches
    assert [board.name for board in benches["b"].boards] == ["two", "desk"]
    assert benches["none"].boards == ()
    assert (benches["b"].name, benches["b"].server, benches["b"].bind) == ("b", "", "")


def test_a_bench_is_not_blamed_for_a_mistake_in_its_board() -> None:
    (said,) = _mistakes(_board("baud = 9") + "[bench.b]\nboards = ['desk']\n")
    assert "baud is 9" in said


def test_a_bench_of_a_file_without_boards_is_told_that_there_is_none() -> None:
    (said,) = _mistakes("[bench.b]\nboards = ['desk']\n")
    assert said.endswith("2: bench 'b' has an unknown board 'desk'; there is none")


def test_a_bench_with_a_server_of_its_own_names_the_first_board_whose_time_is_held() -> None:
    held = "power = {control = 'unix:/c'}\ntime = 'held'"
    text = _board() + _board(held).replace("desk", "two").replace("USB0", "USB1")
    assert _parse(text + "[bench.b]\nboards = ['two']\n").bench("b").boards[0].time is Time.HELD
    assert _parse(text + "[bench.b]\nboards = ['desk']\nserver = 'http://x'\n").bench("b").server == "http://x"
    (said,) = _mistakes(text + "[bench.b]\nserver = 'https://x'\n")
    assert "'two' has time = 'held'; leave one out" in said


def test_where_a_mock_server_is_started_is_kept() -> None:
    assert _parse("[bench.b]\nbind = '0.0.0.0:65535'\n").bench("b").bind == "0.0.0.0:65535"


def test_a_bench_that_is_not_named_is_the_only_one_or_all_boards() -> None:
    everything = _parse(_board()).bench("")
    assert everything == Bench("", (_parse(_board()).board("desk"),), server="", bind="")
    with pytest.raises(InventoryError, match=r"unknown bench 'b' .*; there is none; '\[bench.b\]' would be it"):
        _parse(_board()).bench("b")
    with pytest.raises(InventoryError, match=r"unknown board 'b' .*; there is none; '\[board.b\]' would be it"):
        _parse("").board("b")


def test_a_word_that_is_no_table_is_told_what_there_is() -> None:
    said = _mistakes("benches = 1\nbord = 2\n")
    assert said == [
        f"{_FILE}:1: unknown table or key 'benches'; did you mean 'bench'?, a bench '[bench.NAME]'",
        f"{_FILE}:2: unknown table or key 'bord'; a board is '[board.NAME]', a bench '[bench.NAME]'",
    ]


@pytest.mark.parametrize("family", ["board", "bench"])
@pytest.mark.parametrize(
    ("name", "is_one"),
    [("a" * 64, True), ("a" * 65, False), ("4-x_y.z", True), ("-a", False), (".a", False), ("é", False)],
)
def test_a_name_is_fit_for_a_file_and_of_64_characters_at_most(family: str, name: str, is_one: bool) -> None:
    text = f"[{family}.'{name}']\n" + ('kind = "esp32"\nport = "x"\n' if family == "board" else "")
    if is_one:
        assert name in (_parse(text).boards if family == "board" else _parse(text).benches)
    else:
        (said,) = _mistakes(text)
        assert said.endswith(
            f"1: name {name!r} is not one of letters, digits and '._-'; a {family} is written as '[{family}.NAME]'"
        )


def test_a_file_that_is_not_there_or_too_large_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone.toml"
    with pytest.raises(InventoryError) as raised:
        load_inventory(gone)
    assert raised.value.mistakes == (f"{gone}: cannot be read: no such file or directory",)
    assert str(raised.value) == raised.value.mistakes[0]
    gone.write_text(_board())
    assert load_inventory(gone).path == gone
    assert load_inventory(gone).board("desk").base == tmp_path


_TRUSTED = "takes files as data only; leave it out, or run without --untrusted what you trust"


@pytest.fixture
def untrusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCEANHIL_UNTRUSTED", "1")


@pytest.mark.usefixtures("untrusted")
@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (_board("power = {on = 'x', off = 'y'}"), "4: 'power' runs a program"),
        (_board("power = {control = 'unix:/c'}"), "4: 'power' reaches another program"),
        (_board("image = 'make {output}'"), "4: 'image' runs a program"),
        (_board().replace("/dev/ttyUSB0", "socket://x:1"), "3: port 'socket://x:1' is no serial port of this machine"),
        (_board().replace("/dev/ttyUSB0", "COM1234"), "3: port 'COM1234' is no serial port of this machine"),
        (_board("elf = '../x.elf'"), "4: elf '../x.elf' is a file elsewhere"),
        (_board("elf = '/x.elf'"), "4: elf '/x.elf' is a file elsewhere"),
        ("[bench.b]\nserver = 'http://192.0.2.1'\n", "2: server 'http://192.0.2.1' is not this machine alone"),
        ("[bench.b]\nbind = '0.0.0.0:80'\n", "2: bind '0.0.0.0:80' is not this machine alone"),
    ],
)
def test_an_inventory_of_a_stranger_is_data_only(text: str, mistake: str) -> None:
    (said,) = _mistakes(text)
    assert said == f"{_FILE}:{mistake}, and --untrusted {_TRUSTED}"


@pytest.mark.usefixtures("untrusted")
def test_a_switch_of_a_stranger_that_gives_power_only_runs_a_program_too() -> None:
    for word in ("on", "off"):
        said, _ = _mistakes(_board(f"power = {{{word} = 'x'}}"))
        assert said.startswith(f"{_FILE}:4: 'power' runs a program, and --untrusted ")


@pytest.mark.usefixtures("untrusted")
@pytest.mark.parametrize("port", ["/dev/ttyUSB0", "/dev/serial/by-id/usb-1", "COM3", "COM123"])
def test_what_is_data_in_an_inventory_of_a_stranger_is_read(port: str) -> None:
    text = _board("elf = 'build/x.elf'\npower = 'none'").replace("/dev/ttyUSB0", port)
    inventory = _parse(text + "[bench.b]\nserver = 'http://127.0.0.1:1'\n[bench.c]\nbind = 'localhost:1'\n")
    desk = inventory.board("desk")
    assert (desk.port, desk.elf, desk.power) == (port, Path("bench", "build", "x.elf"), PowerBy.NONE)
    assert (inventory.bench("b").server, inventory.bench("c").bind) == ("http://127.0.0.1:1", "localhost:1")


@pytest.mark.usefixtures("untrusted")
def test_a_board_of_a_stranger_may_be_found_by_usb() -> None:
    assert _parse('[board.desk]\nkind = "esp32"\nusb_serial = "1"\n').board("desk").usb_serial == "1"


def test_the_same_inventory_of_ones_own_may_do_all_of_it() -> None:
    desk = _parse(_board("power = {on = 'x', off = 'y'}\nimage = 'make {output}'\nelf = '../x.elf'")).board("desk")
    assert (desk.power, desk.image) == (PowerCommand(("x",), ("y",)), ("make", "{output}"))
    assert _parse("[bench.b]\nserver = 'http://192.0.2.1'\n").bench("b").server == "http://192.0.2.1"


@pytest.mark.parametrize(
    ("more", "word"), [("location = '1-1'", "location"), ("location = '1-1'\nvid_pid = '10c4:ea60'", "vid_pid")]
)
def test_a_port_stands_alone_and_the_first_of_the_others_is_named(more: str, word: str) -> None:
    (said,) = _mistakes(_board(more))
    assert said.endswith(f"both port and {word} are given, and they may disagree; keep one of them")
