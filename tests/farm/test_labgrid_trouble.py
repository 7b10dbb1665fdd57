"""What can be wrong with a farm of labgrid: each trouble is named, with what to do next and a documented exit code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from os.path import realpath
from pathlib import Path
from threading import Thread

import pytest

from oceanhil.hil.farm.held_place import Farms, HeldPlace
from oceanhil.hil.farm.place import FarmKind, PlaceTakenError, parse_place
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.farm.conftest import Farm
from tests.farm.labgrid import Coordinator, Exporter, Group, facts, write_places
from tests.farm.programs import User, until

SHORT = "token-expired"


def test_a_coordinator_that_is_not_there_is_named(tmp_path: Path) -> None:
    user = User(tmp_path, {"LG_COORDINATOR": "127.0.0.1:9"})
    done = user.run("run", "--world", "serial:labgrid:desk", SHORT)
    assert done.code == 4, done.errors
    assert "the labgrid coordinator at '127.0.0.1:9' ($LG_COORDINATOR) cannot be reached" in done.errors
    assert "Traceback" not in done.errors


def test_what_is_no_coordinator_is_named(tmp_path: Path) -> None:
    """A server of HTTP, such as the coordinator of a labgrid before 24."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        user = User(tmp_path, {"LG_COORDINATOR": f"127.0.0.1:{server.server_address[1]}"})
        done = user.run("boards", "places", "labgrid")
        server.shutdown()
    assert done.code == 1, done.errors
    assert "127.0.0.1" in done.errors
    assert "Traceback" not in done.errors


def test_an_unknown_place_is_named_with_those_that_there_are(farm: Farm) -> None:
    done = farm.coordinator.user().run("run", "--world", "serial:labgrid:dex", SHORT)
    assert done.code == 4, done.errors
    assert "labgrid has no place 'dex'; it has: desk, shelf" in done.errors


def test_a_killed_exporter_is_named_and_the_place_stays_free(farm: Farm) -> None:
    user = farm.coordinator.user()
    entry = '[board.s1]\nkind = "esp32"\nplace = "labgrid:desk"\nagent = true\n'
    (user.folder / "boards.toml").write_text(entry, "utf-8")
    farm.first.kill()
    done = user.run("run", "--world", "serial:s1", "first-boot")
    assert done.code == 8, done.output + done.errors
    assert "place 'desk' of labgrid has no serial port: its exporter is not connected" in done.output
    assert farm.coordinator.holder("desk") == "None"


def test_a_place_without_a_serial_port_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "farm"
    write_places(folder, {"lamp": (["lab/lamp/NetworkPowerPort"], {"kind": "esp32", "agent": "true"})})
    power = {"NetworkPowerPort": {"model": "rest", "host": "http://127.0.0.1:9/{index}", "index": 1}}
    with Coordinator(folder) as coordinator, coordinator.exporter("lab", {"lamp": power}):
        done = coordinator.user().run("run", "--world", "serial:labgrid:lamp", "first-boot")
        assert done.code == 8, done.output + done.errors
        assert "place 'lamp' of labgrid has no serial port: it has NetworkPowerPort only" in done.output
        assert coordinator.holder("lamp") == "None"


def test_a_board_that_nobody_says_anything_of_is_named(farm: Farm, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    write_places(folder, {"desk": (["lab/board/NetworkSerialPort"], {})})
    port = {"NetworkSerialPort": {"host": "127.0.0.1", "port": 9, "protocol": "rfc2217"}}
    with Coordinator(folder) as coordinator, coordinator.exporter("lab", {"board": port}):
        done = coordinator.user().run("run", "--world", "serial:labgrid:desk", SHORT)
    assert done.code == 4, done.errors
    assert "place 'desk' does not say which board is on it; give it a tag such as kind=esp32" in done.errors


def test_a_coordinator_that_restarts_does_not_disturb_a_run(farm: Farm) -> None:
    user = farm.coordinator.user()
    words = ("run", "--world", "serial:labgrid:desk", "--board", "esp32", "-k", "token-expired or relay or clock")
    with user.start(*words) as run:
        until(run, "something is changed", lambda: any((user.state / "journal").glob("*.json")))
        farm.coordinator.kill()
        # labgrid's exporters end without their coordinator, for a service manager to start them again.
        until(None, "the exporters have ended", lambda: not farm.first.is_running and not farm.second.is_running)
        with farm.coordinator.again() as again, farm.first.again(), farm.second.again():
            until(run, "the place is taken again", lambda: again.holder("desk") == "desk/me")
            assert run.code == 0, run.said
            assert again.holder("desk") == "None"


def test_a_place_that_somebody_else_got_after_a_restart_is_lost(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in farm.coordinator.user().environment.items():
        monkeypatch.setenv(name, value)
    with Farms() as farms, ExitStack() as exits:
        held = exits.enter_context(HeldPlace(farms.bridge(FarmKind.LABGRID), parse_place("labgrid:desk")))
        held.check()
        farm.coordinator.kill()
        with farm.coordinator.again() as again:
            again.client("-p", "desk", "acquire", "--allow-unmatched", user="alice")
            until(None, "it is lost", lambda: farms.bridge(FarmKind.LABGRID).lost("desk"))
            with pytest.raises(PlaceTakenError, match="place 'desk' of labgrid is taken by desk/alice"):
                held.check()
            # What is not ours any more is not given back.
            exits.close()
            assert again.holder("desk") == "desk/alice"


@pytest.fixture
def behind_ser2net(tmp_path: Path) -> Iterator[tuple[Coordinator, Exporter]]:
    """A board on a port of the exporter's machine, which labgrid exports through ser2net."""
    if shutil.which("ser2net") is None:
        pytest.skip("ser2net is not installed: make farm")
    folder = tmp_path / "farm"
    write_places(folder, {"desk": (["lab/board/NetworkSerialPort"], {})})
    with VirtualBoardProcess("--control", "tcp:127.0.0.1:0") as board, Coordinator(folder) as coordinator:
        port = {"port": realpath(board.port_url)}
        group: Group = {"RawSerialPort": port, "OceanhilBoard": facts(board, time="real", lines="none")}
        with coordinator.exporter("lab", {"board": group}) as exporter:
            yield coordinator, exporter


def test_an_exporter_that_dies_in_the_middle_of_a_write_costs_no_byte(
    behind_ser2net: tuple[Coordinator, Exporter],
) -> None:
    coordinator, exporter = behind_ser2net
    user = coordinator.user()
    with user.start("run", "--world", "serial:labgrid:desk", "--board", "esp32", "first-boot") as run:
        until(run, "something is changed", lambda: any((user.state / "journal").glob("*.json")))
        exporter.kill()
        assert run.code == 1, run.said
        assert "board 'desk'" in run.said
        assert "the board keeper puts it back when this run has ended" in run.said
        with exporter.again():
            until(None, "the keeper is done", lambda: "is given back" in user.keeper_log)
    # It is struck out of the journal when what was read back is what was there.
    assert "'desk': put back nvs" in user.keeper_log
    assert not any((user.state / "journal").glob("*.json"))
    assert coordinator.holder("desk") == "None"
