"""The inventory of boards: what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import (
    Bench,
    BoardEntry,
    InventoryError,
    NetworkBy,
    PowerBy,
    PowerCommand,
    PowerControl,
    Region,
    Time,
    key_of,
)
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.key_text import fit_for_file
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import Board
from tests.hil.boards.inventories import WHOLE, board, parse


def test_every_key_of_a_board_is_read() -> None:
    desk = parse(WHOLE).board("desk")
    assert (desk.kind, desk.usb_serial, desk.vid_pid, desk.baud) == (Board.ESP8266, "0001", "10c4:ea60", 74_880)
    assert (desk.mac, desk.agent, desk.lines) == (bytes.fromhex("5ccf7f123456"), True, ModemPolicy.NONE)
    assert desk.power == PowerCommand(("uhubctl", "-l", "1 1", "-a", "on"), ("uhubctl", "-a", "off"))
    assert desk.image == ("make", "image", "TOKEN={token}", "OUT={output}")
    assert desk.eeprom == Region(0x3FB000, 0x1000)


@pytest.mark.parametrize(
    "named", ["boards.toml", "./boards.toml", "../bench/boards.toml", "nested/../boards.toml", "{here}/boards.toml"]
)
def test_a_board_has_one_key_however_its_inventory_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    (here := tmp_path / "bench" / "nested").mkdir(parents=True)
    monkeypatch.chdir(here.parent)
    inventory = parse_inventory('[board.desk]\nkind = "esp32"\nport = "./b32"\n', Path(named.format(here=here.parent)))
    port = str(here.parent / "b32")
    assert [(each.port, key_of(each)) for each in inventory.boards.values()] == [(port, "port-" + fit_for_file(port))]


def test_behind_a_link_to_a_folder_a_port_above_it_is_where_the_link_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far" / "bench").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "bench")
    monkeypatch.chdir(tmp_path)
    inventory = parse_inventory('[board.desk]\nkind = "esp32"\nport = "../b32"\n', Path("link", "boards.toml"))
    assert [each.port for each in inventory.boards.values()] == [str(tmp_path / "link" / ".." / "b32")]


def test_relative_paths_begin_at_the_inventory() -> None:
    desk = parse(WHOLE).board("desk")
    assert desk.elf == Path("bench", "build", "firmware.elf")
    assert desk.base == Path("bench")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("./board", str(Path("bench", "board").absolute())),
        ("ttys/0", str(Path("bench", "ttys", "0").absolute())),
        ("/dev/ttyUSB0", "/dev/ttyUSB0"),
        ("COM3", "COM3"),
        ("socket://localhost:4000", "socket://localhost:4000"),
    ],
)
def test_a_relative_port_begins_at_the_inventory(written: str, read: str) -> None:
    assert parse(f'[board.desk]\nkind = "esp32"\nport = "{written}"\n').board("desk").port == read


@pytest.mark.parametrize(
    ("written", "read"), [("unix:./c", f"unix:{Path('bench', 'c')}"), ("tcp:localhost:1", "tcp:localhost:1")]
)
def test_a_relative_control_channel_begins_at_the_inventory(written: str, read: str) -> None:
    text = f'[board.desk]\nkind = "esp32"\nport = "./b"\npower = {{control = "{written}"}}'
    power = parse(text).board("desk").power
    assert power == PowerControl(read)


def test_a_bench_has_its_boards_and_its_server() -> None:
    bench = parse(WHOLE).bench("bench1")
    assert [board.name for board in bench.boards] == ["desk"]
    assert bench.server == "http://192.168.1.10:8080"


def test_the_only_bench_needs_no_name_and_without_any_all_boards_are_one() -> None:
    assert parse(WHOLE).bench().name == "bench1"
    assert [board.name for board in parse(board()).bench().boards] == ["desk"]


def test_a_bench_without_boards_has_all() -> None:
    assert [board.name for board in parse("[bench.b]\n" + board()).bench("b").boards] == ["desk"]


def test_an_empty_inventory_is_one() -> None:
    assert dict(parse("# nothing yet\n").boards) == {}


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
    desk = parse(board(more, kind)).board("desk")
    assert (desk.lines, desk.power) == (lines, power)


def test_a_raw_socket_has_no_lines() -> None:
    text = '[board.desk]\nkind = "esp32"\nport = "socket://127.0.0.1:4000"\n'
    assert parse(text).board("desk").lines is ModemPolicy.NONE


def test_a_virtual_board_has_a_control_channel_and_may_hold_its_clock() -> None:
    desk = parse(board('power = {control = "unix:/tmp/c"}\ntime = "held"')).board("desk")
    assert desk.power == PowerControl("unix:/tmp/c")
    assert (desk.control, desk.time) == ("unix:/tmp/c", Time.HELD)


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
    assert parse(board()).board("desk") == expected


def test_what_is_left_out_of_an_entry_and_a_bench_is_their_default() -> None:
    entry = BoardEntry(name="desk", kind=Board.ESP32, lines=ModemPolicy.CLASSIC, power=PowerBy.RESET_LINE)
    assert entry == DEFAULTS
    assert entry.control == ""
    assert Bench("one", (entry,)) == Bench("one", (entry,), server="", bind="")


def test_the_keys_that_are_seldom_given_are_read_too() -> None:
    more = 'driver = "idf-5.5.1"\nagent = true\nnetwork = "bridge"\nnvs = {offset = 0x9000, size = 0x5000}'
    desk = parse(board(more)).board("desk")
    assert (desk.port, desk.driver, desk.network) == ("/dev/ttyUSB0", "idf-5.5.1", NetworkBy.BRIDGE)
    assert (desk.nvs, desk.eeprom, desk.power) == (Region(0x9000, 0x5000), None, PowerBy.AGENT)
    placed = parse('[board.desk]\nkind = "esp32"\nlocation = "1-1.4"\n').board("desk")
    assert (placed.location, placed.port) == ("1-1.4", "")
    assert parse(WHOLE).board("desk").driver == "core-3.1.2"


@pytest.mark.parametrize("word", ["agent", "reset-line", "none"])
def test_each_word_for_power_is_taken_where_it_can_be(word: str) -> None:
    desk = parse(board(f'agent = true\npower = "{word}"')).board("desk")
    assert desk.power is PowerBy(word)


@pytest.mark.parametrize("port", ["socket://127.0.0.1:4000", "loop://"])
def test_a_port_that_is_no_adapter_has_no_lines_unless_the_inventory_gives_it_some(port: str) -> None:
    assert parse(board().replace("/dev/ttyUSB0", port)).board("desk").lines is ModemPolicy.NONE
    wired = parse(board('lines = "classic"').replace("/dev/ttyUSB0", port)).board("desk")
    assert wired.lines is ModemPolicy.CLASSIC


def test_the_usb_id_tells_how_the_lines_are_wired() -> None:
    text = '[board.desk]\nkind = "esp32"\nvid_pid = "303A:1001"\n'
    desk = parse(text).board("desk")
    assert (desk.lines, desk.vid_pid, desk.power) == (ModemPolicy.USB_JTAG, "303a:1001", PowerBy.NONE)


@pytest.mark.parametrize("kind", ["esp32s3", "esp32c3"])
def test_a_chip_with_usb_of_its_own_resets_by_it_and_has_nvs(kind: str) -> None:
    desk = parse(board("nvs = {offset = 0x9000, size = 0x5000}", kind)).board("desk")
    assert (desk.kind, desk.lines) == (Board(kind), ModemPolicy.USB_JTAG)


def test_storage_may_reach_the_end_of_the_chip_and_begin_at_its_second_sector() -> None:
    assert parse(board("nvs = {offset = 0x3fe000, size = 0x2000}")).board("desk").nvs == Region(0x3FE000, 0x2000)
    pico = parse(board("eeprom = {offset = 0x1000, size = 0x1000}", "picow")).board("desk")
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
    desk = parse(board(f"image = {image}")).board("desk")
    assert desk.image == (
        words if words is not None else ("build", "{token}{ssid}", "{password}", "{server}", "{output}")
    )


def test_a_bench_has_its_boards_in_its_own_order_and_each_once() -> None:
    text = board() + board().replace("desk", "two").replace("USB0", "USB1")
    benches = parse(text + "[bench.b]\nboards = ['two', 'desk', 'two']\n[bench.none]\nboards = []\n").benches
    assert [board.name for board in benches["b"].boards] == ["two", "desk"]
    assert benches["none"].boards == ()
    assert (benches["b"].name, benches["b"].server, benches["b"].bind) == ("b", "", "")


def test_where_a_mock_server_is_started_is_kept() -> None:
    assert parse("[bench.b]\nbind = '0.0.0.0:65535'\n").bench("b").bind == "0.0.0.0:65535"


def test_a_bench_that_is_not_named_is_the_only_one_or_all_boards() -> None:
    everything = parse(board()).bench("")
    assert everything == Bench("", (parse(board()).board("desk"),), server="", bind="")
    with pytest.raises(InventoryError, match=r"unknown bench 'b' .*; there is none; '\[bench.b\]' would be it"):
        parse(board()).bench("b")
    with pytest.raises(InventoryError, match=r"unknown board 'b' .*; there is none; '\[board.b\]' would be it"):
        parse("").board("b")
