"""The values that make a firmware one user's own, checked before anything is written."""

import re
from dataclasses import dataclass, field
from typing import Final

from oceanhil.app.firmware.tool_errors import WrongValueError
from oceanhil.protocol.base_url import BaseUrlError, parse_base_url, without_user

_SSID_BYTES_MAX: Final = 32
_PASSPHRASE_BYTES: Final = range(8, 64)
_KEY = re.compile(rb"[0-9A-Fa-f]{64}")
_PEM = re.compile(rb"^-----BEGIN CERTIFICATE-----\s.*^-----END CERTIFICATE-----\s*$", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(rb"[!-~]+")
# What the firmware's core takes: OR_LONGEST_TOKEN.
_TOKEN_BYTES_MAX: Final = 190


@dataclass(frozen=True, slots=True)
class Values:
    """Bytes as they go over the air or to the server.

    An empty password is an open network; an empty server stands for the platform's own. `root_certificate` is PEM, the
    root that the server's certificate leads to; empty for the one that the platform's leads to. `agent`: a test bench
    may ask and change everything over the serial line.
    """

    ssid: bytes
    password: bytes = field(repr=False)
    token: bytes = field(repr=False)
    server: bytes = b""
    root_certificate: bytes = b""
    agent: bool = False

    def __post_init__(self) -> None:
        """Raise WrongValueError with what was expected; no secret is part of a message.

        Lengths of SSID and passphrase: IEEE 802.11 (an SSID has up to 32 octets; a passphrase 8 to 63 characters, or
        the key itself as 64 hexadecimal digits).
        """
        if any(b"\0" in value for value in (self.ssid, self.password, self.token, self.root_certificate)):
            raise WrongValueError("a value has a NUL in it, and would end there for the firmware; leave it out")
        if not 1 <= len(self.ssid) <= _SSID_BYTES_MAX:
            raise WrongValueError(f"the SSID has {len(self.ssid)} bytes, expected 1 to {_SSID_BYTES_MAX}; see --ssid")
        if self.password and len(self.password) not in _PASSPHRASE_BYTES and not _KEY.fullmatch(self.password):
            raise WrongValueError(
                f"the Wi-Fi password has {len(self.password)} bytes, expected 8 to 63, 64 hexadecimal digits, or none"
                " for an open network; see --password"
            )
        if not _TOKEN.fullmatch(self.token) or len(self.token) > _TOKEN_BYTES_MAX:
            raise WrongValueError(
                f"the registration token is not 1 to {_TOKEN_BYTES_MAX} printable characters without a space; copy it"
                " again from the dashboard, see --token"
            )
        if self.server:
            check_server(self.server)
        if self.root_certificate and not _PEM.search(self.root_certificate):
            raise WrongValueError("the root certificate is not PEM: expected '-----BEGIN CERTIFICATE-----'; see --ca")


def check_server(server: bytes) -> None:
    """Raise WrongValueError unless it is the base URL of a server."""
    text = server.decode("utf-8", "backslashreplace")
    try:
        parse_base_url(text, may_name_user=False)
        reason = "" if _TOKEN.fullmatch(server) else "it has a character beyond ASCII"
    except BaseUrlError as error:
        reason = str(error)
    if reason:
        shown = f"server {without_user(text)!r} is not a base URL ({reason})"
        raise WrongValueError(f"{shown}; expected one such as 'https://api.example.com'")
