"""World `serial`: on the boards of an inventory, or without one on virtual boards that it starts."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from oceanhil.hil.farm.place import FarmError, FarmKind, parse_selection
from oceanhil.hil.storage_access.regions import sectors_kept
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.foreign.source import ForeignServer
from oceanhil.hil.worlds.serial.others_world import OthersWorld
from oceanhil.hil.worlds.serial.virtual_bench import VirtualBench
from oceanhil.hil.worlds.serial.world import SerialWorld
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.wording import os_reason
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import (
    Capability,
    IsForBoards,
    TakesAnyFirmware,
    WearsBoards,
    WorldError,
    WorldFactory,
    WorldRequest,
)
from oceanhil.simulator.adapter.kinds import AdapterKind

if TYPE_CHECKING:
    from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench

    Bench = VirtualBench | InventoryBench

NAME = OwnWorld.SERIAL.value
_VIRTUAL: Final[Mapping[str, Callable[[], VirtualBench]]] = {
    "virtual": partial(VirtualBench, agent=AgentBuild.SIMULATOR),
    "virtual-arduino": partial(VirtualBench, agent=AgentBuild.ARDUINO),
    "virtual-no-agent": partial(VirtualBench, agent=None),
    "virtual-usb": partial(VirtualBench, agent=AgentBuild.SIMULATOR, native_usb=True),
    **{f"virtual-{kind.value}": partial(VirtualBench, agent=AgentBuild.ARDUINO, adapter=kind) for kind in AdapterKind},
}
"""Benches of virtual boards, by whose agent these have, what becomes of their ports at a reset, and their adapters."""


class SerialWorldFactory(WorldFactory, WearsBoards, IsForBoards):
    """Makes worlds of boards.

    `bench` says which boards: the name of a bench or a board in the inventory, one of `_VIRTUAL`, places of a farm
    (`labgrid:desk-3`, `labgrid:kind=esp32`), or empty for the inventory's only bench and virtual boards where there is
    no inventory.
    """

    _makes: type[SerialWorld] = SerialWorld

    def __init__(self, bench: str = "", opened: "Bench | None" = None) -> None:
        self._name = f"{NAME}:{bench}" if bench else NAME
        self._bench: Bench = self._open(bench) if opened is None else opened
        self._foreign: ForeignServer | None = None

    def _open(self, bench: str) -> "Bench":
        """Find the bench of that name; raises WorldError."""
        return open_bench(bench)

    @property
    def name(self) -> str:
        """`serial`, or with the bench behind a colon."""
        return self._name

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What can be done with every board there is."""
        present = [board for board in PLATFORM_BOARDS if not self._bench.absence(board)]
        return frozenset.intersection(*(self._bench.capabilities_on(board) for board in present or PLATFORM_BOARDS))

    def boards_meant(self) -> tuple[Board, ...]:
        """Give the family of a board that was chosen by its own name."""
        return () if isinstance(self._bench, VirtualBench) else self._bench.meant()

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What can be done with boards of this family."""
        return self._bench.capabilities_on(board)

    def capabilities_for(self, board: Board, needs: frozenset[Capability]) -> frozenset[Capability]:
        """What can be done for a run with these needs, on the board that it would get."""
        if isinstance(self._bench, VirtualBench):
            return self._bench.capabilities_on(board)
        return self._bench.choice(board).capabilities_for(needs)

    def why_lacking(self, board: Board, lacking: frozenset[Capability]) -> str:
        """Say of what would be needed that no board of the inventory has it; empty for virtual boards of its own."""
        if isinstance(self._bench, VirtualBench):
            return ""
        return self._bench.why_lacking(board, lacking)

    def servers_lack(self, lacking: frozenset[Capability]) -> str:
        """Say what is missing at the side of a foreign server; real time is the boards'."""
        if self._foreign is None or Capability.VIRTUAL_TIME in lacking:
            return ""
        return self._foreign.why_lacking(lacking)

    def choices(self, board: Board, needs: frozenset[Capability]) -> tuple[str, ...]:
        """Name the least able boards that can do it; empty for virtual boards of its own, which are all alike."""
        if isinstance(self._bench, VirtualBench):
            return ()
        choice = self._bench.choice(board)
        able = choice.able(needs)
        return tuple(name for name in able if choice.size(name) == choice.size(able[0]))

    def absence(self, board: Board) -> str:
        """Say why there is no board of this family."""
        return self._bench.absence(board)

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Without an agent nobody tells what the program loads and saves, and foreign servers tell of no change."""
        blind = self._bench.blind_on(board)
        return blind | {EventKind.STATUS} if self._foreign is not None else blind

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the EEPROM driver generations there are."""
        return self._bench.drivers(board)

    def make(self, request: WorldRequest) -> SerialWorld:
        """Make a world for one run."""
        try:
            socket = self._bench.socket(request)
        except OSError as error:
            cause = os_reason(error)
            raise WorldError(f"the server for the boards cannot listen: {cause}; choose another 'bind'") from error
        except (UnicodeError, VirtualBoardError) as error:
            raise WorldError(f"the server for the boards cannot listen: {error}; choose another 'bind'") from error
        take = partial(self._bench.take, request)
        can = partial(self._bench.capabilities_with, request)
        return self._makes(self._name, request, socket, take, can, self._bench.carries_to)

    def use_foreign(self, server: ForeignServer) -> None:
        """Let the boards reach this server from now on; it is closed with the factory. Raises WorldError."""
        try:
            self._bench.use_foreign(server)
        except VirtualBoardError as error:
            raise WorldError(f"the time server for the boards: {error}") from None
        self._foreign = server

    def boards(self, board: Board) -> int | None:
        """Say how many boards of this family there are; None: as many as are wanted."""
        return None if isinstance(self._bench, VirtualBench) else self._bench.count(board)

    @property
    def is_one_for_all(self) -> bool:
        """Virtual boards of its own each process starts for itself."""
        return not isinstance(self._bench, VirtualBench)

    def kept_sectors(self, board: Board) -> int:
        """Count the sectors of the storage of the boards of this family, by their entries or as their cores have it."""
        nvs = [] if isinstance(self._bench, VirtualBench) else [each.nvs for each in self._bench.boards(board)]
        return max(sectors_kept(board, None if each is None else each.size) for each in nvs or [None])

    def kept_out(self) -> Mapping[str, str]:
        """Name the boards that are in quarantine, each with the reason; none where a run starts its own."""
        return {} if isinstance(self._bench, VirtualBench) else self._bench.kept_out()

    def heard(self, result: Result) -> None:
        """Take note of what a case came to."""
        if not isinstance(self._bench, VirtualBench):
            self._bench.heard(result)

    def close(self) -> None:
        """Put boards back as they were, and let go of ports, leases and server.

        Raises WorldError when a board could not be put back: it names the board, its backup, and the command that puts
        it back. Everything is let go of all the same, and a second call does nothing. A run must then fail.
        """
        try:
            self._bench.close()
        finally:
            if self._foreign is not None:
                self._foreign.close()


class OthersWorldFactory(SerialWorldFactory, TakesAnyFirmware):
    """The same where the boards' firmware is not this project's."""

    _makes = OthersWorld


def serial_worlds(bench: str = "") -> SerialWorldFactory:
    """Give the factory of worlds on this bench, by whose firmware its boards have; raises WorldError.

    What a run expects hangs on that, so that a bench with boards of both kinds is refused.
    """
    opened = open_bench(bench)
    if isinstance(opened, VirtualBench):
        return SerialWorldFactory(bench, opened)
    others, own = opened.parted_by_firmware()
    if others and own:
        opened.close()
        raise WorldError(
            f"{opened.named} has boards with firmware of others ({', '.join(others)}) and with this project's own "
            f"({', '.join(own)}), of which a run expects other things; make a bench of each, as '[bench.NAME]'"
        )
    return (OthersWorldFactory if others else SerialWorldFactory)(bench, opened)


def open_bench(name: str) -> "Bench":
    """Find the bench of that name; raises WorldError."""
    if name in _VIRTUAL:
        return _VIRTUAL[name]()
    from oceanhil.hil.boards.entry import Bench as BenchEntry
    from oceanhil.hil.boards.entry import InventoryError
    from oceanhil.hil.boards.inventory import load_inventory
    from oceanhil.hil.boards.inventory_path import NoInventoryError, find_inventory
    from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench

    if name.partition(":")[0] in {each.value for each in FarmKind}:
        return _bench_of_farm(name)
    try:
        inventory = load_inventory(find_inventory())
        if name in inventory.boards:
            return InventoryBench(BenchEntry(name, (inventory.board(name),)))
        if name and name not in inventory.benches:
            known = [*inventory.benches, *inventory.boards, *_VIRTUAL]
            raise WorldError(f"unknown bench or board {name!r} in {str(inventory.path)!r}; {suggestion(name, known)}")
        return InventoryBench(inventory.bench(name))
    except NoInventoryError as error:
        if not name:
            return _VIRTUAL["virtual"]()
        raise WorldError(f"world 'serial:{name}': {error}") from None
    except InventoryError as error:
        raise WorldError(str(error)) from None


def _bench_of_farm(name: str) -> "InventoryBench":
    from oceanhil.hil.boards.entry import InventoryError
    from oceanhil.hil.boards.farm_bench import farm_bench
    from oceanhil.hil.farm.held_place import Farms
    from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench

    try:
        with Farms() as farms:
            return InventoryBench(farm_bench(parse_selection(name), farms))
    except (FarmError, InventoryError) as error:
        raise WorldError(f"world '{NAME}:{name}': {error}") from None
