"""The key of a mock server's admin side, as the user gives it: by an option, or by a variable of the environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KEY_VARIABLE: Final = "OCEANHIL_ADMIN_KEY"
"""The environment variable with the key: in no command line, so in no report and no list of processes."""


@dataclass(frozen=True, slots=True)
class GivenKey:
    """A key, and whether it is the environment's, which may be meant for another server than the one that is named."""

    text: str
    is_of_environment: bool = False

    def for_server(self, url: str) -> str | None:
        """Give the key as far as the server at `url` may see it: one of the environment stays on this machine."""
        from oceanhil.protocol.loopback import is_loopback_url

        return None if self.is_of_environment and not is_loopback_url(url) else self.text
