"""Steps about the run itself: where counting begins, and which of several continuations happened."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.scenarios.devices.context import DeviceContext, WorldStep
from oceanhil.scenarios.devices.own_sleep import last_start
from oceanhil.scenarios.devices.records import (
    StorageState,
    TokenState,
    describe,
    recall,
    same_contents,
    state_of,
    token_states,
)
from oceanhil.scenarios.devices.steps.serial import SerialText, same_line
from oceanhil.scenarios.names import DeviceName, Reading, free_text
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import MAIN_DEVICE, Capability

OutcomeName = Annotated[str, free_text("declares an outcome; `tally` may use no other")]
"""How a continuation is called."""


class Mark(WorldStep, name="mark"):
    """Begin to count requests, boots and flash work anew; what is expected of requests is not met by earlier ones."""

    @property
    def acts(self) -> bool:
        """It is about what is counted alone."""
        return False

    def run(self, context: DeviceContext) -> None:
        context.begin_count()


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What must hold for one continuation; all that is set must hold, and nothing set always holds."""

    on: DeviceName = MAIN_DEVICE
    storage: StorageState | None = None
    same_as: Reading | None = None
    token: TokenState | None = None
    line: SerialText | None = None
    dashboard: DeviceStatus | None = None

    def holds(self, context: DeviceContext) -> bool:
        """Look at storage, at the lines of this boot, and at the dashboard."""
        return self._storage_holds(context) and self._line_holds(context) and self._dashboard_holds(context)

    @property
    def looks_at_storage(self) -> bool:
        """True when the stored record decides."""
        return (self.storage, self.same_as, self.token) != (None, None, None)

    def _storage_holds(self, context: DeviceContext) -> bool:
        if not self.looks_at_storage:
            return True
        reading = context.device(self.on).stored_record()
        return (
            (self.storage is None or state_of(reading) is self.storage)
            and (self.same_as is None or same_contents(reading, recall(context, self.same_as)))
            and (self.token is None or self.token in token_states(context, self.on, reading))
        )

    def _line_holds(self, context: DeviceContext) -> bool:
        if self.line is None:
            return True
        same = same_line(self.line)
        lines = context.events(last_start(context, self.on), EventKind.SERIAL, self.on)
        return any(same(str(event.fields["text"])) for event in lines)

    def _dashboard_holds(self, context: DeviceContext) -> bool:
        if self.dashboard is None:
            return True
        return context.world.server.status(context.dashboard_id(self.on)) is self.dashboard


class Classify(WorldStep, name="classify", main="outcomes", whole=True, names_outcomes=True):
    """Name what happened: the first of these outcomes whose condition holds is counted in the tally."""

    outcomes: Mapping[OutcomeName, Condition]

    def __post_init__(self) -> None:
        if not self.outcomes:
            raise ValueError("classify names no outcome; write {NAME: {storage: valid}} for each that may come")

    @property
    def expects(self) -> bool:
        """One of its conditions has to hold."""
        return True

    def all_needs(self) -> frozenset[Capability]:
        """What the conditions need."""
        conditions = self.outcomes.values()
        needs = {Capability.STORAGE_READ} if any(each.looks_at_storage for each in conditions) else set()
        needs |= {Capability.DEVICE_STATUS} if any(each.dashboard for each in conditions) else set()
        return frozenset(
            needs | ({Capability.SECOND_DEVICE} if any(c.on != MAIN_DEVICE for c in conditions) else set())
        )

    def run(self, context: DeviceContext) -> None:
        """Find and count it; raises Unmet when no condition holds."""
        for name, condition in self.outcomes.items():
            if condition.holds(context):
                context.outcomes.append(name)
                return
        devices = sorted({condition.on for condition in self.outcomes.values()})
        found = "; ".join(
            f"{name}: {describe(context, name, context.device(name).stored_record())}" for name in devices
        )
        raise Unmet(f"one of {', '.join(self.outcomes)}", f"storage of {found}")
