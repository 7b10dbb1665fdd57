"""A foreign server as the runs of a session use it, one after another; each removes what it made.

Boards that reach it by themselves are told its address, and a time server that tells its time.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from oceanhil.hil.vboard.internet.sntp import TimeServer
from oceanhil.hil.worlds.foreign.carried_core import CarriedCore
from oceanhil.hil.worlds.foreign.dashboard_core import DashboardCore, connector_errors
from oceanhil.hil.worlds.foreign.lazy_time import LazyTime, RealClock, RegistrationPause
from oceanhil.hil.worlds.foreign.server_time import DrivenTime, ServerTime, SteppedTime
from oceanhil.hil.worlds.server_core import ServerCore
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.host.addresses import address_for_others, host_and_port
from oceanhil.host.wall_clock import wall_us
from oceanhil.protocol.profile import Profile
from oceanhil.remote.connector.control import (
    CLAIM,
    CLOCK,
    DELETE,
    REGENERATE,
    RELAY,
    REVOKE,
    SETTINGS,
    STATUS,
    TOKEN,
    Control,
    operations_of,
)
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.wire import Wire
from oceanhil.scenarios.trace import Trace
from oceanhil.scenarios.world import Capability, WorldError
from oceanhil.simulator.kernel import Kernel

_OF_NEED: Final[Mapping[Need, Capability]] = {
    TOKEN: Capability.DASHBOARD,
    REGENERATE: Capability.TOKEN_REGENERATE,
    REVOKE: Capability.TOKEN_REVOKE,
    DELETE: Capability.DEVICE_DELETE,
    STATUS: Capability.DEVICE_STATUS,
    RELAY: Capability.SET_RELAY,
    CLAIM: Capability.CLAIM,
    CLOCK: Capability.SERVER_CLOCK,
    SETTINGS: Capability.SERVER_SETTINGS,
}
# What a clock that tests can move makes possible beside itself.
_BY_CLOCK: Final = frozenset({Capability.ANY_MAC, Capability.VIRTUAL_TIME})
# The harness carries the requests: it sees them, and it disturbs them on their way.
_CARRYING: Final = frozenset({Capability.SERVER_REQUESTS, Capability.SERVER_FAULTS})
_RUNS_IN_VAIN_MAX: Final = 3
"""So many in a row get no registration token; more would be hundreds of attempts with a key that is refused."""

_Core = TypeVar("_Core", bound=DashboardCore)


def capabilities_by(needs: Collection[Need]) -> frozenset[Capability]:
    """Give what a connector that has these operations makes possible, whoever sends the requests.

    A server whose clock tests may move serves no real device: there nobody's MAC can be taken.
    """
    found = frozenset(capability for need, capability in _OF_NEED.items() if need in needs)
    return found | {Capability.ANY_MAC} if CLOCK in needs else found


def carrying_capabilities(needs: Collection[Need]) -> frozenset[Capability]:
    """Give the same where the harness carries the requests."""
    return capabilities_by(needs) | _CARRYING


def virtual_capabilities(needs: Collection[Need]) -> frozenset[Capability]:
    """Give the same for simulated boards: with a test clock, the server's time is as virtual as theirs."""
    found = carrying_capabilities(needs)
    return found | {Capability.VIRTUAL_TIME} if CLOCK in needs else found


@dataclass(frozen=True, slots=True)
class Reach:
    """How the server is reached: a control for each run, and the wire that carries requests of simulated boards."""

    open_control: Callable[[], Control]
    wire: Wire
    clock: RealClock
    registrations_per_min: float | None = None
    """What the server allows; boards on lines are held back between runs."""
    clean_up: str = "oceanhil conform URL --connector FILE --clean-up"
    """The command that removes what runs have left there."""
    until_room: Callable[[], None] = lambda: None
    """Waits until a run in virtual time may register: what waits in the middle of it has an old time to tell."""


class ForeignServer:
    """Implements `hil.worlds.server_core.ServerSource`. Every run has a control of its own, closed at its end."""

    def __init__(self, reach: Reach) -> None:
        """Open the first control; raises WorldError."""
        self._reach = reach
        self._pause = RegistrationPause(reach.registrations_per_min, reach.clock)
        self._left: list[str] = []
        self._open: list[Control] = []
        self._runs_in_vain = 0
        self._last_refusal = ""
        self._next: Control | None = self._opened()
        self._needs = self._next.needs

    @property
    def url(self) -> str:
        """Its address."""
        return self._reach.wire.target.url

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What a world of simulated boards can do with it."""
        return virtual_capabilities(self._needs)

    @property
    def carrying_capabilities(self) -> frozenset[Capability]:
        """What a world of boards on lines can do with it that carries their requests."""
        return carrying_capabilities(self._needs)

    @property
    def bare_capabilities(self) -> frozenset[Capability]:
        """What a world can do with it whose boards reach it by themselves."""
        return capabilities_by(self._needs)

    def why_lacking(self, lacking: frozenset[Capability]) -> str:
        """Name the operations that the connector lacks for all of this; empty if it lacks none, or they are not all."""
        wanted = {need for need, capability in _OF_NEED.items() if capability in lacking}
        wanted |= {CLOCK} if lacking & _BY_CLOCK else set()
        given = {_OF_NEED[need] for need in wanted} | (_BY_CLOCK if CLOCK in wanted else set())
        if wanted & self._needs or lacking - given:
            return ""
        return f"the connector lacks {', '.join(sorted(operations_of(need.name) for need in wanted))}"

    @property
    def why_in_vain(self) -> str:
        """Say why no further run is worth beginning: the last ones were given no device. Empty while one is."""
        if self._runs_in_vain < _RUNS_IN_VAIN_MAX:
            return ""
        return f"{self._runs_in_vain} runs in a row were given no device; the last: {self._last_refusal}"

    @property
    def tells_changes(self) -> bool:
        """It does not: every question may be a command, or a person's time."""
        return False

    def begin(self, profile: Profile, seed: int) -> ServerCore:
        """Give the server of one run in virtual time."""
        del seed
        self._reach.until_room()
        control = self._take()
        with self._noticed():
            time = self._virtual_time(control, profile)
        core = CarriedCore(control, profile, time, self.capabilities, self._end, self._reach.wire)
        return self._watched(core)

    def begin_carrying(self, profile: Profile) -> CarriedCore:
        """Give the server of one run in real time, to which the requests of boards are carried."""
        self._pause.wait()
        control = self._take()
        time = self._real_time(control)
        core = CarriedCore(control, profile, time, self.carrying_capabilities, self._end, self._reach.wire)
        return self._watched(core, self._pause.obtained)

    def begin_beside(self, profile: Profile) -> DashboardCore:
        """Give the server of one run in real time, which boards reach by themselves."""
        self._pause.wait()
        control = self._take()
        core = DashboardCore(control, profile, self._real_time(control), self.bare_capabilities, self._end)
        return self._watched(core, self._pause.obtained)

    def close(self) -> None:
        """End what is not ended; raises WorldError with what could not be removed, and how to remove it."""
        try:
            for control in list(self._open):
                self._end(control)
        except KeyboardInterrupt:
            # Who interrupts this too wants to go, and has to know what stays behind.
            self._open.clear()
            self._left.append("what was not reached when its removal was interrupted")
        self._reach.wire.close()
        left, self._left = self._left, []
        if left:
            listed = "; ".join(left)
            raise WorldError(
                f"{self.url!r} still holds what this run made: {listed}; --clean-up: {self._reach.clean_up}"
            )

    def _virtual_time(self, control: Control, profile: Profile) -> ServerTime:
        if CLOCK in self._needs:
            return DrivenTime(control.clock, START_UNIX_US)
        return LazyTime(START_UNIX_US, profile.server, self._reach.clock)

    def _real_time(self, control: Control) -> ServerTime:
        with self._noticed():
            return SteppedTime(control.clock if CLOCK in self._needs else None, self._reach.clock.unix_us())

    def _watched(self, core: _Core, obtained: Callable[[], object] = lambda: None) -> _Core:
        """Take note of what the core's run is given, or refused."""

        def given() -> None:
            self._runs_in_vain = 0
            obtained()

        core.on_token = given
        core.on_refusal = self._refused
        return core

    def _refused(self, reason: str) -> None:
        self._runs_in_vain += 1
        self._last_refusal = reason

    @contextlib.contextmanager
    def _noticed(self) -> Iterator[None]:
        try:
            with connector_errors():
                yield
        except WorldError as error:
            self._refused(str(error))
            raise

    def _take(self) -> Control:
        control, self._next = self._next, None
        return control or self._opened()

    def _opened(self) -> Control:
        with connector_errors():
            control = self._reach.open_control()
        self._open.append(control)
        return control

    def _end(self, control: Control) -> None:
        """Close a control. One that is interrupted stays open: `close` tries again, and tells what is left."""
        try:
            with connector_errors():
                self._left += control.close()
        except WorldError as error:
            # The next one is to be closed all the same.
            self._left.append(str(error))
        self._open.remove(control)


class DirectServer:
    """Stands where a bench's own server would: boards reach the foreign one by themselves, and nobody sees how."""

    def __init__(self, server: ForeignServer, host: str = "127.0.0.1") -> None:
        """Tell the time at `host`; raises MachineRefusedError."""
        self._server = server
        self._host = host
        self._unix_us: Callable[[], int] = wall_us
        self._time_server = TimeServer(self._now_us, host=host)

    @property
    def url(self) -> str:
        """The server's base URL."""
        return self._server.url

    @property
    def time_server(self) -> str:
        """HOST:PORT of the time server, as boards see it."""
        return host_and_port(address_for_others(self._host), self._time_server.port)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What a bench can do beside it."""
        return self._server.bare_capabilities

    def begin(
        self, kernel: Kernel, epoch_us: int, profile: Profile, trace: Trace
    ) -> tuple[ServerView, Callable[[], None]]:
        """Give the server of one run, and what ends it; raises WorldError."""
        core = self._server.begin_beside(profile)
        view = ServerView(core, kernel, epoch_us, profile.wire, trace)
        self._unix_us = lambda: view.unix_us
        return view, core.end

    def close(self) -> None:
        """Stop telling the time."""
        self._time_server.close()

    def _now_us(self) -> int:
        return self._unix_us()
