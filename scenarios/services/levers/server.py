"""The service's levers, and time."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import msgspec

from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match
from oceanhil.protocol.profile import check_value
from oceanhil.protocol.service_profile import built_in_settings
from oceanhil.scenarios.names import FaultStatus, one_of
from oceanhil.scenarios.scalars import Count, DurationUs, Value
from oceanhil.scenarios.services.context import ClientLever, ServiceContext, ServiceLever, Unmet
from oceanhil.scenarios.services.levers.retry_after import whole_seconds
from oceanhil.scenarios.services.names import ServiceName
from oceanhil.scenarios.services.paths import ServiceEndpoint, ServiceSetting, path_of

_STATUS = 500
# No request takes time here, and no answer is made of bytes.
KINDS = tuple(kind.value for kind in (FaultKind.STATUS, FaultKind.DROP_REQUEST, FaultKind.DROP_RESPONSE))
KindWord = Annotated[str, one_of("service fault kind", KINDS)]
"""The word for a kind of fault that these worlds can do."""


class Settings(ServiceLever, frozen=True, kw_only=True):
    """Change settings of the service by name (profile table `server`), all of them or none."""

    name: ClassVar[str] = "server.settings"
    main: ClassVar[str] = "values"
    whole: ClassVar[bool] = True

    values: Mapping[ServiceSetting, Value]

    def __post_init__(self) -> None:
        known = built_in_settings(ServiceName.RINGCENTRAL.value)
        for name, value in self.values.items():
            if wrong := check_value(name, known[name], value):
                raise ValueError(f"setting {wrong}")

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.control.put_settings(self.values)


class ChangeCredentials(ServiceLever, frozen=True, kw_only=True):
    """Change the user's credentials; the clients do not know the new ones."""

    name: ClassVar[str] = "server.change_credentials"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.control.change_credentials()


class EndSession(ClientLever, frozen=True, kw_only=True):
    """End the session of the client's tokens, as its user can in the account's settings."""

    name: ClassVar[str] = "server.end_session"

    def run(self, context: ServiceContext) -> None:
        """Do it; raises Unmet when the client has no session."""
        session = context.world.session_of(self.on)
        if not session:
            raise Unmet(f"a session of {self.on}", "none; put a client.login step before")
        context.world.control.end_session(session)


class InjectFault(ServiceLever, frozen=True, kw_only=True):
    """Inject a fault; `times: 0` lasts until server.clear_faults."""

    name: ClassVar[str] = "server.fault"
    main: ClassVar[str] = "kind"

    kind: KindWord
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
        """Do it."""
        status = (self.status or _STATUS) if self.kind == FaultKind.STATUS.value else None
        retry_after_s = whole_seconds(self.retry_after_us or 0) or None
        fault = Fault(FaultKind(self.kind), status=status, retry_after=retry_after_s)
        context.world.control.add_fault(FaultRule(fault, Match(path_of(self.path) or None), times=self.times or None))


class ClearFaults(ServiceLever, frozen=True, kw_only=True):
    """Remove every fault."""

    name: ClassVar[str] = "server.clear_faults"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.control.clear_faults()


class Advance(ServiceLever, frozen=True, kw_only=True):
    """Let time pass for service and clients; nothing waits."""

    name: ClassVar[str] = "time.advance"
    main: ClassVar[str] = "by"

    by_us: DurationUs = msgspec.field(name="by")

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.advance(self.by_us)
