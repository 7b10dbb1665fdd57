"""What may be shown of a stored value: never a whole secret, and nothing at all of a password."""

import re
from typing import Final

from oceanhil.protocol.redact import redact
from oceanhil.protocol.tokens import SHOWN_CHARACTERS, shorten

_PREVIEW_CHARACTERS: Final = 40
# Keys of the Wi-Fi driver (sta.pswd, sta.pmk, ap.passwd, …) and what sketches call such things.
_SECRET_KEY: Final = re.compile(
    r"pass|psw|pwd|psk|pmk|pin$|apinfo|secret|token|auth|cred|private|api_?key|^key", re.IGNORECASE
)
_WORD: Final = re.compile(rf"[A-Za-z0-9_+/=-]{{{SHOWN_CHARACTERS + 1},}}")


def is_secret(key: str) -> bool:
    """Tell by a key's name whether its value is a secret."""
    return _SECRET_KEY.search(key) is not None


def shown_token(token: bytes) -> str:
    """Give the first 12 characters of a token, whatever bytes stand in its place."""
    return shorten(_visible(token.rstrip(b"\0\xff")))


def shown_string(value: bytes) -> str:
    """Give a stored string up to its terminating 0, with everything cut that looks like a token."""
    return _short(redact(_visible(value.split(b"\0", 1)[0])))


def shown_blob(value: bytes) -> str:
    """Give the text in a blob, with every longer word cut: it may be a token without its prefix."""
    filled = value.rstrip(b"\xff\0")
    if not filled:
        return "all 0xff or 0x00" if value else "empty"
    return _short(_WORD.sub(lambda found: shorten(found.group()), redact(_visible(filled))))


def _visible(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)


def _short(text: str) -> str:
    return text if len(text) <= _PREVIEW_CHARACTERS else text[:_PREVIEW_CHARACTERS] + "…"
