"""labgrid on loopback: a coordinator with its places, exporters, and its users."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from oceanhil.hil.farm.environment import MODULE
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.farm.programs import READY_S, Program, User, farm_folder, plain_environment

Group = Mapping[str, Mapping[str, object]]


def program(name: str) -> str:
    """One of labgrid's programs."""
    return str(farm_folder() / "labgrid" / "bin" / name)


def of_board(board: VirtualBoardProcess, **said: object) -> Group:
    """Say in an exporter's words where a virtual board is, and what it is."""
    return {"NetworkSerialPort": network_port(board.port_url), "OceanhilBoard": facts(board, **said)}


def virtual_board(**said: object) -> Group:
    """Say in an exporter's words that it shall start a virtual board."""
    return {"OceanhilVirtualBoard": {"clock": "held", "command": f"{sys.executable} -m oceanhil", **said}}


def network_port(url: str) -> Mapping[str, object]:
    host, _, port = url.partition("://")[2].rpartition(":")
    return {"host": host, "port": int(port), "protocol": "rfc2217"}


def facts(board: VirtualBoardProcess, **said: object) -> Mapping[str, object]:
    return {"kind": "esp32", "agent": True, "time": "held", "control": board.control_address, **said}


class Coordinator(Program):
    """A coordinator in a folder of its own, which holds its places; at a port that was free, or that it had before."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(
            folder / "coordinator.log", program("labgrid-coordinator"), "-l", f"127.0.0.1:{port}",
            folder=folder, variables={},
        )  # fmt: skip
        self.folder = folder
        self.says("listening on")
        found = re.search(r"listening on 127\.0\.0\.1:(\d+)", self.said)
        assert found
        self.port = int(found[1])

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def again(self) -> Coordinator:
        """Start it again where it was, after its end."""
        return Coordinator(self.folder, self.port)

    def exporter(self, name: str, groups: Mapping[str, Group], *, of_boards: bool = False) -> Exporter:
        """Start an exporter of these groups of resources; `of_boards`: one that starts virtual boards itself."""
        return Exporter(self, name, groups, of_boards=of_boards)

    def user(self, name: str = "me", **variables: str) -> User:
        """A user of this farm, as labgrid knows them."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        known = {"LG_COORDINATOR": self.address, "LG_USERNAME": name, "LG_HOSTNAME": "desk"}
        return User(folder, {**known, **variables})

    def client(self, *words: str, user: str = "admin") -> str:
        """Do something with labgrid's own client, which must succeed, and give what it said."""
        done = subprocess.run(
            [program("labgrid-client"), "-x", self.address, *words],
            env={**plain_environment(), **self.user(user).variables},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=READY_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def holder(self, place: str) -> str:
        """Who has a place, as labgrid's client says it; `None` as text if nobody has."""
        found = re.search(r"^  acquired: (.*)$", self.client("-p", place, "show"), re.MULTILINE)
        assert found
        return found[1]


class Exporter(Program):
    """An exporter; ends with what it started."""

    def __init__(
        self, coordinator: Coordinator, name: str, groups: Mapping[str, Group], *, of_boards: bool = False
    ) -> None:
        file = coordinator.folder / f"{name}.yaml"
        file.write_bytes(msgspec.yaml.encode(groups))
        words = (program("python"), str(MODULE)) if of_boards else (program("labgrid-exporter"),)
        super().__init__(
            coordinator.folder / f"{name}.log", *words,
            "-c", coordinator.address, "-n", name, "--hostname", "127.0.0.1", str(file),
            folder=coordinator.folder, variables={},
        )  # fmt: skip
        self._made = partial(Exporter, coordinator, name, groups, of_boards=of_boards)
        self.says("Exporter ready").says("creating poll task")

    def again(self) -> Exporter:
        """Start it again, after its end."""
        return self._made()


def write_places(folder: Path, places: Mapping[str, tuple[Sequence[str], Mapping[str, str]]]) -> None:
    """Write places as a coordinator keeps them, each with its matches (`exporter/group/class`) and tags."""
    folder.mkdir(exist_ok=True)
    kept = {
        name: {
            "aliases": [], "comment": "", "tags": dict(tags), "created": 0.0, "changed": 0.0,
            "matches": [dict(zip(("exporter", "group", "cls"), match.split("/"), strict=True)) for match in matches],
        }
        for name, (matches, tags) in places.items()
    }  # fmt: skip
    (folder / "places.yaml").write_bytes(msgspec.yaml.encode(kept))
