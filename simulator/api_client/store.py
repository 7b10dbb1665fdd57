"""Where a client keeps its tokens. Several clients may share one store, and its lock."""

import msgspec

_SECOND_US = 1_000_000


class Tokens(msgspec.Struct, frozen=True):
    """A pair of tokens; until when each holds is the client's own reckoning, in µs since the run began."""

    access: str
    refresh: str
    access_until_us: int
    refresh_until_us: int

    def __repr__(self) -> str:
        """Leave the tokens out."""
        return f"Tokens(access_until_us={self.access_until_us})"


class TokenStore:
    """The tokens, and a lock that one client at a time may hold while it replaces them."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        """Start with these tokens, and the lock free."""
        self.tokens = tokens
        self.holder = ""
        """Who holds the lock; empty: nobody."""

    def take(self, name: str) -> bool:
        """Take the lock if it is free; tell whether `name` holds it now."""
        self.holder = self.holder or name
        return self.holder == name

    def let_go(self, name: str) -> None:
        """Free the lock if `name` holds it."""
        if self.holder == name:
            self.holder = ""


def tokens_until(access: str, refresh: str, access_s: int, refresh_s: int, now_us: int) -> Tokens:
    """Make a pair from an answer at `now_us` that gave these lifetimes in s."""
    return Tokens(access, refresh, now_us + access_s * _SECOND_US, now_us + refresh_s * _SECOND_US)
