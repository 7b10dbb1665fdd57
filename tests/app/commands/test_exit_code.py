"""Whatever becomes of its streams and its surroundings, a command ends with a documented exit code and no traceback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import pytest

from oceanhil.mock_server.client import Client
from tests.analysis.dumps.dumps import TOKEN, record_dump
from tests.app.commands.test_files_declared import COMMANDS
from tests.fork_server import command_line

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="closed pipes and full devices are POSIX"),
]

READER_GONE: Final = 141
LOG: Final = "[SYSTEM] Device ID: ESP32_246F28AABBCC\n[EEPROM] Empty\n[REG] HTTP Response: 410\n"
EVENT: Final = '{"t_us":0,"source":"device","kind":"serial","device":"d","fields":{"text":"[WiFi] x"}}\n'
INVENTORY: Final = '[board.desk]\nkind = "esp32"\nport = "/dev/none"\n'

PRINTING: Final = {
    "run": ("run", "token-expired"),
    "run -v": ("run", "-v", "token-expired"),
    "run --json": ("run", "--json", "token-expired"),
    "run -n": ("run", "-n", "1", "token-expired"),
    "list": ("list",),
    "list --json": ("list", "--json"),
    "replay": ("replay", "token-expired@esp32"),
    "serve": ("serve", "--port", "0"),
    "server export": ("server", "export", "y.db", "new.jsonl"),
    "server import": ("server", "import", "y.jsonl", "new.db"),
    "server check": ("server", "check", "y.db"),
    "server accept-loss": ("server", "accept-loss", "y.db"),
    "server har": ("server", "har", "recorded.jsonl", "new.har"),
    "server ca": ("server", "ca", "--ca-dir", "ca"),
    "profile show": ("profile", "show"),
    "diagnose": ("diagnose", "device.log"),
    "conform": ("conform", "--list"),
    "conform --json": ("conform", "--list", "--json"),
    "sweep": ("sweep", "--board", "esp8266", "--store", "legacy"),
    "explore": ("explore", "--list"),
    "reach": ("reach", "--route", "3"),
    "fleet": ("fleet", "--list"),
    "eeprom show": ("eeprom", "show", "nvs.bin"),
    "eeprom explain": ("eeprom", "explain", "nvs.bin"),
    "eeprom make": ("eeprom", "make", "--board", "esp8266", "--token", TOKEN, "--output", "new.bin"),
    "eeprom corrupt": ("eeprom", "corrupt", "--list"),
    "doctor": ("doctor",),
    "boards init": ("boards", "init", "--stdout"),
    "boards list": ("boards", "list"),
    "boards labgrid": ("boards", "labgrid", "--stdout"),
    "boards probe": ("boards", "probe"),
    "boards history": ("boards", "history", "desk"),
    "vboard": ("vboard", "--board", "esp32", "--tcp", "0"),
    "firmware new": ("firmware", "new", "--board", "esp32", "--ssid", "x", "--token", TOKEN, "--output", "sketch"),
    "skeleton": ("skeleton", "device.log"),
    "compare": ("compare", "a.jsonl", "a.jsonl"),
    "export": ("export", "a.jsonl", "out.json"),
    "schema": ("schema",),
    "--help": ("--help",),
    "run --help": ("run", "--help"),
    "--version": ("--version",),
}
# What these print comes from a board, what is kept of it, a farm, a build tool, or git; through the same door.
NEEDS_A_BOARD: Final = {
    *("boards check", "boards lease", "boards release", "boards monitor", "boards restore", "firmware flash"),
    *("boards quarantine", "boards readmit", "boards places", "boards power"),
}
NEEDS_A_TOOL: Final = {"firmware build", "bisect"}


@pytest.fixture
def desk(folder: Path) -> Path:
    """A folder with something for every command."""
    (folder / "device.log").write_text(LOG, "utf-8")
    (folder / "a.jsonl").write_text(EVENT, "utf-8")
    (folder / "boards.toml").write_text(INVENTORY, "utf-8")
    (folder / "nvs.bin").write_bytes(record_dump().data)
    head = {"format": "oceanhil-conversation", "version": 1, "upstream": "http://x", "started": 0}
    (folder / "recorded.jsonl").write_bytes(msgspec.json.encode(head) + b"\n")
    return folder


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of an empty server."""
    folder = tmp_path_factory.mktemp("database")
    (folder / "y.jsonl").write_bytes(
        b'{"format":"oceanhil-server","version":1}\n'
        b'{"facts":{"starts":1,"last_seq":0,"clock":{},"settings":{}}}\n{"end":1}\n'
    )
    assert command_line(folder, ("server", "import", "y.jsonl", "y.db")).code == 0
    return folder


def program(*words: str) -> list[str]:
    return [sys.executable, "-c", "from oceanhil.app.start import main; main()", *words]


def surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}


def fill(desk: Path, database: Path) -> None:
    for path in database.iterdir():
        (desk / path.name).write_bytes(path.read_bytes())


def test_every_command_that_prints_is_tried_here() -> None:
    tried = {" ".join(words[: 2 if " ".join(words[:2]) in NAMES else 1]) for words in PRINTING.values()}
    assert NAMES - tried == NEEDS_A_BOARD | NEEDS_A_TOOL


NAMES = {" ".join(path) for path in COMMANDS}


@pytest.mark.parametrize("words", PRINTING.values(), ids=PRINTING)
def test_a_reader_who_has_left_ends_every_command_alike(desk: Path, database: Path, words: Sequence[str]) -> None:
    fill(desk, database)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = command_line(desk, words, stdout=writing)
    finally:
        os.close(writing)
    assert (done.code, done.err) == (READER_GONE, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
@pytest.mark.parametrize("words", PRINTING.values(), ids=PRINTING)
def test_a_full_disk_behind_standard_output_is_one_line(desk: Path, database: Path, words: Sequence[str]) -> None:
    fill(desk, database)
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        done = command_line(desk, words, stdout=full)
    finally:
        os.close(full)
    assert done.code == 1
    assert done.err == b"Error: the output cannot be written: no space left on device\n"


# 20: the board of the inventory is not plugged in; 1: there is no folder for leases.
USUAL: Final = {0, 20}
NO_STATE: Final = b"Error: the bench's state"
# These run until they are ended.
ENDLESS: Final = {"serve", "vboard"}


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in PRINTING if name not in ENDLESS])
@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
def test_closed_streams_change_nothing_else(desk: Path, database: Path, name: str, closed: tuple[int, ...]) -> None:
    fill(desk, database)
    done = command_line(desk, PRINTING[name], closed=closed)
    assert done.code in USUAL
    assert b"Traceback" not in done.said


@pytest.mark.long
@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": None, "TERM": None, "COLUMNS": "1", "LINES": "1"},
        {"HOME": "/nowhere", "XDG_CACHE_HOME": "/proc/none", "XDG_STATE_HOME": "/proc/none"},
        {"TERM": "", "COLUMNS": "0", "LINES": "-1"},
    ],
    ids="-".join,
)
@pytest.mark.parametrize("name", [name for name in PRINTING if name not in ENDLESS])
def test_odd_surroundings_change_no_exit_code(
    desk: Path, database: Path, name: str, environment: dict[str, str | None]
) -> None:
    fill(desk, database)
    done = command_line(desk, PRINTING[name], environment=environment)
    # Where no state can be kept most commands end; `doctor` tells it.
    has_no_state = done.err.startswith(NO_STATE) or re.search(rb"\n(state|cache) folder +wrong", done.out) is not None
    assert done.code in USUAL or (done.code == 1 and has_no_state), done.said
    assert b"Traceback" not in done.said


@pytest.mark.long
@pytest.mark.usefixtures("interpreter_starts")
@pytest.mark.parametrize(
    "closed",
    [
        *(pytest.param(one, marks=pytest.mark.long) for one in ("<&-", ">&-", "2>&-")),
        *("<&- >&- 2>&-", ">/dev/null"),
    ],
)
def test_so_it_is_in_a_process_of_its_own_in_a_locale_of_ascii(desk: Path, closed: str) -> None:
    ascii_only = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *program("list")],
        cwd=desk,
        capture_output=True,
        env=surroundings() | ascii_only,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.usefixtures("interpreter_starts")
@pytest.mark.parametrize("unbuffered", ["", pytest.param("1", marks=pytest.mark.long)])
def test_who_reads_no_more_of_standard_error_ends_nothing(desk: Path, unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        program("serve", "--port", "0"),
        stdout=subprocess.PIPE,
        stderr=writing,
        env=surroundings() | {"PYTHONUNBUFFERED": unbuffered},
        cwd=desk,
        text=True,
    ) as process:
        os.close(writing)
        assert process.stdout is not None
        # The line behind it, of the dashboard, goes to standard error.
        url = process.stdout.readline().removeprefix("listening on ").strip()
        with Client(url) as client:
            assert client.health() is not None
        process.send_signal(signal.SIGINT)
    assert process.returncode == 0


@pytest.mark.usefixtures("interpreter_starts")
def test_a_full_disk_behind_standard_error_does_not_hide_the_exit_code(desk: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(program("nonsense"), stderr=full, env=surroundings(), cwd=desk, check=False)
    assert done.returncode == 2


def test_ctrl_c_while_the_command_line_loads_is_one_word(desk: Path) -> None:
    interrupted = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from oceanhil.app.start import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", interrupted, "list"], capture_output=True, env=surroundings(), cwd=desk, check=False
    )
    assert (done.returncode, done.stderr) == (2, b"interrupted\n")


def test_ctrl_c_at_a_question_is_one_word_too(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from oceanhil.app.commands import main

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("oceanhil.app.commands.firmware._secret", interrupt)
    words = ("firmware", "new", "--board", "esp32", "--ssid", "x", "--token", "-", "--output", str(desk / "sketch"))
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stderr) == (2, "interrupted\n")


@pytest.mark.usefixtures("interpreter_starts")
@pytest.mark.parametrize("words", [("list",), ("run", "-v", "token-expired"), ("serve", "--port", "0")])
@pytest.mark.parametrize("unbuffered", ["", pytest.param("1", marks=pytest.mark.long)])
def test_so_it_is_in_a_process_of_its_own(desk: Path, words: Sequence[str], unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        program(*words),
        stdout=writing,
        stderr=subprocess.PIPE,
        env=surroundings() | {"PYTHONUNBUFFERED": unbuffered},
        cwd=desk,
    ) as process:
        os.close(writing)
        _, said = process.communicate()
    assert (process.returncode, said) == (READER_GONE, b"")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (MemoryError(), 1, "there is not enough memory for this"),
        (PermissionError(13, "Permission denied", "/x"), 1, "'/x' cannot be used: permission denied"),
        (IsADirectoryError(21, "Is a directory", "/x"), 1, "'/x' cannot be used: is a directory"),
        (OSError(24, "Too many open files"), 1, "this machine refuses: too many open files"),
        (OSError(28, "No space left on device"), 1, "the output cannot be written: no space left on device"),
    ],
    ids=repr,
)
def test_what_the_machine_refuses_is_one_line_whatever_the_command(
    error: Exception, code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from oceanhil.app.commands import main

    def refuse() -> None:
        raise error

    monkeypatch.setattr("oceanhil.scenarios.schema.scenario_schema", refuse)
    done = CliRunner().invoke(main, ["schema"])
    assert done.exit_code == code
    assert done.stderr.startswith(f"Error: {said}")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_folder_that_is_gone_is_told_as_such(desk: Path) -> None:
    gone = desk / "gone"
    gone.mkdir()
    words = ["sh", "-c", 'rmdir ../gone && exec "$@"', "sh", *program("run", "token-expired")]
    done = subprocess.run(words, capture_output=True, env=surroundings(), cwd=gone, check=False, text=True)
    assert done.returncode == 1
    assert done.stderr == "Error: the folder in which this command was started is gone; change to another one\n"
