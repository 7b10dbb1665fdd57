"""The base URL of a server: http or https, a host, perhaps a port, and a path that stands before that of every request.

Whoever takes one from a user reads it here, so that the same is refused everywhere, and says in words of their own what
it was for. A user's name or a password may stand in it; nothing that is shown or raised here has them.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

_PORTS: Final = {"http": 80, "https": 443}
# urlsplit takes some of these out without a word; the others are sent, and end a request's first line too early.
_BLANK: Final = re.compile(r"[\x00-\x20\x7f]")
_USER: Final = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)?[^/?#]*@")
# A password in which a slash, a question mark or a hash is not encoded: what seems to be the port is none.
_USER_IN_PIECES: Final = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)[^/?#@\[]*:(?![0-9]*(?:[/?#]|$)).*@", re.DOTALL)


class BaseUrlError(ValueError):
    """What is no base URL; the text is the reason alone, as words for brackets inside a sentence."""


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """One that is right: its scheme is `http` or `https`."""

    scheme: str
    host: str
    """In small letters; an IPv6 address has no brackets."""
    port: int
    """As written, or the scheme's own."""
    authority: str
    """Host and port as they were written: what requests call the server."""
    path: str
    """Without a slash at its end; mostly empty."""
    has_user: bool = False
    """Whether a user's name or a password stands in it."""

    @property
    def text(self) -> str:
        """The URL without a user and without a slash at its end."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse_base_url(text: str, *, may_name_user: bool = True) -> BaseUrl:
    """Take a base URL apart; raises BaseUrlError, for one with a user or a password too if it may have none."""
    if _BLANK.search(text):
        raise BaseUrlError("it has a blank or a control character in it")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        host.encode("idna")
    except ValueError:
        raise BaseUrlError("its host can be none") from None
    if parts.scheme not in _PORTS:
        raise BaseUrlError("it does not begin with http:// or https://")
    if not host:
        raise BaseUrlError("it names no host")
    if set("?#") & set(text):
        raise BaseUrlError("it has a query or a fragment")
    _, at, authority = parts.netloc.rpartition("@")
    if at and not may_name_user:
        raise BaseUrlError("it has a user's name or a password in it")
    return BaseUrl(parts.scheme, host, _port(parts), authority, parts.path.rstrip("/"), has_user=bool(at))


def _port(parts: SplitResult) -> int:
    try:
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise BaseUrlError("its port is none of 1 to 65535")
    return port


def without_user(url: str) -> str:
    """Give any URL, also one that is wrong, without the user's name and the password that may stand in it."""
    return _USER.sub(r"\1", _USER_IN_PIECES.sub(r"\1", url))
