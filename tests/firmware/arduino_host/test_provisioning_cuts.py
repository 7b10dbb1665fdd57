"""Power that goes while a board is provisioned loses nothing: cut after each unit, on the flash of each family.

The device's own sketch, as a test bench has it, on simulated boards: its provisioning stands in NVS of an ESP32, of
each release of ESP-IDF, and in two sectors of flash of the others. Before each cut a MAC and a store are kept; what is
provisioned then is another store. One of both counts afterwards, whole, and no later boot goes back behind it. What is
provisioned next is cut short too: a place that only seemed whole must not be all that was left.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.firmware.build import FIRMWARE_DIRECTORY
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.hil.worlds.sketch.factory import SketchWorld
from oceanhil.hil.worlds.sketch.frames import Note
from oceanhil.hil.worlds.sketch.program import BootRun
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.tokens import TokenKind
from oceanhil.scenarios.world import WorldRequest
from oceanhil.simulator.flash.chip import FlashSnapshot, tear_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SKETCH: Final = FIRMWARE_DIRECTORY / "arduino" / "oceanremote"
MAC: Final = "020000000001"
PATIENCE_US: Final = 5_000_000
LOOK_US: Final = 20_000
EACH_DRIVER: Final = [(board, driver) for board in PLATFORM_BOARDS for driver in family(board).drivers]


class Kept(NamedTuple):
    """What a boot goes by of what was provisioned."""

    mac: str
    store: str


OLD: Final = Kept(MAC, "legacy")
NEW: Final = Kept(MAC, "reference")


@cache
def runnable() -> RunnableSketch:
    return RunnableSketch(find_sketch(str(SKETCH), SKETCH))


class Bench:
    """A simulated board with the sketch on it, held by its agent in each boot."""

    def __init__(self, board: Board, driver: Driver) -> None:
        request = WorldRequest(board=board, driver=driver.value, seed=1, profile=load_profile())
        self._world = SketchWorld(request, runnable())
        device = self._world.device()
        assert isinstance(device, SketchDevice)
        self._device = device
        self.board = device._board
        self._replies: list[Sentence] = []
        device._boots.attend = self._attend
        device.flash(Firmware(TokenKind.REGISTRATION.value + "A" * 43))

    def close(self) -> None:
        self._world.close()

    def _attend(self, run: BootRun, program: Path) -> Callable[[], None]:
        del program
        reader = AgentReader()

        def hear(data: bytes) -> None:
            found = (part for part in reader.feed(data) if isinstance(part, Sentence))
            self._replies += (each for each in found if each.kind is not SentenceKind.EVENT)

        run.hear(Note.MEASURES, lambda _data: None)
        run.hear(Note.CONSOLE, hear)
        return lambda: None

    def ask(self, *words: str, patience_us: int = PATIENCE_US) -> Sequence[str] | None:
        """Say a command; gives the words of the reply, None where none comes."""
        self._replies.clear()
        self._device._boots.hear(encode(Sentence(SentenceKind.COMMAND, 0, words)))
        kernel = self._world._kernel
        kernel.run_while(lambda: not self._replies and self.board.has_power, kernel.now_us + patience_us)
        return self._replies[0].words if self._replies else None

    def start(self) -> None:
        """Take power away, give it again, and hold the board before its program begins."""
        self.board.power_off()
        self.board.power_on()
        while self.ask("HOLD", patience_us=LOOK_US) is None:
            assert self.board.has_power

    def kept(self) -> Kept:
        """What counts in a further boot."""
        self.start()
        said = self.ask("INFO")
        assert said is not None
        return Kept(said[4], said[6])

    def provision(self, store: str, cut: int | None = None) -> bool:
        """Provision a store, and lose power after so many units of that; tells whether the agent has confirmed it."""
        assert self.ask("PROVISION", "SET", "store", store) == ()
        if cut is not None:
            self.board.cut_power(self.board.boots, self.board.flash.units + cut)
        done = self.ask("PROVISION", "APPLY")
        self.board.forget_cuts()
        return done is not None


@contextmanager
def provisioned(board: Board, driver: Driver) -> Iterator[tuple[Bench, FlashSnapshot, int]]:
    """Give a board that keeps `OLD`, its flash, and the units of flash work of what is provisioned next."""
    bench = Bench(board, driver)
    try:
        bench.start()
        assert bench.provision("legacy")
        bench.start()
        assert bench.ask("MAC", "SET", MAC) == ()
        assert bench.kept() == OLD
        before, boots, units = bench.board.flash.snapshot(), bench.board.boots, bench.board.flash.units
        assert bench.provision("reference")
        whole = bench.board.flash_units(boots) - units
        assert bench.kept() == NEW
        yield bench, before, whole
    finally:
        bench.close()


@pytest.mark.parametrize("torn", [TornModel.PREFIX, TornModel.MARGINAL_BITS], ids=lambda torn: torn.value)
@pytest.mark.parametrize(("board", "driver"), EACH_DRIVER, ids=lambda value: value.value)
def test_a_cut_at_any_unit_leaves_what_was_kept_or_what_is_new(board: Board, driver: Driver, torn: TornModel) -> None:
    with provisioned(board, driver) as (bench, before, units):
        assert units > 400
        found = {unit: after_a_cut(bench, before, torn, unit, units) for unit in range(units + 1)}
    assert {unit: lives for unit, lives in found.items() if not is_sound(lives)} == {}
    assert {lives[0] for lives in found.values()} == {OLD, NEW}


def after_a_cut(bench: Bench, before: FlashSnapshot, torn: TornModel, unit: int, units: int) -> list[Kept]:
    """Give what counts in each of some boots after a cut, and in each after a second one in what comes next."""
    chance = Chance(unit)
    bench.board.power_off()
    bench.board.flash.restore(before)
    bench.board.flash.tear = tear_for(torn, chance)
    bench.start()
    assert bench.provision("reference", cut=unit) is (unit == units)
    lives = [bench.kept() for _ in range(3)]
    bench.start()
    bench.provision("reference", cut=chance.randrange(units))
    return lives + [bench.kept() for _ in range(3)]


def is_sound(lives: Sequence[Kept]) -> bool:
    """Whether nothing is lost, and no boot goes back behind an earlier one."""
    first_new = lives.index(NEW) if NEW in lives else len(lives)
    return set(lives[:first_new]) <= {OLD} and set(lives[first_new:]) <= {NEW}
