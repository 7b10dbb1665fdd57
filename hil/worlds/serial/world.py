"""World `serial`: one run on the boards of a bench, with the access point of virtual boards as its network."""

from collections.abc import Callable, Hashable
from typing import Final

from oceanhil.hil.boards.entry import Time
from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.hil.worlds.foreign.source import DirectServer, ForeignServer
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.board_world import BoardWorld
from oceanhil.hil.worlds.serial.device import SerialDevice
from oceanhil.hil.worlds.serial.held_time import HeldTime, Turn
from oceanhil.hil.worlds.serial.pace import HeldBoard, HeldPace, RealPace
from oceanhil.hil.worlds.serial.server import BenchServer, BenchSocket
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.host.wall_clock import wall_us
from oceanhil.protocol.network_change import AirChange, NetworkChange, PathChange
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.world import MAIN_DEVICE, Capability, LackingError, Network, WorldError, WorldRequest
from oceanhil.simulator.kernel import Kernel

TakeBoard = Callable[[int], BenchBoard]
"""Gives the first, second … board (from 0) of a run, ready: leased, healthy, with nothing on it; raises WorldError."""
# What an agent may turn out not to know when its board is taken.
_OF_THE_AGENT: Final = frozenset({Capability.OUTPUTS})


class BenchNetwork(Network):
    """Does to every board's surroundings what the scenario asks for; a board that joins later finds them so."""

    def __init__(self, kernel: Kernel, trace: Trace) -> None:
        self._kernel = kernel
        self._trace = trace
        self._controls: list[ControlClient] = []
        self._changes: dict[Hashable, AirChange] = {}

    def surround(self, control: ControlClient) -> None:
        """Let a board come under this network."""
        for change in self._changes.values():
            control.change_air(change)
        self._controls.append(control)

    def apply(self, change: NetworkChange) -> None:
        """Let it be so round every board; raises LackingError for a path, as these reach a real server by sockets."""
        if isinstance(change, PathChange):
            raise LackingError(f"{Capability.PATH_FAULTS.value}: the path to the server is this machine's own")
        if not self._controls:
            raise WorldError(
                "no board of this bench has an access point that a program can change; virtual boards have, as in "
                "--world serial:virtual"
            )
        self._changes[change.subject] = change
        for control in self._controls:
            control.change_air(change)
        self._trace.add(self._kernel.now_us, Source.HARNESS, EventKind.NETWORK, "", {"change": change.words})


class SerialWorld(BoardWorld):
    """One run's world."""

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self,
        name: str,
        request: WorldRequest,
        socket: BenchSocket | DirectServer,
        take: TakeBoard,
        can: Callable[[BenchBoard], frozenset[Capability]],
        foreign: ForeignServer | None = None,
    ) -> None:
        """Make it on the first board, of which `can` says what it can do; `foreign` gets what comes to the socket."""
        self._take = take
        first = take(0)
        super().__init__(name, request, can(first), is_held=first.entry.time is Time.HELD)
        self._first: BenchBoard | None = first
        self._main_entry: Final = first.entry
        self._turn = Turn()
        self._held: list[HeldBoard] = []
        if self._is_held:
            self._pace = HeldPace(self._kernel, self._inbox, self._held)
        else:
            self._pace = RealPace(self._kernel, self._inbox, self._check)
        epoch_us = START_UNIX_US if self._is_held else wall_us()
        self._end_server: Callable[[], None]
        self._server: ServerView
        if isinstance(socket, DirectServer):
            self._server, self._end_server = socket.begin(self._kernel, epoch_us, request.profile, self._trace)
        else:
            carried = None if foreign is None else foreign.begin_carrying(request.profile)
            self._end_server = _nothing if carried is None else carried.end
            self._server = BenchServer(
                socket, self._kernel, epoch_us, request.profile, request.seed, self._trace, self._inbox, self, carried
            )
        self._network = BenchNetwork(self._kernel, self._trace)

    @property
    def server(self) -> ServerView:
        """The server."""
        return self._server

    @property
    def network(self) -> BenchNetwork:
        """The network between devices and server."""
        return self._network

    def device(self, name: str = MAIN_DEVICE) -> SerialDevice:
        """Give the device of that name; the first call takes a board for it."""
        if name not in self._devices:
            first, self._first = self._first, None
            hand = first or self._take(len(self._devices))
            if lacking := self.capabilities & _OF_THE_AGENT - hand.capabilities:
                names = ", ".join(each.value for each in lacking)
                raise LackingError(f"{names}: the agent of {hand.name!r} cannot do what that of the first board can")
            # What stands unfinished on its line belongs to nobody any more.
            hand.link.flush_partial()
            held = None
            if hand.control is not None:
                with hand.blame():
                    state = hand.control.renew(self._request.seed + len(self._devices))
                    self._network.surround(hand.control)
                    if self._is_held:
                        held = HeldTime(name, hand, hand.control, state, self._turn, self._kernel.now_us)
                        self._held.append(held)
            self._devices[name] = self._make_device(name, hand, held)
        return self._devices[name]

    def _make_device(self, name: str, hand: BenchBoard, held: HeldTime | None) -> SerialDevice:
        return SerialDevice(name, hand, self._kernel, self._inbox, self._server, self._trace, held)

    def close(self) -> None:
        """Let go of boards and server; raises WorldError when a board cannot be."""
        try:
            super().close()
        finally:
            self._end_server()

    # Who sent a request; called in the server's thread

    def in_turn(self) -> str:
        """Name the device whose time is granted just now."""
        return self._turn.name

    def tell_late(self, late_us: int) -> bool:
        """Tell the board whose time is granted that its answer comes later."""
        device = self._devices.get(self._turn.name)
        if device is None or device.hand.control is None:
            return False
        device.hand.control.send_late(late_us)
        return True

    def name_by_mac(self, mac: bytes | None) -> str:
        """Name the device with this MAC."""
        return next((name for name, device in list(self._devices.items()) if mac and device.mac == mac), "")

    def only_one(self) -> str:
        """Name the device if there is only one with power."""
        powered = [name for name, device in list(self._devices.items()) if device.has_power]
        return powered[0] if len(powered) == 1 else ""


def _nothing() -> None:
    """End nothing: a bench's own server outlives its runs."""
