"""Virtual boards as labgrid itself knows them: its resource, what an exporter offers of it, and its driver."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.farm.labgrid import Coordinator, program, virtual_board, write_places
from tests.farm.programs import READY_S, until

MODULE = "oceanhil_labgrid.py"
PLACES = {name: ([f"lab/{name}/NetworkOceanhilVirtualBoard"], {"site": "here"}) for name in ("desk", "shelf")}
USES = """
from labgrid import Environment

target = Environment("labgrid.yaml").get_target()
board = target.get_driver("OceanhilVirtualBoardDriver")
target.activate(board)
print("power", board.get())
board.on()
board.expect("ESP-ROM|rst:0x1")
board.reset()
board.expect("rst:0x1")
print("power", board.get())
board.cycle()
board.expect("rst:0x1")
board.off()
print("power", board.get())
target.deactivate(board)
"""


@pytest.fixture
def boards_of_labgrid(tmp_path: Path) -> Iterator[Coordinator]:
    """Two places, each with a virtual ESP32 that the exporter started."""
    folder = tmp_path / "farm"
    write_places(folder, PLACES)
    groups = {name: virtual_board() for name in PLACES}
    with Coordinator(folder) as coordinator, coordinator.exporter("lab", groups, of_boards=True):
        yield coordinator


def configuration(coordinator: Coordinator, **target: object) -> Path:
    """A user's folder with the module and a configuration of labgrid that imports it."""
    user = coordinator.user()
    assert user.run("boards", "labgrid", "--module", MODULE).code == 0
    targets = {"main": {"drivers": {"OceanhilVirtualBoardDriver": {}}, **target}}
    content = msgspec.yaml.encode({"targets": targets, "imports": [MODULE]})
    (user.folder / "labgrid.yaml").write_bytes(content)
    return user.folder


def used(folder: Path) -> str:
    """What labgrid's own Python says of a use of the board of the configuration."""
    words = (program("python"), "-c", USES)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=READY_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_labgrids_driver_starts_a_board_of_its_own_and_works_its_switch_its_button_and_its_line(
    tmp_path: Path,
) -> None:
    with Coordinator(tmp_path / "farm") as coordinator:
        folder = configuration(coordinator, resources=virtual_board(clock="real"))
    assert used(folder) == "power False\npower True\npower False\n"


def test_a_run_takes_a_board_that_an_exporter_started(boards_of_labgrid: Coordinator) -> None:
    done = boards_of_labgrid.user().run("run", "--world", "serial:labgrid:desk", "--board", "esp32", "token-expired")
    assert done.code == 0, done.output + done.errors
    assert "1 passed, 0 failed, 0 errors" in done.output
    assert boards_of_labgrid.holder("desk") == "None"
    listed = boards_of_labgrid.user().run("boards", "places", "labgrid").output
    assert listed.splitlines()[1].split() == ["desk", "esp32", "yes", "no", "site=here"]


def test_labgrids_client_switches_an_exported_board_by_the_driver(boards_of_labgrid: Coordinator) -> None:
    folder = configuration(boards_of_labgrid, resources={"RemotePlace": {"name": "desk"}})
    client = boards_of_labgrid.client
    client("-p", "desk", "acquire")
    power = ("-c", str(folder / "labgrid.yaml"), "-p", "desk", "power")
    before = client(*power, "get")
    client(*power, "on")
    after = client(*power, "get")
    client("-p", "desk", "release")
    assert "power for place desk is off" in before
    assert "power for place desk is on" in after


def test_of_several_taken_places_the_first_that_is_given_back_is_taken(boards_of_labgrid: Coordinator) -> None:
    farm = boards_of_labgrid
    for place, user in (("desk", "alice"), ("shelf", "bob")):
        farm.client("-p", place, "acquire", user=user)
    words = ("run", "--world", "serial:labgrid:site=here", "--board", "esp32", "token-expired")
    with farm.user().start(*words) as run:
        run.says(
            "waiting for one of the boards 'desk', 'shelf': desk/alice has place 'desk', desk/bob has place 'shelf'"
        )
        until(run, "both are reserved", lambda: farm.client("reservations").count("owner: desk/me") == 2)
        farm.client("-p", "shelf", "release", user="bob")
        assert run.code == 0, run.said
    assert "shelf: place acquired by desk/me" in farm.said
    assert (farm.holder("desk"), farm.holder("shelf")) == ("desk/alice", "None")
    assert "owner" not in farm.client("reservations")


def test_an_exporter_without_oceanhil_says_where_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "farm"
    write_places(folder, {"desk": PLACES["desk"]})
    with Coordinator(folder) as coordinator:
        groups = {"desk": virtual_board(command="oceanhil-is-not-here")}
        with pytest.raises(AssertionError, match="'oceanhil-is-not-here' cannot be started: no such file or directory"):
            coordinator.exporter("lab", groups, of_boards=True)
