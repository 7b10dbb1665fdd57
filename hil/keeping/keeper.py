"""The board keeper: puts boards back when the run that changed them is gone, in whatever way it went.

A process beside the run, started with its first lease and gone with its last. The run tells it which boards it leases
before it changes them, and which ones it has put back itself. When the run is gone (the end of its connection, or no
process of its number) and boards are left, the keeper puts each back and frees it. That is all it does.

What it must not know: why a run ended, what a scenario did, what is in a flash. What was changed stands in the journal,
what stood there before in the backups; how a board is put back it is told (`put_back`), and that is what a run does at
its own end.

Laws:

1. Somebody holds the board from before its first change until it is back: the keeper joins the lease before the run
   touches the board, and a lease with two holders ends when both have let go (`boards.lease`).
2. The keeper does nothing to a board while its run lives, nor when the lease was lost: the board may be in other hands.
3. It puts back what this run changed and no more. What earlier runs left stays in the journal, for people to decide on.
4. Nothing is struck out of the journal that was not read back as it was. A keeper that is killed, or a board that
   cannot be reached within `Patience.in_all_s`, leaves a board as a killed run without a keeper does: in the journal.
5. It ends: each board gets a bounded time, and boards do not wait for each other.
6. A board's place in a farm is given back last, and by whoever put the board back: what is not back nobody else gets.

What changes with it: whoever takes a lease to change a board tells the keeper first. `make drill` is the judge.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Protocol

from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.held_lease import HeldLease
from oceanhil.hil.boards.lease import LeaseError
from oceanhil.hil.boards.leases import Leases
from oceanhil.host.owners import Owner
from oceanhil.host.state_files import StateError

_LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class KeptBoard:
    """A board that `owner` has leased: its entry, and what proves the lease, token by key.

    `gives_place_back`: its place in a farm is to be given back with it.
    """

    entry: BoardEntry
    owner: Owner
    tokens: Mapping[str, str]
    gives_place_back: bool = False


@dataclass(frozen=True, slots=True)
class Keep:
    """The run is going to change this board."""

    board: KeptBoard


@dataclass(frozen=True, slots=True)
class LetGo:
    """The run has put this board back, or has never changed it; `name` as in the inventory."""

    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was asked is done; `refusal` says why not."""

    refusal: str = ""


class Line(Protocol):
    """The connection with the run; both raise EOFError or OSError when the run is gone."""

    def poll(self, timeout: float, /) -> bool:
        """Tell whether something comes within `timeout` seconds, the end too."""

    def recv(self) -> object:
        """Give what came."""

    def send(self, obj: object, /) -> None:
        """Answer."""


class PutBackError(Exception):
    """A board could not be put back now; another try may do."""


PutBack = Callable[[KeptBoard], str]
"""Puts back what the owner changed of a board, lets it run, and says in a few words what was done; or PutBackError."""


GivePlaceBack = Callable[[KeptBoard], None]
"""Gives a board's place in a farm back; what goes wrong with that is its own to tell."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long it is tried to put a board back, in seconds, and how long the keeper rests between two tries.

    A program that a run started, such as esptool, may have the port for a while after the run has died.
    """

    in_all_s: float = 60.0
    rest_s: float = 0.5


class BoardKeeper:
    """Keeps the boards of one run; `me` is this process as it stands in leases, `log` gets what is done."""

    def __init__(  # noqa: PLR0917 - what one keeper stands on, put together in one place
        self,
        me: Owner,
        leases: Leases,
        put_back: PutBack,
        is_dead: Callable[[Owner], bool],
        log: Callable[[str], None],
        patience: Patience = Patience(),
        give_place_back: GivePlaceBack | None = None,
    ) -> None:
        """Take what a keeper stands on; `is_dead` tells whether a process is gone for certain.

        `give_place_back` is done with a board that is in a farm before its lease ends, put back or not.
        """
        self._me = me
        self._leases = leases
        self._put_back = put_back
        self._is_dead = is_dead
        self._log = log
        self._patience = patience
        self._give_place_back = give_place_back
        self._boards: dict[str, KeptBoard] = {}

    def serve(self, line: Line) -> None:
        """Do what the run asks until it is gone, or says with None that it has nothing more to ask."""
        with suppress(EOFError, OSError):
            while not self._run_is_dead():
                if not line.poll(_LOOK_EVERY_S):
                    continue
                request = line.recv()
                if request is None:
                    return
                line.send(self._answer(request))

    def put_everything_back(self) -> None:
        """Put back what the run has left, all boards at once, and free them."""
        if not self._boards:
            return
        self._log(f"the run is gone and left {', '.join(self._boards)}")
        with ThreadPoolExecutor(len(self._boards)) as pool:
            for _ in pool.map(self._put_one_back, self._boards.values()):
                pass
        self._boards.clear()

    def _run_is_dead(self) -> bool:
        # A child that the run forked may hold its end of the connection open.
        return any(self._is_dead(each.owner) for each in self._boards.values())

    def _answer(self, request: object) -> Done:
        match request:
            case Keep(board):
                return self._keep(board)
            case LetGo(name):
                self._let_go(name)
                return Done()
            case _:
                return Done(f"unknown request {type(request).__name__!r}")

    def _keep(self, board: KeptBoard) -> Done:
        try:
            for key, token in board.tokens.items():
                self._leases.keep(key, token, self._me)
        except (LeaseError, StateError) as error:
            return Done(str(error))
        self._boards[board.entry.name] = board
        return Done()

    def _let_go(self, name: str) -> None:
        board = self._boards.pop(name, None)
        for key, token in () if board is None else board.tokens.items():
            # What cannot be written is freed by expiry.
            with suppress(LeaseError, StateError):
                self._leases.let_go_as_keeper(key, token)

    def _put_one_back(self, board: KeptBoard) -> None:
        name = board.entry.name
        try:
            with ExitStack() as exits:
                for key, token in board.tokens.items():
                    self._leases.keep(key, token, self._me, is_being_put_back=True)
                    exits.callback(self._free, key, token)
                held = [
                    exits.enter_context(HeldLease(self._leases, key, self._me, inherited={key: token}))
                    for key, token in board.tokens.items()
                ]
                if board.gives_place_back and self._give_place_back is not None:
                    exits.callback(self._give_place_back, board)
                self._log(f"{name!r}: {self._patiently(board, held)}")
        except (LeaseError, StateError) as error:
            self._log(f"{name!r}: left as it is: {error}")
        except PutBackError as error:
            self._log(
                f"{name!r}: not put back in {self._patience.in_all_s:g} s: {error}; it stays in the journal, and"
                f" 'oceanhil boards restore {name}' puts it back"
            )

    def _patiently(self, board: KeptBoard, held: list[HeldLease]) -> str:
        """Try until it is done, the time is up, or the lease is lost."""
        give_up_s = time.monotonic() + self._patience.in_all_s
        told = ""
        while True:
            for each in held:
                each.check()
            try:
                return self._put_back(board)
            except PutBackError as error:
                if time.monotonic() >= give_up_s:
                    raise
                if told != (told := str(error)):
                    self._log(f"{board.entry.name!r}: not yet: {error}")
            threading.Event().wait(self._patience.rest_s)

    def _free(self, key: str, token: str) -> None:
        with suppress(StateError):
            self._leases.let_go_as_keeper(key, token)
