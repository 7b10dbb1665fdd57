"""A session: the unit that is limited and revoked. A refresh stays in it and replaces its pair of tokens."""

from dataclasses import dataclass
from enum import Enum

from oceanhil.mock_server.ringcentral.accounts import App, User
from oceanhil.protocol.units import SECOND_US


class Ending(Enum):
    """Why a session ended; the value is for people."""

    EVICTED = "dropped by a newer login beyond the limit"
    REVOKED = "revoked"
    CREDENTIALS = "ended by a change of the user's credentials"
    ADMIN = "ended by its user"
    REMOVED = "ended with its user or application"
    TIMED_OUT = "older than the absolute session timeout"


@dataclass(slots=True, eq=False)
class Pair:
    """An access token and the refresh token that came with it; times in Unix µs, lifetimes in s.

    The texts are there for the answer that is given twice; no refresh token: an empty text.
    """

    access: str
    refresh: str
    issued_us: int
    access_ttl_s: int
    refresh_ttl_s: int
    used_us: int | None = None
    """When the access token was first accepted."""
    replaced_us: int | None = None
    """When the refresh token was exchanged for the next pair."""

    def access_left_s(self, at_us: int) -> int:
        """Give for how many whole seconds the access token still holds, 0 if it does not."""
        return _left_s(self.issued_us, self.access_ttl_s, at_us)

    def refresh_left_s(self, at_us: int) -> int:
        """Give for how many whole seconds the refresh token still holds, 0 if it does not."""
        return _left_s(self.issued_us, self.refresh_ttl_s, at_us) if self.refresh else 0

    def is_access_fresh(self, at_us: int) -> bool:
        """Tell whether the access token is young enough."""
        return at_us - self.issued_us < self.access_ttl_s * SECOND_US

    def is_refresh_fresh(self, at_us: int) -> bool:
        """Tell whether the refresh token is there and young enough."""
        return bool(self.refresh) and at_us - self.issued_us < self.refresh_ttl_s * SECOND_US


@dataclass(slots=True, eq=False)
class Session:
    """One login and everything refreshed from it."""

    id: str
    user: User
    app: App
    scope: str
    endpoint_id: str
    created_us: int
    current: Pair
    previous: Pair | None = None
    """The pair before: its refresh token may still be answered, with the current pair."""
    refreshes: int = 0
    replays: int = 0
    ending: Ending | None = None
    ended_us: int | None = None

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs with which something can be done while it has not ended, the older first."""
        return (self.current,) if self.previous is None else (self.previous, self.current)

    def is_live(self, at_us: int) -> bool:
        """Tell whether anything can still be done with it."""
        return self.ending is None and (self.current.is_access_fresh(at_us) or self.current.is_refresh_fresh(at_us))


def _left_s(issued_us: int, ttl_s: int, at_us: int) -> int:
    return max(0, min(ttl_s, -(-(issued_us + ttl_s * SECOND_US - at_us) // SECOND_US)))
