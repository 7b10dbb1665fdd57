"""Who may use the admin side.

On a loopback address it is open to local programs, but not to web pages: a page's requests carry its `Origin`, or say
in `Sec-Fetch-Site` that they come from elsewhere (W3C Fetch Metadata), or have the name of the page's own host (DNS
rebinding) in `Host`. On any other address a key is needed as well.
"""

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec

from oceanhil.protocol.loopback import is_loopback

# What RFC 6454, 6.1 writes: scheme, host and perhaps a port, nothing before or behind.
_ORIGIN = re.compile(r"https?://[A-Za-z0-9._~:\[\]-]+")
_HOST = re.compile(r"[A-Za-z0-9._~%:\[\]-]+")
_PORT_MAX = 65_535
# "none": a person typed the address, or opened a bookmark.
_OWN_SITES = frozenset({"same-origin", "none"})


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
    # An Origin of this machine says more than a site does: two ports of it are two sites to a browser.
    if origin is None and headers.get("sec-fetch-site", "none").strip().lower() not in _OWN_SITES:
        return Denial(HTTPStatus.FORBIDDEN, "foreign_site", "sent by a page of another site: it may not use this side")
    if policy.key is not None and not _has_key(headers.get("authorization", ""), policy.key):
        return Denial(
            HTTPStatus.UNAUTHORIZED, "admin_key", "wrong or missing admin key: send Authorization: Bearer KEY"
        )
    return None


def _is_own(name: str | None, policy: AccessPolicy) -> bool:
    if name is None:
        return False
    if is_loopback(name):
        return True
    # A web page elsewhere can point its own name at this machine, but not another address literal.
    return policy.key is not None and (_address(name) is not None or _plain(name) in policy.host_names)


def _is_own_origin(origin: str, host: str | None, policy: AccessPolicy) -> bool:
    if _ORIGIN.fullmatch(origin) is None:
        return False
    authority = origin.partition("://")[2]
    name = _host_name(authority)
    if name is None:
        return False
    return is_loopback(name) or (host is not None and _plain(authority) == _plain(host) and _is_own(name, policy))


def _host_name(authority: str) -> str | None:
    """Give the name or address in `name:port`; None for anything else."""
    if _HOST.fullmatch(authority) is None:
        return None
    try:
        parts = urlsplit(f"//{authority}")
        port = parts.port
    except ValueError:
        return None
    return parts.hostname if port is None or port <= _PORT_MAX else None


def _plain(name: str) -> str:
    """Give a name as it compares: in lower case, without the dot that ends a complete one."""
    return name.lower().rstrip(".")


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None


def _has_key(authorization: str, key: str) -> bool:
    """Compare in a time that tells nothing of the key, not even its length."""
    scheme, _, given = authorization.partition(" ")
    return hmac.compare_digest(_digest(given.strip()), _digest(key)) and scheme.lower() == "bearer"


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
