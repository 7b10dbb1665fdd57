"""The levers of a token service as scenarios see them; each pull is an event of the trace."""

from collections.abc import Callable, Mapping, Sequence

from oceanhil.hil.worlds.service.service_core import Account, ServiceCore
from oceanhil.mock_server.core.delivery import DisturbanceKind
from oceanhil.mock_server.core.fault_rules import Fault, FaultRule, Match
from oceanhil.protocol.profile import Scalar
from oceanhil.scenarios.services.world import ServiceFault, ServiceFaultKind, SessionFacts
from oceanhil.scenarios.trace import EventKind, Source, Trace


class TokenServiceControl:
    """Implements `oceanhil.scenarios.services.world.ServiceControl`."""

    def __init__(self, door: ServiceCore, account: Account, now_us: Callable[[], int], trace: Trace) -> None:
        """Pull the levers of the service behind `door`, for the user of `account`."""
        self._door = door
        self._now_us = now_us
        self._trace = trace
        self.account = account
        """The user with the present credentials."""
        self.credentials = {account.jwt, account.password}
        """All credentials that the user ever had."""

    def change_credentials(self) -> None:
        """Give the user other credentials."""
        self.account = self._door.change_credentials(self.account.user, self._now_us())
        self.credentials |= {self.account.jwt, self.account.password}
        self._note("credentials")

    def end_session(self, session: str) -> None:
        """End a session."""
        self._door.end_session(session, self._now_us())
        self._note("end session", session=session)

    def sessions(self) -> Sequence[SessionFacts]:
        """Show all sessions."""
        return [
            SessionFacts(view.id, view.live, view.ended or "", view.refreshes, view.replays)
            for view in self._door.sessions(self._now_us())
        ]

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Change settings."""
        self._door.put_settings(changes, self._now_us())
        self._note("settings", **changes)

    def add_fault(self, fault: ServiceFault) -> None:
        """Inject a fault."""
        self._door.add_fault(_rule(fault), self._now_us())
        self._note("fault", kind=fault.kind.value, path=fault.path, times=fault.times)

    def clear_faults(self) -> None:
        """Remove every fault."""
        self._door.clear_faults(self._now_us())
        self._note("clear faults")

    def _note(self, action: str, **fields: Scalar) -> None:
        self._trace.add(self._now_us(), Source.SERVER, EventKind.DASHBOARD, "", {"action": action, **fields})


def _rule(fault: ServiceFault) -> FaultRule:
    kind = DisturbanceKind(fault.kind.value)
    is_status = fault.kind is ServiceFaultKind.STATUS
    made = Fault(
        kind,
        status=fault.status if is_status else None,
        retry_after=fault.retry_after_s or None if is_status else None,
    )
    return FaultRule(made, Match(path=fault.path or None), times=fault.times or None)
