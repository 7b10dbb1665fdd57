"""A token service's own side as scenarios see it; whatever is done there is an event of the trace."""

from collections.abc import Callable, Mapping, Sequence

from oceanhil.hil.worlds.service.service_core import Account, ServiceCore
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.profile import Scalar
from oceanhil.scenarios.ringcentral.world import SessionFacts
from oceanhil.scenarios.trace import EventKind, Source, Trace


class TokenServiceControl:
    """Implements `oceanhil.scenarios.ringcentral.world.ServiceControl`."""

    def __init__(self, door: ServiceCore, account: Account, now_us: Callable[[], int], trace: Trace) -> None:
        """Act on the service behind `door`, for the user of `account`."""
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

    def add_fault(self, rule: FaultRule) -> None:
        """Inject a fault."""
        self._door.add_fault(rule, self._now_us())
        self._note("fault", kind=rule.fault.kind.value, path=rule.match.path or "", times=rule.times or 0)

    def clear_faults(self) -> None:
        """Remove every fault."""
        self._door.clear_faults(self._now_us())
        self._note("clear faults")

    def _note(self, action: str, **fields: Scalar) -> None:
        self._trace.add(self._now_us(), Source.SERVER, EventKind.DASHBOARD, "", {"action": action, **fields})
