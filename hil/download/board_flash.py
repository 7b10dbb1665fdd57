"""The flash of a board whose port is open: through its agent, else through esptool in download mode.

Whoever goes through download mode has the safety net round it: what is overwritten was saved before.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import groupby
from typing import Protocol

from oceanhil.boards import family
from oceanhil.hil.boards.capabilities import has_download_mode
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.open_board import OpenBoard, with_power
from oceanhil.hil.download.backup import SafeFlash, SavedRegion, Vault
from oceanhil.hil.download.download_errors import EsptoolMissingError
from oceanhil.hil.download.download_session import DownloadSession, LendableLink, Target
from oceanhil.hil.download.esptool import Esptool, command_by_hand, find_esptool
from oceanhil.hil.download.esptool_connection import Connection
from oceanhil.hil.download.mode_switch import (
    BootButtons,
    ControlSwitch,
    LineMoves,
    LineSwitch,
    ModeSwitch,
    OwnLineSwitch,
    OwnSwitch,
    PersonSwitch,
)
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.storage_access.access import chip_bytes_of
from oceanhil.hil.storage_access.raw_flash import (
    AgentEeprom,
    AgentEepromCommands,
    AgentFlash,
    AgentFlashCommands,
    RawFlash,
    StorageAccessError,
)
from oceanhil.hil.storage_access.regions import Region, eeprom_region
from oceanhil.host.terminal import echo
from oceanhil.protocol.agent.vocabulary import AgentState, CommandGroup
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_WITH_LINES = frozenset({ModemPolicy.CLASSIC, ModemPolicy.USB_JTAG})


class BoardLink(LendableLink, LineMoves, Protocol):
    """A link that can be lent and can reset."""


def mode_switch_of(
    entry: BoardEntry, link: LineMoves, buttons: BootButtons | None = None, ask: Callable[[str], None] | None = None
) -> ModeSwitch:
    """Choose the way into download mode: control channel, reset lines, a person to ask, else the board itself."""
    if buttons is not None:
        return ControlSwitch(buttons)
    if entry.lines in _WITH_LINES and link.keeps_lines_when_lent:
        return OwnLineSwitch(link)
    if entry.lines in _WITH_LINES:
        return LineSwitch(link, usb=entry.lines is ModemPolicy.USB_JTAG)
    if ask is not None:
        return PersonSwitch(entry.name, ask)
    return OwnSwitch()


def session_of(
    entry: BoardEntry, link: BoardLink, tool: Esptool, mode_switch: ModeSwitch, protected: tuple[Region, ...] = ()
) -> DownloadSession:
    """Give a session with a board, whose MAC is checked if the inventory has it; raises DownloadError for a Pico W."""
    target = Target(name=entry.name, board=entry.kind, mac=entry.mac, protected=protected)
    return DownloadSession(target, link, mode_switch, tool)


def safe_flash_of(
    entry: BoardEntry, raw: RawFlash, regions: Callable[[], tuple[Region, ...]], vault: Vault, port: str = ""
) -> SafeFlash:
    """Give a board's flash with a net below it; `port` is what a person would name to esptool."""
    loader = family(entry.kind).loader
    name = port or entry.port
    if loader is None or not name:
        return SafeFlash(entry.name, key_of(entry), raw, regions, vault)
    connection = Connection(port=name, chip=loader.chip)

    def by_hand(saved: SavedRegion) -> str:
        return command_by_hand(connection, saved.region.address, saved.path)

    return SafeFlash(entry.name, key_of(entry), raw, regions, vault, by_hand=by_hand)


class EsptoolFlash:
    """Raw flash over a download session; implements `RawFlash`.

    Each call enters the session if nobody has, which restarts the firmware. Whoever has more to do visits: then what
    was read is not read again, since no firmware can have changed it. What was written is: that is how one sees it.
    """

    def __init__(self, session: DownloadSession) -> None:
        self._session = session
        self._visit = 0
        self._held: dict[int, bytes] = {}

    @property
    def is_visited(self) -> bool:
        """Whether somebody keeps the board in download mode."""
        return self._session.entered

    def visit(self) -> AbstractContextManager[object]:
        """Enter the session, if nobody has."""
        context = nullcontext() if self._session.entered else self._session
        if not self._session.entered or self._session.visits != self._visit:
            self._held.clear()
        self._visit = self._session.visits + (not self._session.entered)
        return context

    def read(self, address: int, length: int) -> bytes:
        """Read through esptool, or from what this session has read."""
        with self.visit():
            first, last = address // SECTOR_BYTES, (address + length - 1) // SECTOR_BYTES
            missing = [index for index in range(first, last + 1) if index not in self._held]
            if missing:
                self._fetch(missing[0], missing[-1])
            whole = b"".join(self._held[index] for index in range(first, last + 1))
        start = address - first * SECTOR_BYTES
        return whole[start : start + length]

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Write neighbouring sectors together, all in one run of esptool, which verifies them by MD5."""
        with self.visit():
            for index in sectors:
                self._held.pop(index, None)
            self._session.write_flash(_joined(sectors))

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        """Esptool has no such question."""
        del address, sectors
        return None

    def _fetch(self, first: int, last: int) -> None:
        data = self._session.read_flash(first * SECTOR_BYTES, (last - first + 1) * SECTOR_BYTES)
        for index in range(first, last + 1):
            start = (index - first) * SECTOR_BYTES
            self._held[index] = data[start : start + SECTOR_BYTES]


class HoldableAgent(AgentFlashCommands, AgentEepromCommands, Protocol):
    """What is needed of `oceanhil.hil.agent.client.AgentClient`."""

    @property
    def groups(self) -> frozenset[CommandGroup]:
        """What it can do, as it said when it was opened."""

    def open(self) -> object:
        """Ask who answers."""

    def hold(self) -> None:
        """Stop its program."""


class AgentBoardFlash:
    """Raw flash of a board with an agent: by its FLASH commands, else in a download session, else by EEPROM commands.

    Which of them is known when the agent has been asked, not before. `loader` is None where esptool cannot reach the
    board, `eeprom` where EEPROM is no sector of its own. Implements `RawFlash`.
    """

    def __init__(self, agent: HoldableAgent, loader: EsptoolFlash | None, eeprom: Region | None = None) -> None:
        self._agent = agent
        self._by_agent = AgentFlash(agent)
        self._loader = loader
        self._by_eeprom = None if eeprom is None else AgentEeprom(agent, eeprom)

    @property
    def why_not(self) -> str:
        """Say why there is no way to it; empty when there is one, or when the agent was not asked yet."""
        if not self._agent.groups or self._knows_flash or self._loader is not None or self.only is not None:
            return ""
        return (
            "its agent has no FLASH commands and its port no reset lines for esptool: what it holds cannot be saved; "
            "flash firmware with a newer agent, or set 'lines'"
        )

    @property
    def only(self) -> Region | None:
        """The one region that can be reached, where it is one: that of the EEPROM commands."""
        knows_eeprom = CommandGroup.EEPROM in self._agent.groups
        if self._by_eeprom is None or self._loader is not None or self._knows_flash or not knows_eeprom:
            return None
        return self._by_eeprom.region

    def visit(self) -> AbstractContextManager[object]:
        """Cost nothing with the agent; with esptool the program is held again afterwards."""
        if self._loader is None or self._knows_flash:
            return self._by_agent.visit()
        return self._loader_visit(self._loader)

    def read(self, address: int, length: int) -> bytes:
        """Read."""
        with self.visit():
            return self._way.read(address, length)

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Erase and program."""
        with self.visit():
            self._way.write_sectors(sectors)

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        """Ask for digests."""
        with self.visit():
            return self._way.digests(address, sectors)

    @property
    def _knows_flash(self) -> bool:
        return CommandGroup.FLASH in self._agent.groups

    @property
    def _way(self) -> RawFlash:
        if why_not := self.why_not:
            raise StorageAccessError(why_not)
        if self._by_eeprom is not None and self.only is not None:
            return self._by_eeprom
        return self._by_agent if self._loader is None or self._knows_flash else self._loader

    @contextmanager
    def _loader_visit(self, loader: EsptoolFlash) -> Iterator[None]:
        is_first = not loader.is_visited
        with loader.visit():
            yield
        if is_first:
            # The board has booted; its agent catches it before the program has its turn.
            self._agent.open()
            self._agent.hold()


def _joined(sectors: Mapping[int, bytes]) -> dict[int, bytes]:
    """Join neighbouring sectors into parts: byte offset to bytes."""
    numbered = enumerate(sorted(sectors))
    runs = ([index for _, index in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0]))
    return {run[0] * SECTOR_BYTES: b"".join(sectors[index] for index in run) for run in runs}


def loader_flash(entry: BoardEntry, link: BoardLink, control: BootButtons | None) -> EsptoolFlash | None:
    """Give the way round an agent without FLASH commands; None where the port has none, or nobody has esptool."""
    if control is not None or not has_download_mode(entry):
        return None
    try:
        return EsptoolFlash(session_of(entry, link, Esptool(find_esptool()), mode_switch_of(entry, link)))
    except EsptoolMissingError:
        return None


def eeprom_by_agent(entry: BoardEntry, control: object | None) -> Region | None:
    """Give what EEPROM commands reach of a board's flash, as the last way to it.

    None for a virtual board: its control channel makes it a new one, of which that would be a small part.
    """
    return None if control is not None else eeprom_region(entry.kind, chip_bytes_of(entry))


def download_session(board: OpenBoard) -> DownloadSession:
    """Give a session in download mode with the board; raises DownloadError.

    Whoever sits at the terminal is asked to press buttons where nothing else can do it.
    """
    ask = _ask if sys.stdin.isatty() else None
    mode_switch = mode_switch_of(board.entry, board.link, board.control, ask)
    return session_of(board.entry, board.link, Esptool(find_esptool()), mode_switch)


@contextmanager
def stopped_flash(board: OpenBoard) -> Iterator[RawFlash]:
    """Give the board's flash while no program runs that could write to it, and let run what ran before.

    After a failure the program stays held: it could take what is half restored for its own and write to it.
    Raises DownloadError, AgentError and ControlError.
    """
    if not board.entry.agent:
        yield EsptoolFlash(download_session(board))
        return
    agent = board.agent()
    try:
        with with_power(board):
            ran = agent.open().state is AgentState.RUNNING
            agent.hold()
            loader = loader_flash(board.entry, board.link, board.control)
            yield AgentBoardFlash(agent, loader, eeprom_by_agent(board.entry, board.control))
            if ran:
                agent.go()
    finally:
        agent.close()


def _ask(text: str) -> None:
    echo(text, err=True)
    sys.stdin.readline()
