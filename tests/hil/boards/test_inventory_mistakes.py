"""What is said of a wrong inventory: every mistake, with its place and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import (
    InventoryError,
    Time,
)
from oceanhil.hil.boards.inventory import load_inventory
from tests.hil.boards.inventories import FILE, WHOLE, board, mistakes, parse


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (board("baudd = 9600"), "4: unknown key 'baudd'; did you mean 'baud'?"),
        (board("baud = 'fast'"), "4: baud is 'fast'; expected bits per second, 300 to 4000000"),
        (board("baud = 9"), "4: baud is 9; expected bits per second, 300 to 4000000"),
        (board("agent = 'yes'"), "4: agent is 'yes'; expected true if its firmware answers the agent protocol"),
        (board("lines = 'clasic'"), "4: unknown lines 'clasic'; did you mean 'classic'?"),
        (board(kind="ESP32"), "2: unknown kind 'ESP32'; did you mean 'esp32'?"),
        (board(kind="esp23"), "2: unknown kind 'esp23'; did you mean 'esp32'?"),
        (board("mac = '5C:CF'"), "4: mac is '5C:CF'; expected the MAC, six pairs"),
        (board("vid_pid = '10c4'"), "4: vid_pid is '10c4'; expected USB vendor and product such as '10c4:ea60'"),
        (board("driver = 'idf-5.5.2'"), "4: esp32 has no EEPROM driver 'idf-5.5.2'; did you mean 'idf-5.5.1'?"),
        (board("power = 'relay'"), "4: unknown power 'relay'; known: agent, reset-line, place, none"),
        (board("power = 'agent'"), "4: power 'agent' needs firmware with the agent: agent = true"),
        (board("power = 'reset-line'", "picow"), "4: power 'reset-line' needs lines = 'classic', not 'pico-cdc'"),
        (board("power = {onn = 'x'}"), "4: unknown key 'onn'; did you mean 'on'?"),
        (board("power = {on = 'x'}"), "4: a power switch has on and off, both commands, or control alone"),
        (board("power = {on = 'x', off = 'y', control = 'unix:/c'}"), "4: a power switch has on and off"),
        (board("power = {on = \"'x\", off = 'y'}"), '4: "\'x" is not a command line: no closing quotation'),
        (board("power = {control = 'tcp:h:70000'}"), "4: address 'h:70000' is no port, expected PORT or HOST:PORT"),
        (board("power = {control = '/tmp/c'}"), "4: control is '/tmp/c'; expected unix:PATH or tcp:HOST:PORT"),
        (board("time = 'held'"), "4: time 'held' is for virtual boards only"),
        (board("network = 'wire'"), "4: unknown network 'wire'; known: radio, bridge"),
        (board("network = 'bridge'"), "4: network 'bridge' needs firmware with the agent: agent = true"),
        (
            board("agent = true\npower = {control = 'unix:/c'}\ntime = 'held'\nnetwork = 'bridge'"),
            "7: network 'bridge' needs time = 'real'",
        ),
        (
            board("power = {control = 'unix:/c'}\ntime = 'held'") + "[bench.b]\nserver = 'http://x'\n",
            "7: a server of its own needs boards in real time, and 'desk' has time = 'held'",
        ),
        (board("image = 'make {tokens} {output}'"), "4: unknown placeholder {tokens} in image; did you mean 'token'?"),
        (board("image = 'make {token}'"), "4: image does not say where the file is to go: use {output} in it"),
        (board("nvs = {offset = 5, size = 0x5000}"), "4: offset is 5; expected bytes, a multiple of 0x1000"),
        (board("nvs = {offset = 0x3ff000, size = 0x2000}"), "4: nvs ends at 0x401000, expected 0x400000 at most"),
        (
            board("nvs = {offset = 0x9000, size = 0x5000}", "picow"),
            "4: nvs is where other boards have their record; a picow has eeprom",
        ),
        (
            board("eeprom = {offset = 0x9000, size = 0x1000}"),
            "4: eeprom is where other boards have their record; an esp32 has nvs",
        ),
        (
            board("eeprom = {offset = 0, size = 0x1000}", "esp8266"),
            "4: eeprom begins at 0x0, expected 0x1000 or more",
        ),
        (board("power = {on = ' ', off = 'x'}"), "4: a power switch has on and off, both commands, or control alone"),
        (
            "[bench.b]\nbind = '127.0.0.1:99999'\n",
            "2: bind is '127.0.0.1:99999'; expected the name of a host and a port up to 65535",
        ),
        ("[bench.b]\nbind = 'a..b:80'\n", "2: bind is 'a..b:80'; expected the name of a host"),
        (
            "[bench.b]\nserver = 'http://x:99999'\n",
            "2: server is 'http://x:99999'; expected the name of a host and a port up to 65535",
        ),
        (board("nvs = {offset = 0x9000}"), "4: 'size' is missing; it is bytes, a multiple of 0x1000"),
        (board("usb_serial = '1'"), "4: both port and usb_serial are given"),
        (
            '[board.desk]\nkind = "esp32"\n',
            "1: board 'desk' has no port; give port, or usb_serial, vid_pid or location",
        ),
        ("[board.desk]\nport = 'x'\n", "1: 'kind' is missing; it is the board's family"),
        (board() + board().replace("desk", "too"), "7: boards 'desk' and 'too' have the same port"),
        (board() + "[bench.b]\nboards = ['dest']\n", "6: bench 'b' has an unknown board 'dest'; did you mean 'desk'?"),
        (board() + "[bench.b]\nboards = [\n  'dest',\n]\n", "6: bench 'b' has an unknown board 'dest'"),
        # One mistake each, though more than one thing is odd about it.
        (
            board("nvs = {offset = 0x3ff000, size = 0x2000}", "picow"),
            "4: nvs is where other boards have their record; a picow has eeprom",
        ),
        (
            board("eeprom = {offset = 0, size = 0x1000}"),
            "4: eeprom is where other boards have their record; an esp32 has nvs",
        ),
        (board('image = "\'x"'), '4: "\'x" is not a command line: no closing quotation'),
        (board("baud = {a = 1}"), "4: baud is {'a': 1}; expected bits per second, 300 to 4000000"),
        (
            board("[board.desk.power]\non = 'x'\noff = \"'y\""),
            '6: "\'y" is not a command line: no closing quotation',
        ),
        (
            board("[board.desk.power]\non = \"'x\"\noff = 'y'"),
            '5: "\'x" is not a command line: no closing quotation',
        ),
        ("[bench.b]\nserver = 'ftp://x'\n", "2: server is 'ftp://x'; expected a server's URL as the boards see it"),
        ("[bench.b]\nserver = 'http://x'\nbind = ':80'\n", "3: bind is ':80'; expected HOST:PORT"),
        ("[bench.b]\nserver = 'http://x'\nbind = '0.0.0.0:80'\n", "3: server and bind exclude each other"),
        ("[boards.desk]\nkind = 'esp32'\n", "1: unknown table or key 'boards'; did you mean 'board'?"),
        ("['board'.'a b']\nkind = 'esp32'\n", "1: name 'a b' is not one of letters, digits and '._-'"),
        ("[board.rack.1]\nkind = 'esp32'\n", "1: a dot parts a name that is not in quotes; write [board.'rack.1']"),
        (
            board("[board.desk.2]\nkind = 'esp32'"),
            "4: a dot parts a name that is not in quotes; write [board.'desk.2']",
        ),
        ("[bench.rack.1]\nboards = []\n", "1: a dot parts a name that is not in quotes; write [bench.'rack.1']"),
        ("board = 3\n", "1: no table; a board is written as '[board.NAME]'"),
        (board() + "\n[board.desk]\n", "6: is not valid TOML: cannot declare ('board', 'desk') twice"),
        ("[board.desk\n", "1: is not valid TOML: expected ']' at the end of a table declaration"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(text: str, mistake: str) -> None:
    (said,) = mistakes(text)
    assert said.startswith(f"{FILE}:{mistake}")


def test_a_bench_that_names_a_board_whose_name_a_dot_parts_is_not_wrong_too() -> None:
    (said,) = mistakes("[bench.b]\nboards = ['rack.1']\n[board.rack.1]\nkind = 'esp32'\nport = 'x'\n")
    assert said.startswith(f"{FILE}:3: a dot parts a name")


def test_all_mistakes_are_reported_in_the_order_of_the_file() -> None:
    said = mistakes(board("baud = 9\nlines = 'x'\n[board.two]\nport = 'y'"))
    assert [each.split(":")[1] for each in said] == ["4", "5", "6"]


def test_a_missing_board_or_bench_is_named_with_the_nearest() -> None:
    inventory = parse(WHOLE)
    with pytest.raises(InventoryError, match=r"unknown board 'desc' in '.*boards.toml'; did you mean 'desk'"):
        inventory.board("desc")
    with pytest.raises(InventoryError, match=r"unknown bench 'bench2'.*; did you mean 'bench1'"):
        inventory.bench("bench2")


def test_one_of_several_benches_must_be_chosen() -> None:
    with pytest.raises(InventoryError, match="several benches: choose one of a, b"):
        parse("[bench.a]\n[bench.b]\n" + board()).bench()


def test_a_file_that_is_not_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "boards.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InventoryError, match="cannot be read: it is not UTF-8 text"):
        load_inventory(tmp_path / "boards.toml")


def test_a_number_too_long_for_python_is_a_mistake_of_the_file() -> None:
    (said,) = mistakes(f"[board.desk]\nbaud = {'9' * 5000}\n")
    assert said == f"{FILE}:2: is not valid TOML: a number or word of 5000 characters"


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
    (said,) = mistakes(f'[board.a]\nkind = "esp32"\n{first}\n[board.b]\nkind = "esp32"\n{second}\n')
    assert said.endswith(f"boards 'a' and 'b' have the same {word}; a board has one entry")


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
    assert list(parse(text).boards) == list("abcdef")


def test_a_third_twin_is_told_from_the_first() -> None:
    said = mistakes("".join(board().replace("desk", name) for name in "abc"))
    assert [each.partition(": boards ")[2] for each in said] == [
        "'a' and 'b' have the same port; a board has one entry",
        "'a' and 'c' have the same port; a board has one entry",
    ]


def test_a_bench_is_not_blamed_for_a_mistake_in_its_board() -> None:
    (said,) = mistakes(board("baud = 9") + "[bench.b]\nboards = ['desk']\n")
    assert "baud is 9" in said


def test_a_bench_of_a_file_without_boards_is_told_that_there_is_none() -> None:
    (said,) = mistakes("[bench.b]\nboards = ['desk']\n")
    assert said.endswith("2: bench 'b' has an unknown board 'desk'; there is none")


def test_a_bench_with_a_server_of_its_own_names_the_first_board_whose_time_is_held() -> None:
    held = "power = {control = 'unix:/c'}\ntime = 'held'"
    text = board() + board(held).replace("desk", "two").replace("USB0", "USB1")
    assert parse(text + "[bench.b]\nboards = ['two']\n").bench("b").boards[0].time is Time.HELD
    assert parse(text + "[bench.b]\nboards = ['desk']\nserver = 'http://x'\n").bench("b").server == "http://x"
    (said,) = mistakes(text + "[bench.b]\nserver = 'https://x'\n")
    assert "'two' has time = 'held'; leave one out" in said


def test_a_word_that_is_no_table_is_told_what_there_is() -> None:
    said = mistakes("benches = 1\nbord = 2\n")
    assert said == [
        f"{FILE}:1: unknown table or key 'benches'; did you mean 'bench'?",
        f"{FILE}:2: unknown table or key 'bord'; a board is '[board.NAME]', a bench '[bench.NAME]'",
    ]


@pytest.mark.parametrize("family", ["board", "bench"])
@pytest.mark.parametrize(
    ("name", "is_one"),
    [("a" * 64, True), ("a" * 65, False), ("4-x_y.z", True), ("-a", False), (".a", False), ("é", False)],
)
def test_a_name_is_fit_for_a_file_and_of_64_characters_at_most(family: str, name: str, is_one: bool) -> None:
    text = f"[{family}.'{name}']\n" + ('kind = "esp32"\nport = "x"\n' if family == "board" else "")
    if is_one:
        assert name in (parse(text).boards if family == "board" else parse(text).benches)
    else:
        (said,) = mistakes(text)
        assert said.endswith(
            f"1: name {name!r} is not one of letters, digits and '._-'; a {family} is written as '[{family}.NAME]'"
        )


def test_a_file_that_is_not_there_or_too_large_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone.toml"
    with pytest.raises(InventoryError) as raised:
        load_inventory(gone)
    assert raised.value.mistakes == (f"{gone}: cannot be read: no such file or directory",)
    assert str(raised.value) == raised.value.mistakes[0]
    gone.write_text(board())
    assert load_inventory(gone).path == gone
    assert load_inventory(gone).board("desk").base == tmp_path


@pytest.mark.parametrize(
    ("more", "word"), [("location = '1-1'", "location"), ("location = '1-1'\nvid_pid = '10c4:ea60'", "vid_pid")]
)
def test_a_port_stands_alone_and_the_first_of_the_others_is_named(more: str, word: str) -> None:
    (said,) = mistakes(board(more))
    assert said.endswith(f"both port and {word} are given, and they may disagree; keep one of them")
