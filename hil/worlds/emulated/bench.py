"""A bench of emulated boards that it starts itself, each when it is first wanted, each with a chip of its own."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from oceanhil.boards import family
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.agent.command_channel import AgentLine
from oceanhil.hil.boards.entry import BoardEntry, NetworkBy, PowerBy, Time
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.boards.power import PowerError
from oceanhil.hil.emulators.board import EmulatedBoard, EmulatedFlash
from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.targets import TARGETS
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.storage_access.access import StorageAccess
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.programmer import AgentProgrammer
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind
from oceanhil.protocol.agent.vocabulary import BRIDGE_SERVER
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import BEYOND_AGENTS, Capability, WorldError, WorldRequest

_REST: Final = "REST"
_AT_BOOT: Final = 0
_NUMBERS: Final = 1_000_000
_LOOK_EVERY_S: Final = 0.25
CAPABILITIES: Final = (
    frozenset(Capability)
    - BEYOND_AGENTS
    - {Capability.VIRTUAL_TIME, Capability.RADIO, Capability.WIFI, Capability.JOIN_TIME}
)
# An agent answers within milliseconds, and nothing is lost on this line: whoever is later than this hangs.
_ANSWER_S: Final = 10.0


class PoweredBoard(Protocol):
    """The part of `oceanhil.hil.emulators.board.EmulatedBoard` that is wanted here."""

    @property
    def is_on(self) -> bool:
        """Whether it has power."""

    def check(self) -> None:
        """Raise EmulatorError if the emulator ended by itself."""


class HeldTime:
    """Asks a board for its rest, and lets time pass for it; one question at a time.

    What goes over the line for this: firmware/bare/pace.h.

    All that the board said before it came to rest has been heard by whoever listens to `line` when an answer is given.
    """

    def __init__(self, board: PoweredBoard, line: AgentLine, *, patience_s: float = 60.0) -> None:
        """`patience_s` is for how long firmware may work between two rests, on a machine that is busy."""
        self._patience_s = patience_s
        self._board = board
        self._line = line
        self._answers: SimpleQueue[tuple[int, int | None]] = SimpleQueue()
        self._number = 0
        self.close = line.subscribe(self._hear)

    def let_pass(self, duration_us: int) -> int | None:
        """Let so many µs pass (0: none), and give after how many the board wants to go on; None: nothing is due.

        A board without power wants nothing. Raises EmulatorError when the emulator ends or the board does not rest.
        """
        if not self._board.is_on:
            return None
        self._ask(duration_us)
        deadline_s = time.monotonic() + self._patience_s
        while True:
            number, wanted_us = self._next_answer(deadline_s)
            if number == self._number:
                return wanted_us
            if number == _AT_BOOT:
                # It has booted meanwhile, and may have lost the question.
                self._ask(0)

    def _ask(self, duration_us: int) -> None:
        self._number = self._number % _NUMBERS + 1
        self._line.write(b"\x05%d,%d\n" % (self._number, duration_us))

    def _next_answer(self, deadline_s: float) -> tuple[int, int | None]:
        while True:
            try:
                return self._answers.get(timeout=_LOOK_EVERY_S)
            except Empty:
                self._board.check()
            if time.monotonic() > deadline_s:
                raise EmulatorError(f"its firmware did not come to rest within {self._patience_s:g} s: it hangs")

    def _hear(self, sentence: Sentence) -> None:
        if sentence.kind is SentenceKind.EVENT and sentence.words[:1] == (_REST,):
            numbers = [int(word) for word in sentence.words[1:]]
            self._answers.put((numbers[0], numbers[1] if len(numbers) > 1 else None))


class EmulatedSwitch:
    """Starts and ends the emulator; implements `oceanhil.hil.boards.power.PowerSwitch`.

    With `hold` it gives power for the agent alone.
    """

    def __init__(self, board: EmulatedBoard, time: HeldTime, *, hold: bool = False) -> None:
        self._board = board
        self._time = time
        self._hold = hold

    def on(self) -> None:
        """Give power, and wait until the board rests for the first time; no time passes for it."""
        try:
            self._board.on(hold=self._hold)
            self._time.let_pass(0)
        except EmulatorError as error:
            raise PowerError(str(error)) from error

    def off(self) -> None:
        """Take power away."""
        self._board.off()


@dataclass(frozen=True, slots=True)
class StartedBoard:
    """An emulated board and its connection; `exits` ends both."""

    board: EmulatedBoard
    hand: BenchBoard
    time: HeldTime
    exits: ExitStack


class EmulatedBench:
    """Gives as many emulated boards of a family as a run wants; they are kept for the next run."""

    def __init__(self) -> None:
        self._started: dict[tuple[Board, int], StartedBoard] = {}

    def take(self, request: WorldRequest, index: int) -> StartedBoard:
        """Give the board number `index` (from 0) of a family, off, with a blank chip; raises WorldError."""
        key = (request.board, index)
        try:
            if key not in self._started:
                self._started[key] = _start(request, index)
        except (EmulatorError, LinkError, OSError) as error:
            raise WorldError(f"emulated {request.board.value}: {error}") from error
        started = self._started[key]
        started.board.off()
        # What stands unfinished on its line belongs to nobody any more.
        started.hand.link.flush_partial()
        started.board.flash.renew(started.hand.mac)
        started.hand.storage.forget()
        return started

    def close(self) -> None:
        """Switch everything off."""
        for started in self._started.values():
            started.exits.close()
        self._started.clear()


def _start(request: WorldRequest, index: int) -> StartedBoard:
    target = TARGETS[request.board]
    driver = family(request.board).driver
    mac = bytes.fromhex(f"{family(request.board).vendor.hex()}0e00{index + 1:02x}")
    with ExitStack() as exits:
        board = exits.enter_context(EmulatedBoard(target, build(firmware_image(target)), mac, held_time=True))
        link = exits.enter_context(SerialLink(PortSpec(url=board.line.url)))
        entry = BoardEntry(
            name=f"emulated-{request.board.value}-{index + 1}",
            kind=request.board,
            lines=ModemPolicy.NONE,
            power=PowerBy.AGENT,
            port=board.line.url,
            mac=mac,
            agent=True,
            driver=driver.value,
            network=NetworkBy.BRIDGE,
            time=Time.HELD,
        )
        line = LinkLine(link)
        time = HeldTime(board, line)
        exits.callback(time.close)
        agent = AgentClient(line, board=entry.name, timeout_s=_ANSWER_S, attempts=1)
        exits.callback(agent.close)
        raw = EmulatedFlash(board)
        hand = BenchBoard(
            entry=entry,
            mac=mac,
            driver=driver,
            link=link,
            agent=agent,
            control=None,
            switch=EmulatedSwitch(board, time),
            raw=raw,
            storage=StorageAccess(request.board, driver, raw, eeprom_bytes=request.profile.device.eeprom_bytes),
            programmer=AgentProgrammer(agent, EmulatedSwitch(board, time, hold=True), None, BRIDGE_SERVER),
            capabilities=CAPABILITIES,
        )
        return StartedBoard(board, hand, time, exits.pop_all())
