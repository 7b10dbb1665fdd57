"""A foreign server as the runs of a session use it, one after another; each removes what it made."""

from collections.abc import Callable
from dataclasses import dataclass

from oceanhil.hil.worlds.foreign.capabilities import capabilities_by, carrying_capabilities, virtual_capabilities
from oceanhil.hil.worlds.foreign.carried_core import CarriedCore
from oceanhil.hil.worlds.foreign.connector_errors import connector_errors
from oceanhil.hil.worlds.foreign.dashboard_core import DashboardCore
from oceanhil.hil.worlds.foreign.lazy_time import LazyTime, RealClock, RegistrationPause
from oceanhil.hil.worlds.foreign.server_time import DrivenTime, ServerTime, SteppedTime
from oceanhil.hil.worlds.server_core import ServerCore
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.protocol.profile import Profile
from oceanhil.remote.connector.control import CLOCK, Control
from oceanhil.remote.wire.wire import Wire
from oceanhil.scenarios.world import Capability, WorldError


@dataclass(frozen=True, slots=True)
class Reach:
    """How the server is reached: a control for each run, and the wire that carries requests of simulated boards."""

    open_control: Callable[[], Control]
    wire: Wire
    clock: RealClock
    registrations_per_min: float | None = None
    """What the server allows; boards on lines are held back between runs."""
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

    @property
    def tells_changes(self) -> bool:
        """It does not: every question may be a command, or a person's time."""
        return False

    def begin(self, profile: Profile, seed: int) -> ServerCore:
        """Give the server of one run in virtual time."""
        del seed
        self._reach.until_room()
        control = self._take()
        with connector_errors():
            time = self._virtual_time(control, profile)
        return CarriedCore(control, profile, time, self.capabilities, self._end, self._reach.wire)

    def begin_carrying(self, profile: Profile) -> CarriedCore:
        """Give the server of one run in real time, to which the requests of boards are carried."""
        self._pause.wait()
        control = self._take()
        time = self._real_time(control)
        core = CarriedCore(control, profile, time, self.carrying_capabilities, self._end, self._reach.wire)
        core.on_token = self._pause.obtained
        return core

    def begin_beside(self, profile: Profile) -> DashboardCore:
        """Give the server of one run in real time, which boards reach by themselves."""
        self._pause.wait()
        control = self._take()
        core = DashboardCore(control, profile, self._real_time(control), self.bare_capabilities, self._end)
        core.on_token = self._pause.obtained
        return core

    def close(self) -> None:
        """End what is not ended; raises WorldError with what could not be removed, and how to remove it."""
        try:
            for control in list(self._open):
                self._end(control)
        except KeyboardInterrupt:
            # Who interrupts this too wants to go, and has to know what stays behind.
            self._open.clear()
            clean_up = "`oceanhil conform URL --connector FILE --clean-up` removes it"
            self._left.append(f"what was not reached when its removal was interrupted; {clean_up}")
        self._reach.wire.close()
        left, self._left = self._left, []
        if left:
            raise WorldError(f"{self.url!r} still holds what this run made: " + "; ".join(left))

    def _virtual_time(self, control: Control, profile: Profile) -> ServerTime:
        if CLOCK in self._needs:
            return DrivenTime(control.clock, START_UNIX_US)
        return LazyTime(START_UNIX_US, profile.server, self._reach.clock)

    def _real_time(self, control: Control) -> ServerTime:
        with connector_errors():
            return SteppedTime(control.clock if CLOCK in self._needs else None, self._reach.clock.unix_us())

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
