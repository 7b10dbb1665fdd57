"""Bare machines in their emulators, running the test program `machine_probe.cpp`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.emulators.board import EmulatedBoard
from hil.emulators.building import Image, build, sources_in
from hil.emulators.places import FIRMWARE
from hil.emulators.targets import LX106, RP2040, Target
from hil.link.link import SerialLink
from hil.link.spec import PortSpec

MAC = bytes.fromhex("5ccf7f0e0001")
ANSWER_S = 20.0


class Probed:
    """A machine and its line."""

    def __init__(self, board: EmulatedBoard, link: SerialLink) -> None:
        self.board = board
        self._link = link

    def boot(self, *, hold: bool = False) -> None:
        """Give power, and wait until the program listens."""
        self.board.on(hold=hold)

    def ask(self, letter: str, word: str) -> str:
        """Send a letter and give the rest of the line that begins with `word`."""
        self._link.write(letter.encode())
        return self.hear(word)

    def hear(self, word: str) -> str:
        """Wait for a line that begins with `word`; give its rest."""
        return self._link.wait_line(word, ANSWER_S).text.removeprefix(word).strip()


@pytest.fixture(scope="session", params=[LX106, RP2040], ids=lambda target: target.folder)
def target(request: pytest.FixtureRequest) -> Target:
    """Each machine that there is."""
    assert isinstance(request.param, Target)
    return request.param


@pytest.fixture(scope="session")
def probe_image(target: Target) -> Path:
    """The test program for this machine."""
    sources = (*sources_in(FIRMWARE / target.folder), Path(__file__).with_name("machine_probe.cpp"))
    return build(Image(f"probe-{target.folder}", target, sources, (FIRMWARE / "core" / "include", FIRMWARE / "bare")))


@pytest.fixture
def machine(target: Target, probe_image: Path) -> Iterator[Probed]:
    """A machine with a blank chip, running the test program."""
    with EmulatedBoard(target, probe_image, MAC) as board, SerialLink(PortSpec(url=board.line.url)) as link:
        probed = Probed(board, link)
        probed.boot()
        yield probed
