"""The Wi-Fi station of a sketch's board: what is told of a network that it is let into in vain."""

from typing import cast

import pytest

from oceanhil.hil.worlds.sketch.frames import Ask
from oceanhil.hil.worlds.sketch.program import Post
from oceanhil.hil.worlds.sketch.radio import SketchRadio
from oceanhil.protocol.surroundings import Band
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.kernel import Kernel, sleep
from oceanhil.simulator.network import AccessPoint, Network


class Outside:
    """A board that is let into the access point by its name and password, and is not in it yet."""

    def __init__(self, there: AccessPoint) -> None:
        self.access_point, self.join_takes_us = there, None

    def could_join(self, ssid: str, password: str) -> bool:
        """Tell whether both are right, at a frequency that it hears."""
        return self.access_point == AccessPoint(ssid, password)

    async def wifi_join(self, ssid: str, password: str, timeout_ms: int) -> str | None:
        """Try for as long as one does."""
        del ssid, password
        await sleep(1000 * timeout_ms)
        return None


def missed(there: AccessPoint, asked: bytes) -> str:
    """Ask for a network, and give what is told of that."""
    kernel, outside = Kernel(1), Outside(there)
    radio = SketchRadio(kernel, cast("SimulatedBoard", outside), cast("Network", outside), Post())

    async def join() -> None:
        await radio.served()[Ask.WIFI_JOIN](asked)

    if asked:
        kernel.spawn(join(), lambda _: None)
    return radio.network_missed()


@pytest.mark.parametrize(
    ("there", "asked", "told"),
    [
        (AccessPoint("home", "key"), b"cellar\0key", "it asks for the network 'cellar', which is not there; 'home' is"),
        (
            AccessPoint("home", "key"),
            b"home\0Key",
            "it asks for the network 'home' with another password than that has",
        ),
        (
            AccessPoint("home", "key", Band.GHZ_5),
            b"home\0key",
            "it asks for the network 'home', which is not at 2.4 GHz",
        ),
        (AccessPoint("home", "key"), b"home\0key", ""),
        (AccessPoint("home", "key"), b"", ""),
    ],
    ids=["name", "password", "band", "right", "not asked"],
)
def test_a_network_that_is_asked_for_in_vain_is_named(there: AccessPoint, asked: bytes, told: str) -> None:
    assert missed(there, asked) == told
