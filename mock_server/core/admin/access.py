"""Who may use the admin side.

On a loopback address it is open to local programs, but not to web pages: a page's requests carry its `Origin`, or the
name of its own host (DNS rebinding) in `Host`. On any other address a key is needed as well.
"""

import hmac
import ipaddress
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec


class AccessPolicy(msgspec.Struct, frozen=True):
    """The key (None: open), and host names besides loopback ones and IP addresses that reach this server."""

    key: str | None = None
    host_names: frozenset[str] = frozenset()


class Denial(msgspec.Struct, frozen=True):
    """Why a request may not use the admin side."""

    status: HTTPStatus
    code: str
    message: str


def denial(policy: AccessPolicy, headers: Mapping[str, str]) -> Denial | None:
    """Judge a request by its headers (names in lower case); None lets it in."""
    host = headers.get("host")
    if host is not None and not _is_own(_host_name(host), policy):
        return Denial(
            HTTPStatus.FORBIDDEN, "foreign_host", "foreign Host, expected a loopback name or address of this server"
        )
    origin = headers.get("origin")
    if origin is not None and not _is_own_origin(origin, host, policy):
        return Denial(HTTPStatus.FORBIDDEN, "foreign_origin", "foreign Origin: web pages may not use the admin side")
    if policy.key is not None and not _has_key(headers.get("authorization", ""), policy.key):
        return Denial(
            HTTPStatus.UNAUTHORIZED, "admin_key", "wrong or missing admin key: send Authorization: Bearer KEY"
        )
    return None


def is_loopback(name: str) -> bool:
    """Tell whether a host name or address is this machine's loopback."""
    if name.rstrip(".").lower() == "localhost":
        return True
    address = _address(name)
    return address is not None and address.is_loopback


def _is_own(name: str | None, policy: AccessPolicy) -> bool:
    if name is None:
        return False
    if is_loopback(name):
        return True
    # A web page elsewhere can point its own name at this machine, but not another address literal.
    return policy.key is not None and (_address(name) is not None or name.lower() in policy.host_names)


def _is_own_origin(origin: str, host: str | None, policy: AccessPolicy) -> bool:
    try:
        parts = urlsplit(origin)
        name = parts.hostname
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or name is None:
        return False
    return is_loopback(name) or (host is not None and parts.netloc.lower() == host.lower() and _is_own(name, policy))


def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname if host.isascii() and not set(host) & set("/?#@\\ ") else None
    except ValueError:
        return None


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None


def _has_key(authorization: str, key: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    sent = given.strip().encode("utf-8", "surrogateescape")
    return hmac.compare_digest(sent, key.encode("utf-8", "surrogateescape")) and scheme.lower() == "bearer"
