"""Who may use the admin side of a served server: by the address it listens on."""

import socket
from collections.abc import Sequence

from oceanhil.app.commands.errors import EnvironmentRefusedError, WrongInputError
from oceanhil.mock_server.core.admin.access import AccessPolicy, is_loopback

KEY_VARIABLE = "OCEANHIL_ADMIN_KEY"
_LENGTH_MIN = 12
_DIFFERENT_MIN = 5
_KEY_CHARACTERS = frozenset(map(chr, range(0x21, 0x7F)))


def make_policy(hosts: Sequence[str], key: str | None, allowed: Sequence[str]) -> AccessPolicy:
    """Give the access policy of a server at `hosts`, which may also be called by the names in `allowed`.

    Raises WrongInputError for a bad key or, if any host is off loopback, a missing one.
    """
    if key is not None and (not key or set(key) - _KEY_CHARACTERS):
        raise WrongInputError("the admin key is empty or has spaces, expected printable ASCII; choose another one")
    for host in hosts:
        is_outside = (key is None or _is_weak(key)) and not is_loopback_host(host)
        if is_outside and key is not None:
            raise WrongInputError(
                f"host {host!r} is reachable from outside and the admin key is easy to guess, expected at least "
                f"{_LENGTH_MIN} characters, {_DIFFERENT_MIN} of them different; --admin-key auto makes one"
            )
        if is_outside:
            hint = f"add --admin-key KEY or --admin-key auto, or set {KEY_VARIABLE}"
            raise WrongInputError(f"host {host!r} is reachable from outside, so the admin side needs a key; {hint}")
    return AccessPolicy(key, frozenset(name.lower() for name in (*hosts, socket.gethostname(), *allowed)))


def _is_weak(key: str) -> bool:
    return len(key) < _LENGTH_MIN or len(set(key)) < _DIFFERENT_MIN


def is_loopback_host(host: str) -> bool:
    """Tell whether all addresses of `host` are loopback ones."""
    if not host:
        raise WrongInputError("host is empty, expected a name or an address such as 127.0.0.1")
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError):
        raise EnvironmentRefusedError(
            f"host {host!r} is unknown, expected a name or an address of this machine; try --host 127.0.0.1"
        ) from None
    return all(is_loopback(str(address[0])) for *_, address in found)
