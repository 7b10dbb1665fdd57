"""Fixtures for people who write plain pytest tests: a fresh world for each test, on each chosen board.

def test_survives_a_reset(world, device, server):
    made = server.generate_firmware(device.board, "bench")
    device.flash(Firmware(made.registration_token))
    device.power_on()
    assert wait_line(world, device, "[INFO] Device ONLINE", timeout_s=60)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from protocol.board import Board
    from protocol.profile import Profile
    from scenarios.trace import Event
    from scenarios.world import Device, Server, World

_SECOND_US = 1_000_000


@pytest.fixture(scope="session")
def hil_profile(pytestconfig: pytest.Config) -> Profile:
    """The profile in force: the built-in one, with `--hil-profile` laid over it."""
    from protocol.profile import load_profile

    return load_profile(pytestconfig.getoption("--hil-profile"))


@pytest.fixture
def board(request: pytest.FixtureRequest) -> Board:
    """The board family of this test; a test that uses it runs once for each that `--board` allows."""
    from protocol.board import Board

    return Board(request.param)


@pytest.fixture
def world(board: Board, hil_profile: Profile, pytestconfig: pytest.Config) -> Iterator[World]:
    """A fresh world of the kind `--world` names; closed after the test."""
    from hil.worlds import load_world
    from scenarios.world import WorldRequest

    request = WorldRequest(board=board, seed=pytestconfig.getoption("--hil-seed"), profile=hil_profile)
    made = load_world(pytestconfig.getoption("--world")).make(request)
    yield made
    made.close()


@pytest.fixture
def device(world: World) -> Device:
    """The board under test: blank, without firmware, off."""
    return world.device()


@pytest.fixture
def server(world: World) -> Server:
    """The server beside it."""
    return world.server


def wait_line(world: World, device: Device, text: str, *, timeout_s: float) -> bool:
    """Let time pass until `device` prints the line `text`; True at once if it has, False after `timeout_s` seconds."""
    from scenarios.trace import EventKind

    def is_line(event: Event) -> bool:
        return event.kind is EventKind.SERIAL and event.device == device.name and event.fields["text"] == text

    return any(map(is_line, world.trace)) or world.wait_for(is_line, round(timeout_s * _SECOND_US)) is not None
