"""Bare machines in their emulators, running the test program `machine_probe.cpp`; skips where tools are missing."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oceanhil.firmware.build import BuildError, find_compiler
from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.build import Image, build, sources_in
from oceanhil.hil.emulators.emulator_errors import ToolMissingError
from oceanhil.hil.emulators.targets import LX106, RP2040, Target
from oceanhil.hil.emulators.tools import FIRMWARE
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec

MAC = bytes.fromhex("5ccf7f0e0001")
ANSWER_S = 20.0
_DOCTEST = "doctest/doctest.h"


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
        self.send(letter)
        return self.hear(word)

    def send(self, letter: str) -> None:
        """Send a letter."""
        self._link.write(letter.encode())

    def hear(self, word: str) -> str:
        """Wait for a line that begins with `word`; give its rest."""
        return self._link.wait_line(word, ANSWER_S).text.removeprefix(word).strip()


@contextmanager
def _skipped_where_tools_are_missing() -> Iterator[None]:
    """Turn what a test or a fixture says of a missing tool into a skip that names it."""
    try:
        yield
    except ToolMissingError as error:
        pytest.skip(str(error))
    except BuildError as error:
        if _DOCTEST in str(error):
            pytest.skip(f"{_DOCTEST!r} is not installed; install the package 'doctest-dev'")
        try:
            find_compiler()
        except BuildError as missing:
            pytest.skip(str(missing))
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Skip what needs a fixture that cannot be had here."""
    del item
    with _skipped_where_tools_are_missing():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Skip what finds out itself that it cannot be had here."""
    del item
    with _skipped_where_tools_are_missing():
        return (yield)


@pytest.fixture
def compiler() -> None:
    """A C++ compiler for this machine is there."""
    find_compiler()


@pytest.fixture
def lx106_tools() -> None:
    """What builds and runs firmware for the lx106 is there."""
    for tool in LX106.needs:
        tool.find()


@pytest.fixture(scope="session", params=[LX106, RP2040], ids=lambda target: target.folder)
def target(request: pytest.FixtureRequest) -> Target:
    """Each machine that there is."""
    assert isinstance(request.param, Target)
    return request.param


@pytest.fixture(scope="session")
def probe_image(target: Target) -> Path:
    """The test program for this machine."""
    return probe_of(target)


@pytest.fixture
def machine(target: Target, probe_image: Path) -> Iterator[Probed]:
    """Each machine, with a blank chip, running the test program."""
    with probed(target, probe_image) as made:
        yield made


@pytest.fixture
def lx106() -> Iterator[Probed]:
    """The lx106 alone."""
    with probed(LX106, probe_of(LX106)) as made:
        yield made


@pytest.fixture
def rp2040() -> Iterator[Probed]:
    """The RP2040 alone."""
    with probed(RP2040, probe_of(RP2040)) as made:
        yield made


def probe_of(target: Target) -> Path:
    """Build the test program."""
    sources = (*sources_in(FIRMWARE / target.folder), Path(__file__).with_name("machine_probe.cpp"))
    return build(Image(f"probe-{target.folder}", target, sources, (FIRMWARE / "core" / "include", FIRMWARE / "bare")))


@contextmanager
def probed(target: Target, image: Path) -> Iterator[Probed]:
    """Run an image that talks like the test program."""
    with EmulatedBoard(target, image, MAC) as board, SerialLink(PortSpec(url=board.line.url)) as link:
        made = Probed(board, link)
        made.boot()
        yield made
