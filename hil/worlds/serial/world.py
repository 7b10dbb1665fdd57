"""World `serial`: one run on boards that the bench has in hand."""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from hil.boards.entry import Time
from hil.worlds.board_facts import board_facts
from hil.worlds.serial.device import SerialDevice
from hil.worlds.serial.hand import BoardInHand
from hil.worlds.serial.held import HeldTime, Turn
from hil.worlds.serial.inbox import Inbox
from hil.worlds.serial.network import BenchNetwork
from hil.worlds.serial.pace import HeldBoard, HeldPace, Pace, RealPace
from hil.worlds.serial.server import BenchServer, BenchSocket
from hil.worlds.sim_server import START_UNIX_US
from protocol.profile import Profile
from scenarios.trace import Event, Trace
from scenarios.world import MAIN_DEVICE, Capability, WorldRequest
from simulator.kernel import Kernel

TakeBoard = Callable[[int], BoardInHand]
"""Gives the first, second … board (from 0) of a run, ready: leased, healthy, with nothing on it; raises WorldError."""


class SerialWorld:
    """One run's world; implements `scenarios.world.World`."""

    def __init__(
        self,
        name: str,
        request: WorldRequest,
        socket: BenchSocket,
        take: TakeBoard,
        capabilities: frozenset[Capability],
    ) -> None:
        self._name = name
        self._capabilities = capabilities
        self._request = request
        self._take = take
        self._devices: dict[str, SerialDevice] = {}
        self._turn = Turn()
        self._held: list[HeldBoard] = []
        self._hands: dict[str, BoardInHand] = {}
        self.trace = Trace()
        self._kernel = Kernel(request.seed)
        self._inbox = Inbox()
        first = take(0)
        self._is_held = first.entry.time is Time.HELD
        self._pace = self._make_pace()
        epoch_us = self._epoch_us()
        self.server = BenchServer(
            socket, self._kernel, epoch_us, request.profile, request.seed, self.trace, self._inbox, self
        )
        self.network = BenchNetwork(self._kernel, self.trace)
        self._first: BoardInHand | None = first

    @property
    def name(self) -> str:
        """`serial`, or with the bench behind a colon."""
        return self._name

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What its boards and its server can do."""
        return self._capabilities

    @property
    def profile(self) -> Profile:
        """The profile in force."""
        return self._request.profile

    @property
    def now_us(self) -> int:
        """µs since the run began."""
        return self._kernel.now_us

    def device(self, name: str = MAIN_DEVICE) -> SerialDevice:
        """Give the device of that name; the first call takes a board for it."""
        if name not in self._devices:
            first, self._first = self._first, None
            hand = first or self._take(len(self._devices))
            held = None
            if hand.control is not None:
                with hand.blame():
                    state = hand.control.renew(self._request.seed + len(self._devices))
                    self.network.surround(hand.control)
                    if self._is_held:
                        held = HeldTime(name, hand, hand.control, state, self._turn, self._kernel.now_us)
                        self._held.append(held)
            device = SerialDevice(name, hand, self._kernel, self._inbox, self.server, self.trace, held)
            self._devices[name], self._hands[name] = device, hand
        return self._devices[name]

    def run_for(self, duration_us: int) -> None:
        """Let time pass."""
        self._pass(lambda: True, duration_us)

    def wait_for(self, wanted: Callable[[Event], bool], timeout_us: int) -> Event | None:
        """Let time pass until a new event satisfies `wanted`."""
        found: list[Event] = []

        def listen(event: Event) -> None:
            if not found and wanted(event):
                found.append(event)

        self.trace.listen(listen)
        try:
            self._pass(lambda: not found, timeout_us)
        finally:
            self.trace.unlisten(listen)
        return found[0] if found else None

    def facts(self) -> Mapping[str, str]:
        """Name, MAC, firmware and boots of every board."""
        return board_facts(self.trace, [(name, self._hands[name].facts()) for name in self._devices])

    def close(self) -> None:
        """Switch every board off and let it go; raises WorldError when one cannot be, after all have been tried."""
        with ExitStack() as exits:
            # The stack's last is done first, and each is done whatever becomes of those before.
            for device in reversed(list(self._devices.values())):
                exits.callback(self._let_go, device)
        self._devices.clear()

    # Who sent a request; called in the server's thread

    def in_turn(self) -> str:
        """Name the device whose time is granted just now."""
        return self._turn.name

    def tell_late(self, late_us: int) -> bool:
        """Tell the board whose time is granted that its answer comes later."""
        hand = self._hands.get(self._turn.name)
        if hand is None or hand.control is None:
            return False
        hand.control.send_late(late_us)
        return True

    def name_by_mac(self, mac: bytes | None) -> str:
        """Name the device with this MAC."""
        return next((name for name, device in list(self._devices.items()) if mac and device.mac == mac), "")

    def only_one(self) -> str:
        """Name the device if there is only one with power."""
        powered = [name for name, device in list(self._devices.items()) if device.has_power]
        return powered[0] if len(powered) == 1 else ""

    # Inside

    def _let_go(self, device: SerialDevice) -> None:
        with device.hand.blame():
            device.let_go()

    def _epoch_us(self) -> int:
        """Say what the server's clock shows when the run begins, Unix µs."""
        return START_UNIX_US if self._is_held else time.time_ns() // 1000

    def _make_pace(self) -> Pace:
        if self._is_held:
            return HeldPace(self._kernel, self._inbox, self._held)
        return RealPace(self._kernel, self._inbox, self._check)

    def _check(self) -> None:
        for device in self._devices.values():
            device.check()

    def _pass(self, condition: Callable[[], bool], duration_us: int) -> None:
        for device in self._devices.values():
            device.before_time_passes()
        self._pace.run_while(condition, self._kernel.now_us + duration_us)
        for device in self._devices.values():
            device.check()
            if device.held is not None:
                device.quiet()
