"""Fixtures for people who write plain pytest tests: a fresh world for each test, on each chosen board.

def test_survives_a_reset(device, server, wait_line):
    made = server.generate_firmware(device.board, "bench")
    device.flash(Firmware(made.registration_token))
    device.power_on()
    wait_line("[INFO] Device ONLINE", timeout_s=60)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from protocol.board import Board

if TYPE_CHECKING:
    from collections.abc import Iterator

    from protocol.profile import Profile
    from scenarios.trace import Event
    from scenarios.world import Device, Server, World

_SECOND_US = 1_000_000


class WaitLine(Protocol):
    """What the fixture `wait_line` is."""

    def __call__(self, text: str, *, timeout_s: float) -> None:
        """Let time pass until the device prints the line `text`; the test fails after `timeout_s` seconds."""


@pytest.fixture(scope="session")
def hil_profile(pytestconfig: pytest.Config) -> Profile:
    """The profile in force: the built-in one, with `--hil-profile` laid over it."""
    from protocol.profile import load_profile

    return load_profile(pytestconfig.getoption("--hil-profile"))


@pytest.fixture(params=tuple(Board), ids=lambda board: board.value)
def board(request: pytest.FixtureRequest) -> Board:
    """The board family of this test; a test that uses it runs once for each that `--board` allows."""
    chosen: Board = request.param
    return chosen


@pytest.fixture
def world(board: Board, hil_profile: Profile, pytestconfig: pytest.Config) -> Iterator[World]:
    """A fresh world of the kind `--world` names; closed after the test."""
    from hil.worlds import load_world
    from scenarios.world import WorldError, WorldRequest

    request = WorldRequest(board=board, seed=pytestconfig.getoption("--hil-seed"), profile=hil_profile)
    try:
        made = load_world(pytestconfig.getoption("--world")).make(request)
    except WorldError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
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


@pytest.fixture(name="wait_line")
def wait_line_fixture(world: World, device: Device) -> WaitLine:
    """Wait for a line of the device, or fail: `wait_line("[INFO] Device ONLINE", timeout_s=60)`."""

    def wait(text: str, *, timeout_s: float) -> None:
        __tracebackhide__ = True
        if not wait_line(world, device, text, timeout_s=timeout_s):
            pytest.fail(f"{device.name} did not print {text!r} within {timeout_s:g} s")

    return wait


def wait_line(world: World, device: Device, text: str, *, timeout_s: float) -> bool:
    """Let time pass until `device` prints the line `text`; True at once if it has, False after `timeout_s` seconds."""
    from scenarios.trace import EventKind

    def is_line(event: Event) -> bool:
        return event.kind is EventKind.SERIAL and event.device == device.name and event.fields["text"] == text

    return any(map(is_line, world.trace)) or world.wait_for(is_line, round(timeout_s * _SECOND_US)) is not None
