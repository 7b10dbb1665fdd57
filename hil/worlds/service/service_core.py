"""What a world needs of a token service, wherever that is: in this process or served elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

import msgspec

from oceanhil.mock_server.core.admin_error import AdminError
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.admin import SessionView
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.scenarios.world_terms import WorldError


@contextmanager
def service_errors() -> Iterator[None]:
    """Turn a refusal into a WorldError: the scenario asked for what cannot be."""
    try:
        yield
    except AdminError as error:
        raise WorldError(f"the service refused: {error}") from error


class Handled(msgspec.Struct, frozen=True):
    """What became of a request: the answer, None if none came, the session it concerned, and the fault that struck."""

    response: HttpResponse | None
    session: str = ""
    fault: str = ""


class Account(msgspec.Struct, frozen=True):
    """The one user of a run: the id, and the credentials to log in with."""

    user: str
    jwt: str
    password: str

    def __repr__(self) -> str:
        """Leave the credentials out."""
        return f"Account({self.user!r})"


class ServiceCore(Protocol):
    """A token service that one run has for itself; every `now_us` is µs since the run began.

    A wish that the service refuses, and a service that is not there, are WorldErrors.
    """

    def handle(self, request: HttpRequest, now_us: int) -> Handled:
        """Let the service answer a client's request."""

    def add_app(self) -> AppKey:
        """Register an application."""

    def add_user(self) -> Account:
        """Add a user."""

    def change_credentials(self, user: str, now_us: int) -> Account:
        """Give a user other credentials."""

    def end_session(self, session: str, now_us: int) -> None:
        """End a session as its user can."""

    def sessions(self, now_us: int) -> Sequence[SessionView]:
        """Show all sessions."""

    def put_settings(self, changes: Mapping[str, Scalar], now_us: int) -> None:
        """Change settings."""

    def add_fault(self, rule: FaultRule, now_us: int) -> None:
        """Add a fault rule."""

    def clear_faults(self, now_us: int, name: str = "") -> None:
        """Remove the fault rules of that name, without one all."""
