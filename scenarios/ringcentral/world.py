"""What a scenario sees of a service: its clients, its own side and time, as interfaces.

A world implements these protocols. Times are µs since the run began. What happens goes into the world's `Trace`: a
client's log as SERIAL events, its requests as REQUEST events with `path`, `status` (0: no answer came), `code`,
`message`, `envelope`, `session`, and `token`, a name such as `access-2` that stands for the token that was sent.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.messages import TokenKind
from oceanhil.protocol.tokens import TokenDamage
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.trace import Trace

MAIN_CLIENT = "worker"


class SessionFacts(msgspec.Struct, frozen=True):
    """A session as the service shows it; `ended` says why it ended, empty while it has not."""

    id: str
    live: bool
    ended: str
    refreshes: int
    replays: int


class Client(Protocol):
    """A worker of the application. Whatever it does, it says in its log what came of it."""

    def login(self) -> object:
        """Ask for tokens with the user's credential."""

    def prepare_refresh(self) -> object:
        """Decide to replace the tokens it holds now; with a lock, take it or begin to wait for it."""

    def refresh(self) -> object:
        """Replace the tokens."""

    def recover(self) -> object:
        """Refresh, and where that is refused, log in."""

    def call(self) -> object:
        """Call the API once."""

    def work(self, jobs: int) -> object:
        """Do so many jobs, one call each, with a login for each unless it re-uses tokens."""

    def download(self, most: int | None = None) -> object:
        """Download the recordings of the call log that it does not have, at most so many."""

    def revoke(self, kind: TokenKind = TokenKind.ACCESS) -> object:
        """Log out by either token."""

    def damage(self, damage: TokenDamage) -> object:
        """Let the access token that it keeps come to harm."""

    @property
    def recordings(self) -> Sequence[str]:
        """The ids of what it has downloaded."""


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """What a client is told to do from now on; None: as before."""

    uses_lock: bool | None = None
    reuses_tokens: bool | None = None


class ServiceControl(Protocol):
    """The service's own side. A wish that it refuses is a WorldError."""

    def change_credentials(self) -> None:
        """Give the user other credentials; no client knows them yet."""

    def end_session(self, session: str) -> None:
        """End a session as its user can in the account's settings."""

    def sessions(self) -> Sequence[SessionFacts]:
        """Show all sessions, oldest first, ended ones too."""

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Change settings by name (table `server` of the profile)."""

    def add_fault(self, rule: FaultRule) -> None:
        """Inject a fault from now on."""

    def clear_faults(self, name: str = "") -> None:
        """Remove the faults of that name, without one every fault; there need not be any."""


class ServiceWorld(Protocol):
    """A place to run one scenario about a service once: made fresh for a run, closed after it."""

    @property
    def name(self) -> str:
        """The world's name."""

    @property
    def trace(self) -> Trace:
        """What happened so far."""

    @property
    def control(self) -> ServiceControl:
        """The service's own side."""

    @property
    def now_us(self) -> int:
        """µs since the run began."""

    @property
    def is_self_contained(self) -> bool:
        """Whether all of it is in this process, so that a moment of the run can be kept."""

    def client(self, name: str) -> Client:
        """The client of that name; the first call makes it, with the user's credentials and without tokens."""

    def tell(self, name: str, habits: Habits) -> None:
        """Tell a client what to do from now on."""

    def copy_tokens(self, name: str, source: str) -> None:
        """Give a client a copy of the tokens that `source` holds now."""

    def share_tokens(self, name: str, source: str) -> None:
        """Let a client use the same store as `source`, and its lock, from now on."""

    def hand_credentials(self, name: str) -> None:
        """Tell a client the user's present credentials."""

    def lose_reply(self, name: str) -> None:
        """Let the reply to the client's next request be lost on its way."""

    def session_of(self, name: str) -> str:
        """The id of the session that the client's tokens belong to; empty when it holds none."""

    def advance(self, duration_us: int) -> None:
        """Let time pass for everybody."""

    def secrets(self) -> frozenset[str]:
        """Every whole token and credential issued so far, for the invariant that looks for leaks."""

    def facts(self) -> Mapping[str, str]:
        """What reports say about this run."""

    def close(self) -> None:
        """Let go of everything; harmless when called twice."""


class ServiceRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a world is made for; `overrides` are changed values of the profile by full name, as texts.

    `is_closeup`: its trace is to tell all that only a look at a moment needs.
    """

    service: ServiceName
    seed: int
    overrides: Mapping[str, str] = {}
    is_closeup: bool = False


class ServiceWorlds(Protocol):
    """Makes worlds for scenarios about services."""

    @property
    def name(self) -> str:
        """Their name."""

    @property
    def can_repeat(self) -> bool:
        """Whether a case comes to the same whenever it is run, and costs no more than its own time."""

    def absence(self, service: ServiceName) -> str:
        """Say why there is no such service here; empty when there is one."""

    def make(self, request: ServiceRequest) -> ServiceWorld:
        """Make a fresh world; raises WorldError when it cannot be had."""

    def close(self) -> None:
        """Let go of what the worlds shared."""
