"""A board of a bench, connected: what is connected to it, how its failures are told, and what is wrong with its line.

It outlives the run: ports stay open from case to case.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from oceanhil.analysis.panics.elf import ElfError, Program
from oceanhil.boards.storage import Driver
from oceanhil.hil.agent.agent_errors import AgentError, AgentLacksError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.power import PowerError, PowerSwitch
from oceanhil.hil.download.download_errors import DownloadError
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import SEQUENCES, Move
from oceanhil.hil.link.port import is_rfc2217
from oceanhil.hil.link.port_errors import LinkError, NoModemLinesError
from oceanhil.hil.storage_access.access import StorageAccess
from oceanhil.hil.storage_access.raw_flash import RawFlash, StorageAccessError
from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.serial.programmer import Programmer
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, LackingError, WorldError
from oceanhil.scenarios.world_terms import LineFault
from oceanhil.simulator.board.mode import BoardMode

_STARTS_S: Final = 60.0
"""How long, in real time, a virtual board may take to come out of a reset by its lines: some milliseconds."""
_LOOK_S: Final = 0.005
UNSEEN_WITHOUT_AGENT = frozenset({EventKind.LOAD, EventKind.SAVE})
"""What nobody tells the bench when the firmware has no agent."""
_SOUND = LineFault()


def nobody_asks() -> None:
    """Let a board be used, of which nobody holds a lease."""


def nobody_notes(mac: bytes) -> None:
    """Let a board get another MAC, which nobody has to take from it again."""
    del mac


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchBoard:
    """A connected board; `agent` is None where firmware has none, `control` where the board is physical."""

    entry: BoardEntry
    mac: bytes
    driver: Driver
    link: SerialLink
    agent: AgentClient | None
    control: ControlClient | None
    switch: PowerSwitch
    raw: RawFlash
    storage: StorageAccess
    programmer: Programmer
    capabilities: frozenset[Capability]
    firmware: str = ""
    troubles: list[Exception] = field(default_factory=list)
    """What went wrong with it since somebody looked here."""
    must_be_ours: Callable[[], None] = nobody_asks
    """Raises LeaseError when the board may be in other hands; cheap, for each use of it."""
    before_mac: Callable[[bytes], None] = nobody_notes
    """To be told of another MAC before the board gets it; raises StorageAccessError where that cannot be noted."""

    @property
    def name(self) -> str:
        """Its name in the inventory."""
        return self.entry.name

    def facts(self) -> dict[str, str]:
        """What a report says about it."""
        facts = {"board_name": self.name, "mac": format_mac(self.mac), "driver": self.driver.value}
        if self.firmware:
            facts["firmware"] = self.firmware
        return facts

    def program(self) -> Program | ElfError | None:
        """Load the firmware's ELF file, if the inventory names one, to decode crashes with."""
        if self.entry.elf is None:
            return None
        try:
            return Program.load(self.entry.elf)
        except ElfError as error:
            return error

    @property
    def has_reset_line(self) -> bool:
        """Whether its port can reset it."""
        return Move.RESET in SEQUENCES[self.entry.lines]

    @property
    def resets_by_lines(self) -> bool:
        """Whether its port's lines are its reset button; those of a virtual board's port are only over RFC 2217."""
        return self.has_reset_line and (self.control is None or is_rfc2217(self.link.url))

    def press_reset(self) -> None:
        """Reset it by its lines, or by its agent where the port has none; raises LinkError, AgentError, ControlError.

        A virtual board has started when this returns.
        """
        try:
            self.link.reset()
        except NoModemLinesError:
            if self.agent is None:
                raise
            self.agent.restart(ResetKind.PIN)
            return
        pause = threading.Event()
        for _ in range(round(_STARTS_S / _LOOK_S)):
            if self.control is None or self.control.ask().mode is not BoardMode.HELD:
                return
            pause.wait(_LOOK_S)
        raise WorldError(f"board {self.name!r}: it stays in reset; is its adapter broken")

    def must_have_agent(self) -> AgentClient:
        """Give the agent; raises WorldError, for what only an agent can do."""
        if self.agent is None:
            raise WorldError(
                f"board {self.name!r} has no agent; if its firmware answers, put 'agent = true' in boards.toml"
            )
        return self.agent

    @contextmanager
    def blame(self) -> Iterator[None]:
        """Turn whatever goes wrong with the board, its line or its switch into an error of the world that names it."""
        try:
            yield
        except AgentLacksError as error:
            raise LackingError(f"board {self.name!r}: {error}") from error
        except (AgentError, DownloadError, LinkError, PowerError, StorageAccessError, VirtualBoardError) as error:
            self.troubles.append(error)
            raise WorldError(f"board {self.name!r}: {error}") from error


class FaultOnLine:
    """The fault of one board's line; None while the line is sound, as it is when a run begins."""

    def __init__(self, hand: BenchBoard) -> None:
        self._hand = hand
        self._fault: LineFault | None = None

    @property
    def is_there(self) -> bool:
        """Whether what is heard may be garbled."""
        return self._fault is not None

    def put(self, fault: LineFault | None) -> None:
        """Put a fault on the line, or take it off; WorldError where nobody can."""
        control = self._hand.control
        if control is None:
            raise WorldError(
                f"board {self._hand.name!r} has no control channel: its line cannot be "
                "disturbed; virtual boards have one, as in --world serial:virtual"
            )
        _send(control, fault or _SOUND)
        self._fault = fault

    @contextmanager
    def lifted(self, hear_out: Callable[[], None]) -> Iterator[None]:
        """Keep the fault off while the bench itself speaks with the board; `hear_out` waits for what was said."""
        fault = self._fault
        if fault is None:
            yield
            return
        self.put(None)
        try:
            yield
            hear_out()
        finally:
            self.put(fault)


def _send(control: ControlClient, fault: LineFault) -> None:
    control.line(
        noise_ppm=fault.noise_ppm,
        drop_ppm=fault.drop_ppm,
        duplicate_ppm=fault.duplicate_ppm,
        stuck=fault.stuck,
        seed=fault.seed,
    )
