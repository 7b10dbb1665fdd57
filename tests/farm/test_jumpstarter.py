"""Runs on a board behind an exporter of Jumpstarter: as its own helper for tests starts it, and over gRPC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.hil.farm.held_place import Farms, HeldPlace
from oceanhil.hil.farm.place import FarmError, FarmKind, parse_place
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.farm.programs import Program, User, farm_folder, until

PROGRAM = Path(__file__).with_name("jumpstarter_exporter.py")


class Exporter(Program):
    """An exporter with place `desk`, whose board is at `url`."""

    def __init__(self, folder: Path, url: str, kind: str) -> None:
        python = farm_folder() / "jumpstarter" / "bin" / "python"
        words = (str(python), str(PROGRAM), url, "desk", kind)
        super().__init__(folder / "exporter.log", *words, folder=folder, variables={})
        found = re.search(r"exporter at (\S+) \.", self.says(" .\n").said)
        assert found
        self.address = found[1]
        self._variables = {"JUMPSTARTER_HOST": self.address, "JMP_GRPC_INSECURE": "1"}

    def user(self, folder: Path, board: VirtualBoardProcess) -> User:
        """A user whose inventory has the board."""
        power = f'power = {{control = "{board.control_address}"}}\ntime = "held"\nagent = true\nlines = "none"\n'
        entry = f'[board.s1]\nkind = "esp32"\nplace = "jumpstarter:desk"\n{power}'
        (folder / "boards.toml").write_text(entry, "utf-8")
        return User(folder, self._variables)


@pytest.fixture(scope="module")
def board() -> Iterator[VirtualBoardProcess]:
    with VirtualBoardProcess("--tcp", "0", "--control", "tcp:127.0.0.1:0", "--clock", "held") as board:
        yield board


@pytest.fixture(params=["serve", "grpc"])
def exporter(request: pytest.FixtureRequest, tmp_path: Path, board: VirtualBoardProcess) -> Iterator[Exporter]:
    with Exporter(tmp_path, board.port_url, str(request.param)) as exporter:
        yield exporter


@pytest.fixture
def alone(tmp_path: Path, board: VirtualBoardProcess) -> Iterator[Exporter]:
    with Exporter(tmp_path, board.port_url, "grpc") as exporter:
        yield exporter


def test_a_run_reaches_its_board_through_an_exporter(
    exporter: Exporter, board: VirtualBoardProcess, tmp_path: Path
) -> None:
    done = exporter.user(tmp_path, board).run("run", "--world", "serial:s1", "token-expired")
    assert done.code == 0, done.output + done.errors
    assert "1 passed, 0 failed, 0 errors" in done.output


def test_a_world_names_a_place_and_its_exporters_labels_say_which_board_it_is(tmp_path: Path) -> None:
    said = {"JMP_EXPORTER_LABELS": "kind=esp32,agent=true,lines=none,site=here"}
    with VirtualBoardProcess("--tcp", "0") as board:
        board.control.power(on=True)
        with Exporter(tmp_path, board.port_url, "grpc") as exporter:
            user = User(tmp_path, {**exporter.user(tmp_path, board).variables, **said})
            done = user.run("run", "--world", "serial:jumpstarter:plain", "--board", "esp32", "first-boot")
            assert done.code == 0, done.output + done.errors
            assert "1 passed, 0 failed, 0 errors" in done.output
            other = user.run("run", "--world", "serial:jumpstarter:site=there", "--board", "esp32", "first-boot")
    assert other.code == 4, other.output + other.errors
    assert "no place 'jumpstarter:site=there' has a serial port" in other.errors


def test_its_places_are_listed(alone: Exporter, board: VirtualBoardProcess, tmp_path: Path) -> None:
    done = alone.user(tmp_path, board).run("boards", "places", "jumpstarter")
    assert done.code == 0, done.errors
    listed = {words[0]: words[2:4] for words in map(str.split, done.output.splitlines()[1:])}
    assert listed == {"exporter": ["no", "no"], "desk": ["yes", "yes"], "plain": ["yes", "no"], "lamp": ["no", "yes"]}


def test_a_place_without_a_serial_port_is_named(alone: Exporter, board: VirtualBoardProcess, tmp_path: Path) -> None:
    user = alone.user(tmp_path, board)
    inventory = tmp_path / "boards.toml"
    inventory.write_text(inventory.read_text("utf-8").replace("jumpstarter:desk", "jumpstarter:lamp"), "utf-8")
    done = user.run("run", "--world", "serial:s1", "token-expired")
    assert done.code == 8, done.output + done.errors
    assert "place 'lamp' of Jumpstarter has no serial port: it has power" in done.output


def test_its_switch_is_a_boards_power(
    alone: Exporter, board: VirtualBoardProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in alone.user(tmp_path, board).environment.items():
        monkeypatch.setenv(name, value)
    with Farms() as farms, HeldPlace(farms.bridge(FarmKind.JUMPSTARTER), parse_place("jumpstarter:desk")) as held:
        held.power(on=False)
        held.power(on=True)
    assert [line.rpartition(":")[2] for line in alone.said.splitlines() if "power o" in line] == [
        "power off",
        "power on",
    ]


def test_a_killed_runs_board_is_put_back(alone: Exporter, board: VirtualBoardProcess, tmp_path: Path) -> None:
    user = alone.user(tmp_path, board)
    with user.start("run", "--world", "serial:s1", "--board", "esp32") as run:
        until(run, "something is changed", lambda: any((user.state / "journal").glob("*.json")))
        run.kill_alone()
        until(None, "the keeper is done", lambda: "is given back" in user.keeper_log)
    assert "'s1': put back nvs" in user.keeper_log


def test_a_killed_exporter_is_named(alone: Exporter, board: VirtualBoardProcess, tmp_path: Path) -> None:
    user = alone.user(tmp_path, board)
    alone.kill()
    done = user.run("run", "--world", "serial:s1", "token-expired")
    assert done.code == 8, done.output + done.errors
    assert f"the Jumpstarter exporter at '{alone.address}' cannot be reached" in done.output


def test_without_an_exporter_it_is_said_where_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in User(tmp_path, {}).environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("JUMPSTARTER_HOST", raising=False)
    farm_folder()
    with Farms() as farms, pytest.raises(FarmError, match="JUMPSTARTER_HOST is not set: run this in 'jmp shell'"):
        farms.bridge(FarmKind.JUMPSTARTER).resume("desk")
