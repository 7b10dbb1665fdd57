"""Headers that tell a browser to do nothing with an answer but show it.

Origins: CSP Level 3, Fetch (nosniff, cross-origin resource policy), HTML (opener and embedder policy), Referrer Policy,
Permissions Policy, RFC 7034 for browsers that know no `frame-ancestors`.
"""

from collections.abc import Mapping, MutableMapping
from typing import Final

DEVICE_HEADERS: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
"""On answers to devices, which have little room: enough for JSON that a browser got to see."""

PAGE_HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()",
    "cache-control": "no-store",
}
"""On everything else; what a page says itself stays."""


def harden(headers: MutableMapping[str, str], *, is_for_device: bool) -> None:
    """Add to an answer's headers what is not there yet."""
    if is_for_device:
        headers.update(DEVICE_HEADERS)
        return
    for name, value in PAGE_HEADERS.items():
        if name not in headers:
            headers[name] = value
