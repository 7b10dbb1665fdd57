"""An inventory as an exporter's configuration: a board becomes a place by the lines that are printed, and is run on."""

from __future__ import annotations

import shlex
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from oceanhil.hil.farm.held_place import Farms, HeldPlace
from oceanhil.hil.farm.place import FarmKind, parse_place
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.farm.labgrid import Coordinator, network_port, program, write_places
from tests.farm.programs import Program, User


def test_what_is_printed_makes_places_that_runs_find(tmp_path: Path) -> None:
    common = ("--rfc2217", "0", "--control", "tcp:127.0.0.1:0", "--clock", "held")
    with VirtualBoardProcess(*common) as board, Coordinator(tmp_path / "farm") as coordinator:
        user = coordinator.user()
        power = f'power = {{control = "{board.control_address}"}}\ntime = "held"\nagent = true\n'
        inventory = user.folder / "boards.toml"
        inventory.write_text(f'[board.s1]\nkind = "esp32"\nport = "{board.port_url}"\n{power}', "utf-8")
        written = user.run("boards", "labgrid", "--name", "lab1")
        assert written.code == 0, written.errors
        inventory.unlink()
        first, *others = (shlex.split(line) for line in written.output.splitlines()[1:])
        with Program(
            tmp_path / "exporter.log", program(first[0]), *first[1:], folder=user.folder, variables=user.variables
        ) as exporter:
            exporter.says("creating poll task")
            for _, *words in others:
                coordinator.client(*words)
            done = user.run("run", "--world", "serial:labgrid:kind=esp32", "--board", "esp32", "token-expired")
            assert done.code == 0, done.output + done.errors
            listed = user.run("boards", "places", "labgrid").output
            assert listed.splitlines()[1].split() == ["s1", "esp32", "yes", "no", "kind=esp32"]


def test_labgrids_own_client_uses_the_same_place(tmp_path: Path) -> None:
    """What is said of a board beside its port is no part of the place, and so disturbs nobody."""
    folder = tmp_path / "farm"
    write_places(folder, {"desk": (["lab/board/NetworkSerialPort"], {})})
    with VirtualBoardProcess("--rfc2217", "0") as board, Coordinator(folder) as coordinator:
        groups = {"board": {"NetworkSerialPort": network_port(board.port_url), "OceanhilBoard": {"kind": "esp32"}}}
        with coordinator.exporter("lab", groups):
            coordinator.client("-p", "desk", "acquire")
            assert "NetworkSerialPort" in coordinator.client("-p", "desk", "env")
            coordinator.client("-p", "desk", "release")


def test_a_power_switch_of_labgrid_switches_a_board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "farm"
    write_places(folder, {"desk": (["lab/board/Network*"], {"kind": "esp32", "agent": "true"})})
    with VirtualBoardProcess("--rfc2217", "0", "--control", "tcp:127.0.0.1:0") as board:

        class Relay(BaseHTTPRequestHandler):
            """A relay as labgrid's model `rest` knows it."""

            def do_PUT(self) -> None:
                length = int(self.headers["Content-Length"])
                board.control.power(on=self.rfile.read(length) == b"1", hold=True)
                self.send_response(200)
                self.end_headers()

        relay = ThreadingHTTPServer(("127.0.0.1", 0), Relay)
        Thread(target=relay.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{relay.server_address[1]}/{{index}}"
        port = network_port(board.port_url)
        power = {"model": "rest", "host": host, "index": 1}
        groups = {"board": {"NetworkSerialPort": port, "NetworkPowerPort": power}}
        with relay, Coordinator(folder) as coordinator, coordinator.exporter("lab", groups):
            _use(coordinator.user(), monkeypatch)
            with Farms() as farms, HeldPlace(farms.bridge(FarmKind.LABGRID), parse_place("labgrid:desk")) as held:
                held.power(on=True)
                assert board.control.ask().powered
                held.power(on=False)
                assert not board.control.ask().powered
            relay.shutdown()


def _use(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in user.environment.items():
        monkeypatch.setenv(name, value)
