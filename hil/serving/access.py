"""Who may use the admin side of a served server: by the address it listens on."""

import socket

from hil.cli.errors import EnvironmentRefusedError, WrongInputError
from mock_server.core.admin.access import AccessPolicy, is_loopback

KEY_VARIABLE = "OCEANHIL_ADMIN_KEY"
_KEY_CHARACTERS = frozenset(map(chr, range(0x21, 0x7F)))


def make_policy(host: str, key: str | None, allowed: tuple[str, ...]) -> AccessPolicy:
    """Give the access policy; raises WrongInputError for a bad key or, off loopback, a missing one."""
    if key is not None and (not key or set(key) - _KEY_CHARACTERS):
        raise WrongInputError("the admin key is empty or has spaces, expected printable ASCII; choose another one")
    if key is None and not _is_loopback(host):
        hint = f"add --admin-key KEY or set {KEY_VARIABLE}"
        raise WrongInputError(f"host {host!r} is reachable from outside, so the admin side needs a key; {hint}")
    return AccessPolicy(key, frozenset(name.lower() for name in (host, socket.gethostname(), *allowed)))


def _is_loopback(host: str) -> bool:
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
