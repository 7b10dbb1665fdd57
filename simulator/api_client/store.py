"""Where a client keeps its tokens. Several clients may share one store, and its lock."""

import msgspec


class Tokens(msgspec.Struct, frozen=True):
    """A pair of tokens; `refresh` is empty where the service gave none."""

    access: str
    refresh: str

    def __repr__(self) -> str:
        """Leave the tokens out."""
        return "Tokens(…)"


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
