"""What worlds of boards have in common: the run's time, its trace, its devices and the boards behind them."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack

from oceanhil.hil.worlds.guarded_question import GuardedQuestion
from oceanhil.hil.worlds.serial.device import SerialDevice
from oceanhil.hil.worlds.serial.pace import Inbox, Pace
from oceanhil.hil.worlds.trace_text import board_facts
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.trace import Event, Trace
from oceanhil.scenarios.world import Capability, World, WorldRequest
from oceanhil.simulator.kernel import Kernel


class BoardWorld(World):
    """One run on boards that are listened to.

    Who derives from it sets `_pace`, adds devices as they are asked for, and has a server and a network.
    """

    _pace: Pace

    def __init__(self, name: str, request: WorldRequest, capabilities: frozenset[Capability], *, is_held: bool) -> None:
        """`is_held` tells whether the boards' time is granted."""
        self._name = name
        self._capabilities = capabilities
        self._request = request
        self._is_held = is_held
        self._devices: dict[str, SerialDevice] = {}
        self._trace = Trace(is_closeup=request.is_closeup)
        self._kernel = Kernel(request.seed)
        self._inbox = Inbox()

    @property
    def name(self) -> str:
        """The name by which `--world` chooses it."""
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
    def trace(self) -> Trace:
        """What happened so far."""
        return self._trace

    @property
    def now_us(self) -> int:
        """µs since the run began."""
        return self._kernel.now_us

    @property
    def is_self_contained(self) -> bool:
        """Its boards are elsewhere."""
        return False

    def run_for(self, duration_us: int) -> None:
        """Let time pass."""
        self._pass(lambda: True, duration_us)

    def wait_for(self, wanted: Callable[[Event], bool], timeout_us: int) -> Event | None:
        """Let time pass until a new event satisfies `wanted`."""
        found: list[Event] = []
        question = GuardedQuestion(wanted)

        def listen(event: Event) -> None:
            if not found and question(event):
                found.append(event)

        self._trace.listen(listen)
        try:
            self._pass(lambda: not found, timeout_us)
        finally:
            self._trace.unlisten(listen)
        question.check()
        return found[0] if found else None

    def facts(self) -> Mapping[str, str]:
        """Name, MAC, firmware and boots of every board."""
        return board_facts(self._trace, [(name, device.hand.facts()) for name, device in self._devices.items()])

    def close(self) -> None:
        """Switch every board off and let it go; raises WorldError when one cannot be, after all have been tried."""
        with ExitStack() as exits:
            # The stack's last is done first, and each is done whatever becomes of those before.
            for device in reversed(list(self._devices.values())):
                exits.callback(self._let_go, device)
        self._devices.clear()

    # Inside

    def _let_go(self, device: SerialDevice) -> None:
        with device.hand.blame():
            device.let_go()

    def _check(self) -> None:
        for device in self._devices.values():
            device.check()

    def _pass(self, condition: Callable[[], bool], duration_us: int) -> None:
        for device in self._devices.values():
            device.before_time_passes()
        self._pace.run_while(condition, self._kernel.now_us + duration_us)
        for device in self._devices.values():
            device.check()
            if self._is_held:
                device.quiet()
