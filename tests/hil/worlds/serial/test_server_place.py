"""Where a bench's server listens when others listen there: another run, or another process of this one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from oceanhil.hil.boards.entry import Bench
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.worlds.serial import server_place
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench
from oceanhil.hil.worlds.serial.server import BenchSocket
from oceanhil.hil.worlds.serial.server_place import ServerPlace
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest

pytestmark = pytest.mark.usefixtures("own_state")

_REQUEST = WorldRequest(board=Board.ESP32, seed=0, profile=load_profile())
_WITH_AGENT = '[board.desk]\nkind = "esp32"\nport = "/dev/no-such-port"\nagent = true\n'
_WITHOUT = '[board.lamp]\nkind = "esp32"\nport = "/dev/no-lamp"\n'


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody listens."""
    socket = BenchSocket(_REQUEST.profile, "127.0.0.1", 0)
    yield _port(socket.url)
    socket.close()


def _port(url: str) -> int:
    return urlsplit(url).port or 0


def _bench(text: str, port: int) -> Bench:
    boards = parse_inventory(text, Path("boards.toml")).boards
    return Bench("b", tuple(boards.values()), bind=f"127.0.0.1:{port}")


def test_the_next_free_port_is_taken_and_told(taken: int) -> None:
    told: list[str] = []
    with ExitStack() as exits:
        place = ServerPlace(_bench(_WITH_AGENT, taken), exits, told.append)
        port = _port(place.surroundings(_REQUEST, 1.0).server_url)
        assert taken < port < taken + server_place.PORTS_TRIED
    assert told == [f"port {taken} of 127.0.0.1 is in use: the server for the boards listens on {port} instead"]


def test_a_free_port_is_taken_without_a_word(taken: int) -> None:
    told: list[str] = []
    with ExitStack() as exits:
        free = ServerPlace(_bench(_WITH_AGENT, 0), exits, told.append)
        assert _port(free.surroundings(_REQUEST, 1.0).server_url) not in {0, taken}
    assert told == []


def test_a_board_that_is_told_no_address_has_one_port_alone(taken: int) -> None:
    bench = InventoryBench(_bench(_WITH_AGENT + _WITHOUT, taken), tell=server_place.tell_nobody)
    said = (
        rf"cannot listen: port {taken} of 127\.0\.0\.1 is in use by another run or program, and no other will do,"
        r" as the firmware of 'lamp' calls one address; choose another 'bind'"
    )
    with pytest.raises(WorldError, match=said):
        SerialWorldFactory("b", bench).make(_REQUEST)
    bench.close()


def test_where_all_ports_are_in_use_they_are_named(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_place, "PORTS_TRIED", 1)
    bench = InventoryBench(_bench(_WITH_AGENT, taken), tell=server_place.tell_nobody)
    with pytest.raises(WorldError, match=f"port {taken} of .* is in use by another run or program; choose another"):
        SerialWorldFactory("b", bench).make(_REQUEST)
    bench.close()
