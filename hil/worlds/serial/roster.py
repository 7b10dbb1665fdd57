"""The roster of a bench: which boards of a family there are, which are in quarantine, what the others can do."""

from collections.abc import Mapping

from oceanhil.boards import family as family_of
from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import Bench, BoardEntry, Time
from oceanhil.hil.boards.quarantine import Quarantine
from oceanhil.hil.worlds.serial.bench_board import UNSEEN_WITHOUT_AGENT
from oceanhil.hil.worlds.serial.board_choice import BoardChoice
from oceanhil.hil.worlds.serial.server_place import ServerPlace
from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, WorldRequest


class Roster:
    """The boards of one bench, by family; those that are `kept_out` (by name) count for nothing but being named."""

    def __init__(self, bench: Bench, server: ServerPlace, kept_out: Mapping[str, Quarantine]) -> None:
        self._bench = bench
        self._server = server
        self._kept_out = kept_out

    def boards(self, board: Board) -> tuple[BoardEntry, ...]:
        """Give the entries of this family that may be used."""
        return tuple(entry for entry in self._all(board) if entry.name not in self._kept_out)

    def meant(self) -> tuple[Board, ...]:
        """Give the family of a board that was chosen by its own name; of a bench nobody meant one alone."""
        boards = self._bench.boards
        # A board that was chosen by its own name is a bench of one.
        return (boards[0].kind,) if [entry.name for entry in boards] == [self._bench.name] else ()

    def choice(self, board: Board, known: Mapping[str, frozenset[Capability]]) -> BoardChoice:
        """Say what can be done with each board of this family; `known` is what boards turned out to be able to do."""
        can = {
            entry.name: known.get(entry.name, capabilities_of(entry)) | self._server.capabilities_beside(entry)
            for entry in self.boards(board)
        }
        return BoardChoice(board, can)

    def fits(self, entry: BoardEntry, request: WorldRequest) -> bool:
        """Tell whether a board has the driver that is asked for."""
        return not request.driver or _driver(entry) == request.driver

    def absence(self, board: Board) -> str:
        """Say why there is no board of this family that may be used."""
        held = [entry.name for entry in self.boards(board) if entry.time is Time.HELD]
        if held and self._server.carries_to is not None:
            return f"board {held[0]!r} has held time, which a server of somebody else's cannot follow"
        if self.boards(board):
            return ""
        if self._all(board):
            return f"every {board.value} is kept out: " + "; ".join(map(self._said, self._out(board)))
        return self._without(board)

    def _without(self, board: Board) -> str:
        name = self._bench.name
        if not name:
            return f"no {board.value} in the inventory"
        for kind in self.meant():
            return f"board {name!r} is {kind.named}, not {board.named}"
        return f"no {board.value} on bench {name!r}"

    def why_lacking(self, choice: BoardChoice, lacking: frozenset[Capability]) -> str:
        """Say which board has what would be needed and is kept out, else what no board has."""
        others = [entry for entry in self._out(choice.board) if _could(entry, lacking, self._server)]
        if not others:
            return choice.why_lacking(lacking, self.boards(choice.board))
        return "; ".join(f"board {entry.name!r} has it and is {self._kept_out[entry.name]}" for entry in others)

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """What the program loads and saves, of boards without an agent."""
        return frozenset() if all(entry.agent for entry in self.boards(board)) else UNSEEN_WITHOUT_AGENT

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the driver generations of its boards; also of those that are kept out, so that their cases are told."""
        return tuple(dict.fromkeys(_driver(entry) for entry in self._all(board)))

    def why_none(self, request: WorldRequest) -> str:
        """Say that there is no further board for this, and which could be one that is kept out."""
        others = [entry for entry in self._out(request.board) if self.fits(entry, request)]
        return "; ".join([f"no further {request.board.value} on this bench", *map(self._said, others)])

    def is_by_quarantine(self, request: WorldRequest) -> bool:
        """Tell whether a board that is kept out has the driver that is asked for, and no other has."""
        fitting = [entry for entry in self._all(request.board) if self.fits(entry, request)]
        return bool(fitting) and all(entry.name in self._kept_out for entry in fitting)

    def _all(self, board: Board) -> tuple[BoardEntry, ...]:
        return tuple(entry for entry in self._bench.boards if entry.kind is board)

    def _out(self, board: Board) -> tuple[BoardEntry, ...]:
        return tuple(entry for entry in self._all(board) if entry.name in self._kept_out)

    def _said(self, entry: BoardEntry) -> str:
        return f"board {entry.name!r} is {self._kept_out[entry.name]}"


def _could(entry: BoardEntry, lacking: frozenset[Capability], server: ServerPlace) -> bool:
    can = capabilities_of(entry) | server.capabilities_beside(entry)
    return lacking - {Capability.SECOND_DEVICE} <= can


def _driver(entry: BoardEntry) -> str:
    return entry.driver or family_of(entry.kind).driver.value
