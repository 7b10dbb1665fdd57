"""Who may ask a served server, and how much: the key of its admin side, its policy by address, `--limits`."""

import re
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from oceanhil.app.admin_key import KEY_VARIABLE
from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.core.admin.access import AccessPolicy
from oceanhil.mock_server.operation.address_limits import OFF_LOOPBACK, AddressLimits
from oceanhil.protocol.loopback import is_loopback
from oceanhil.protocol.wording import os_reason

AUTO = "auto"
# 192 bits: nobody guesses that, and it still fits a line.
_BYTES_MADE = 24
_FILE_BYTES_MAX = 4096


@dataclass(frozen=True, slots=True)
class AdminKey:
    """The key, None for none; one that was made has to be told to the user, once."""

    text: str | None
    is_made: bool = False


def choose_admin_key(given: str | None, file: Path | None) -> AdminKey:
    """Give the key of `--admin-key` or `--admin-key-file`; raises WrongInputError and EnvironmentRefusedError."""
    if given is not None and file is not None:
        raise WrongInputError("both an admin key and a file with one are given, expected one of them; leave one out")
    if file is not None:
        return AdminKey(_read_key(file))
    if given == AUTO:
        return AdminKey(secrets.token_urlsafe(_BYTES_MADE), is_made=True)
    return AdminKey(given)


def _read_key(file: Path) -> str:
    """Give the file's only line, without its end."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_FILE_BYTES_MAX)
    except OSError as error:
        reason = os_reason(error)
        raise EnvironmentRefusedError(
            f"admin key file {str(file)!r} cannot be read: {reason}; check its path"
        ) from None
    try:
        key = data.decode("ascii").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        key = ""
    if not key or not key.isprintable():
        raise WrongInputError(f"admin key file {str(file)!r} does not hold a key, expected one line of printable ASCII")
    return key


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


_OWN = re.compile(r"([1-9][0-9]{0,5}),([1-9][0-9]{0,5})")


def transport_limits(wanted: str, hosts: Sequence[str]) -> TransportLimits:
    """Give the limits for `auto`, `on`, `off` or `RATE,CONNECTIONS`; `auto` is on where any of `hosts` is off loopback.

    Raises WrongInputError.
    """
    if wanted == AUTO:
        wanted = "off" if all(is_loopback_host(host) for host in hosts) else "on"
    if wanted in {"on", "off"}:
        return TransportLimits(per_address=OFF_LOOPBACK if wanted == "on" else AddressLimits())
    own = _OWN.fullmatch(wanted)
    if own is None:
        raise WrongInputError(
            f"limits {wanted!r}, expected auto, on, off, or requests a second and connections of one address, "
            "such as 500,100"
        )
    rate, connections = int(own[1]), int(own[2])
    return TransportLimits(
        per_address=AddressLimits(
            requests_per_s=rate,
            request_burst=2 * rate,
            connections=connections,
            handshakes=OFF_LOOPBACK.handshakes,
        )
    )
