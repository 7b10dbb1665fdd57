"""A bench of virtual boards that it starts itself, each when it is first wanted: nothing has to be plugged in."""

import dataclasses
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from oceanhil.boards import family
from oceanhil.boards.family import Usb
from oceanhil.hil.boards.capabilities import lacking_by
from oceanhil.hil.boards.entry import BoardEntry, PowerControl, Time
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.foreign.dashboard_core import local_mac
from oceanhil.hil.worlds.foreign.source import ForeignServer
from oceanhil.hil.worlds.serial.bench_board import UNSEEN_WITHOUT_AGENT, BenchBoard
from oceanhil.hil.worlds.serial.board_connection import Surroundings, connect
from oceanhil.hil.worlds.serial.server import BenchSocket
from oceanhil.hil.worlds.server_core import SERVER_SIDE
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.board import Board
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.profile import Profile, ProfileValue, Scalar, load_profile
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import BEYOND_AGENTS, Capability, WorldError, WorldRequest
from oceanhil.simulator.adapter.kinds import ADAPTERS, AdapterKind

Changes = tuple[tuple[str, Scalar], ...]
"""Full names (`device.poll_s`) with their values, in the order of the profile."""

_OF_THE_BOARD = ("device.", "wire.")


def changed_values(profile: Profile) -> Changes:
    """Give the values about boards and the wire that differ from the built-in profile."""
    known = _built_in()
    return tuple(
        (name, row.value)
        for name, row in profile.document.values().items()
        if name.startswith(_OF_THE_BOARD) and row.value != known[name].value
    )


@cache
def _built_in() -> Mapping[str, ProfileValue]:
    return load_profile().document.values()


def overlay_text(changes: Changes) -> str:
    """Write an overlay file (TOML) with these values."""
    tables: dict[str, dict[str, Scalar]] = {}
    for full_name, value in changes:
        table, _, name = full_name.partition(".")
        tables.setdefault(table, {})[name] = value
    return "\n".join(
        f"[{table}]\n" + "".join(f"{name} = {msgspec.json.encode(value).decode()}\n" for name, value in rows.items())
        for table, rows in tables.items()
    )


class VirtualBench:
    """Gives as many virtual boards of a family as a run wants; they are kept for the next run.

    `agent` is whose firmware carries; with None nothing but their serial line and their buttons is used, and esptool.
    With `native_usb` their ports go at each reset and come back: only families whose chip has USB of its own. With an
    `adapter` they are behind its twin, and over RFC 2217, which carries the modem lines that it has.
    """

    def __init__(
        self, *, agent: AgentBuild | None, native_usb: bool = False, adapter: AdapterKind | None = None
    ) -> None:
        self._agent = agent
        self._has_usb = native_usb or adapter is AdapterKind.CDC
        self._adapter = adapter
        self._boards: dict[_Key, _Started] = {}
        self._exits = ExitStack()
        self._socket: BenchSocket | None = None
        self.carries_to: ForeignServer | None = None

    def use_foreign(self, server: ForeignServer) -> None:
        """Let the boards live in real time from now on, and have this server answer them."""
        self.carries_to = server

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """Everything, or what can be done without an agent and beside a foreign server."""
        del board
        found = frozenset(Capability) - BEYOND_AGENTS
        if self.carries_to is not None:
            found = (found - SERVER_SIDE - {Capability.VIRTUAL_TIME}) | self.carries_to.carrying_capabilities
        if self._agent is not None:
            return found - lacking_by(self._agent.groups)
        by_esptool = {Capability.FLASHING, Capability.STORAGE_READ, Capability.STORAGE_WRITE}
        return found - (lacking_by(frozenset()) - by_esptool) - {Capability.STORAGE_WATCH}

    def capabilities_with(self, request: WorldRequest, hand: BenchBoard) -> frozenset[Capability]:
        """The same, for one of them."""
        del hand
        return self.capabilities_on(request.board)

    def absence(self, board: Board) -> str:
        """Say why there is none of this family."""
        if self._agent is None and family(board).loader is None:
            return f"a virtual {board.value} without an agent: its boot ROM has no download mode over serial"
        if self._has_usb and family(board).usb is Usb.ADAPTER:
            return f"{board.named} has no USB of its own"
        if self._adapter is not None and family(board).usb not in ADAPTERS[self._adapter].fits:
            return f"{board.named} has USB of its own, and no {ADAPTERS[self._adapter].chip}"
        return ""

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Without an agent: what the program loads and saves."""
        del board
        return UNSEEN_WITHOUT_AGENT if self._agent is None else frozenset()

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the driver generations, the default first."""
        return tuple(driver.value for driver in family(board).drivers)

    def socket(self, request: WorldRequest) -> BenchSocket:
        """Give the server's port, opened at the first call."""
        if self._socket is None:
            self._socket = BenchSocket(request.profile, "127.0.0.1", 0)
            self._exits.callback(self._socket.close)
        return self._socket

    def take(self, request: WorldRequest, index: int) -> BenchBoard:
        """Give the board number `index` (from 0) of the family and driver that is asked for."""
        changes = changed_values(request.profile)
        key = _Key(request.board, request.driver or family(request.board).driver.value, index, changes)
        started = self._boards.get(key)
        if started is not None and not started.process.is_running:
            # It died in a run before, which said so; this one gets another.
            started.exits.close()
            started = None
        if started is None:
            try:
                started = self._boards[key] = self._start(request, key)
            except (LinkError, StorageAccessError, VirtualBoardError) as error:
                raise WorldError(f"virtual {request.board.value}: {error}") from error
        return started.hand

    def close(self) -> None:
        """Switch everything off."""
        for started in self._boards.values():
            started.exits.close()
        self._boards.clear()
        self._exits.close()

    @property
    def _has_lines(self) -> bool:
        return self._adapter is not None and not self._has_usb

    def _start(self, request: WorldRequest, key: "_Key") -> "_Started":
        socket = self.socket(request)
        is_foreign = self.carries_to is not None
        mac = local_mac() if is_foreign else bytes.fromhex(f"{family(key.board).vendor.hex()}0000{key.index + 1:02x}")
        time = self._time
        with ExitStack() as exits:
            arguments = [
                *("--board", key.board.value, "--driver", key.driver, "--mac", format_mac(mac), "--clock", time.value),
                *("--server", socket.url, "--time-server", socket.time_server),
                *self._program(),
                *([] if self._adapter is None else ["--adapter", self._adapter.value]),
                *(["--rfc2217", "0"] if self._has_lines else []),
            ]
            if key.changes:
                folder = exits.enter_context(TemporaryDirectory(prefix="oceanhil-"))
                overlay = Path(folder, "profile.toml")
                overlay.write_text(overlay_text(key.changes), "utf-8")
                arguments += ["--profile", str(overlay)]
            process = exits.enter_context(VirtualBoardProcess(*arguments))
            entry = BoardEntry(
                name=f"virtual-{key.board.value}-{key.index + 1}",
                kind=key.board,
                lines=ModemPolicy.CLASSIC if self._has_lines else ModemPolicy.NONE,
                power=PowerControl(process.control_address),
                port=process.port_url,
                mac=mac,
                agent=self._agent is not None,
                driver=key.driver,
                time=time,
            )
            hand = connect(entry, self._surroundings(socket, request.profile), exits)
            hand = dataclasses.replace(hand, capabilities=self.capabilities_on(key.board))
            return _Started(self._finished(hand), process, exits.pop_all())

    @property
    def _time(self) -> Time:
        """What moves the boards' time."""
        return Time.HELD if self.carries_to is None else Time.REAL

    def _program(self) -> list[str]:
        """Say in options of `oceanhil vboard` what runs on a board."""
        agent = ["--no-agent"] if self._agent is None else ["--agent", "--agent-of", self._agent.value]
        return [*agent, *(["--native-usb"] if self._has_usb else [])]

    def _surroundings(self, socket: BenchSocket, profile: Profile) -> Surroundings:
        return Surroundings(socket.url, profile)

    def _finished(self, hand: BenchBoard) -> BenchBoard:
        """Change what is particular to these boards."""
        return hand


@dataclass(frozen=True, slots=True)
class _Key:
    """What makes one virtual board another than the next."""

    board: Board
    driver: str
    index: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class _Started:
    """A virtual board that runs."""

    hand: BenchBoard
    process: VirtualBoardProcess
    exits: ExitStack
