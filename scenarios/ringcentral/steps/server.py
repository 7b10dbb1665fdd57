"""Steps about the service itself, and time."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match
from oceanhil.protocol.profile import check_value
from oceanhil.protocol.service_profile import built_in_settings
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.names import FaultName, FaultStatus, NewFault, one_of
from oceanhil.scenarios.ringcentral.context import ClientStep, ServiceContext, ServiceStep
from oceanhil.scenarios.ringcentral.names import ServiceEndpoint, ServiceSetting, path_of
from oceanhil.scenarios.scalars import Count, DurationUs, Value
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.units import format_duration

_STATUS = 500
# No request takes time here, and no answer is made of bytes.
KINDS = tuple(kind.value for kind in (FaultKind.STATUS, FaultKind.DROP_REQUEST, FaultKind.DROP_RESPONSE))
KindWord = Annotated[str, one_of("service fault kind", KINDS)]
"""The word for a kind of fault that these worlds can do."""


def whole_seconds(retry_after_us: int) -> int:
    """Give `retry_after_us` in s, as RFC 9110, section 10.2.3 has it; raises ValueError for a part of a second."""
    if retry_after_us % SECOND_US:
        raise ValueError(f"retry_after is {format_duration(retry_after_us)!r}; expected whole seconds")
    return retry_after_us // SECOND_US


class Settings(ServiceStep, name="server.settings", main="values", whole=True):
    """Change settings of the service by name (profile table `server`), all of them or none."""

    values: Mapping[ServiceSetting, Value]

    def __post_init__(self) -> None:
        known = built_in_settings(ServiceName.RINGCENTRAL.value)
        for name, value in self.values.items():
            if wrong := check_value(name, known[name], value):
                raise ValueError(f"setting {wrong}")

    def run(self, context: ServiceContext) -> None:
        context.world.control.put_settings(self.values)


class ChangeCredentials(ServiceStep, name="server.change_credentials"):
    """Change the user's credentials; the clients do not know the new ones."""

    def run(self, context: ServiceContext) -> None:
        context.world.control.change_credentials()


class EndSession(ClientStep, name="server.end_session"):
    """End the session of the client's tokens, as its user can in the account's settings."""

    def run(self, context: ServiceContext) -> None:
        """Do it; raises Unmet when the client has no session."""
        session = context.world.session_of(self.on)
        if not session:
            raise Unmet(f"a session of {self.on}", "none; put a client.login step before")
        context.world.control.end_session(session)


class InjectFault(ServiceStep, name="server.fault", main="kind"):
    """Inject a fault; `times: 0` lasts until server.clear_faults, for which it may have a name."""

    kind: KindWord
    called: NewFault | None = msgspec.field(default=None, name="name")
    path: ServiceEndpoint = ""
    times: Count = 0
    status: FaultStatus | None = None
    retry_after_us: DurationUs | None = msgspec.field(default=None, name="retry_after")

    def __post_init__(self) -> None:
        whole_seconds(self.retry_after_us or 0)
        for key, value in (("status", self.status), ("retry_after", self.retry_after_us)):
            if value is not None and self.kind != FaultKind.STATUS.value:
                raise ValueError(f"{key} belongs to kind 'status', not {self.kind!r}; leave it out")

    def run(self, context: ServiceContext) -> None:
        status = (self.status or _STATUS) if self.kind == FaultKind.STATUS.value else None
        retry_after_s = whole_seconds(self.retry_after_us or 0) or None
        fault = Fault(FaultKind(self.kind), status=status, retry_after=retry_after_s)
        match = Match(path_of(self.path) or None)
        context.world.control.add_fault(FaultRule(fault, match, times=self.times or None, name=self.called))


class ClearFaults(ServiceStep, name="server.clear_faults", main="name"):
    """Remove the faults of one name, which may have ended by themselves; without it every fault."""

    called: FaultName | None = msgspec.field(default=None, name="name")

    def run(self, context: ServiceContext) -> None:
        context.world.control.clear_faults(self.called or "")


class Advance(ServiceStep, name="time.advance", main="by"):
    """Let time pass for service and clients; nothing waits."""

    by_us: DurationUs = msgspec.field(name="by")

    def run(self, context: ServiceContext) -> None:
        context.world.advance(self.by_us)
