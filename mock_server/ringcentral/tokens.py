"""Access and refresh tokens as texts: how one is drawn, and what can be wrong with one before anybody looks it up.

The form is this project's own, long base64url as the real ones are. The end is a checksum, so that a token that lost
or changed a character is known to be corrupted and not merely unknown.
"""

import hashlib
import random
import re
from base64 import urlsafe_b64encode
from enum import Enum

_PREFIX = "U0pDMTFQMDFQ"
_BODY_BYTES = 48
_CHECK_CHARACTERS = 8
_SECRET_BYTES = 33
_LENGTH = len(_PREFIX) + _BODY_BYTES * 4 // 3 + _CHECK_CHARACTERS
_SHAPE = re.compile(r"[A-Za-z0-9_-]+")


class TokenForm(Enum):
    """What a text is as a token."""

    WHOLE = "whole"
    CORRUPTED = "corrupted"
    """It looks like a token and its checksum is wrong."""
    UNPARSABLE = "unparsable"


def draw_token(rng: random.Random) -> str:
    """Draw an access or refresh token."""
    body = _PREFIX + _text(rng.randbytes(_BODY_BYTES))
    return body + _checksum(body)


def draw_secret(rng: random.Random) -> str:
    """Draw a client secret, a password or an authorization code: 44 characters of base64url."""
    return _text(rng.randbytes(_SECRET_BYTES))


def draw_assertion(rng: random.Random) -> str:
    """Draw what stands for a user's JWT credential: three parts like those of a JWT (RFC 7515), signed by nobody."""
    header = _text(b'{"alg":"RS256","typ":"JWT"}')
    return ".".join((header, _text(rng.randbytes(_BODY_BYTES)), _text(rng.randbytes(_BODY_BYTES))))


def form_of(token: str) -> TokenForm:
    """Say what `token` is."""
    if len(token) != _LENGTH or not token.startswith(_PREFIX) or _SHAPE.fullmatch(token) is None:
        return TokenForm.UNPARSABLE
    body = token[:-_CHECK_CHARACTERS]
    return TokenForm.WHOLE if token == body + _checksum(body) else TokenForm.CORRUPTED


def _checksum(body: str) -> str:
    return _text(hashlib.sha256(body.encode()).digest())[:_CHECK_CHARACTERS]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
