"""What may be shown of a stored value: never a whole secret, and nothing at all of a password."""

import re
from typing import Final

from oceanhil.protocol.redact import redact
from oceanhil.protocol.secret_keys import KeyKind, is_secret_key, kind_of_key, replace_by_key
from oceanhil.protocol.tokens import SHOWN_CHARACTERS, TokenKind, shorten

_PREVIEW_CHARACTERS: Final = 40
# Beside what is a secret's key everywhere: those of the Wi-Fi driver (sta.pswd, sta.pmk, sta.apinfo), and what 15
# characters leave of longer names.
_SECRET_KEY: Final = re.compile(r"pass|psw|pmk|pin$|apinfo|auth|cred|private", re.IGNORECASE)
_PREFIXES: Final = tuple(kind.value for kind in TokenKind if kind.value)
_HIDDEN: Final = "…"
_TEXT: Final = re.compile(rb"[ -~]{4,}")
_WORD: Final = re.compile(rf"[A-Za-z0-9_+/=-]{{{SHOWN_CHARACTERS + 1},}}")


def is_secret(key: str) -> bool:
    """Tell by a key's name whether a text or bytes under it are a secret."""
    return is_secret_key(key) or _SECRET_KEY.search(key) is not None


def is_secret_number(key: str) -> bool:
    """Tell by a key's name whether a number under it is a secret, as a PIN is."""
    return kind_of_key(key) is KeyKind.PASSWORD


def shown_token(token: bytes) -> str:
    """Give the first 12 characters of a token, whatever bytes stand in its place."""
    return shorten(_visible(token.rstrip(b"\0\xff")))


def shown_string(value: bytes) -> str:
    """Give a stored string up to its terminating 0, without passwords, and with all cut that looks like a token."""
    return _short(_without_secrets(_visible(value.split(b"\0", 1)[0])))


def shown_blob(value: bytes) -> str:
    """Give the text in a blob, with every longer word cut: it may be a token without its prefix.

    Of bytes that are no text it is the first one: what stands behind a network's name may be its password.
    """
    filled = value.rstrip(b"\xff\0")
    if not filled:
        return "all 0xff or 0x00" if value else "empty"
    first = _TEXT.search(filled)
    end = len(filled) if first is None else first.end()
    text = _WORD.sub(lambda found: shorten(found.group()), _without_secrets(_visible(filled[:end])))
    return _short(text if end == len(filled) else text.removesuffix(_HIDDEN) + _HIDDEN)


def _without_secrets(text: str) -> str:
    return redact(replace_by_key(text, _named))


def _named(secret: str) -> str:
    """Give what is shown of a value that stands under a secret's key, as in JSON: of a token its beginning."""
    return shorten(secret) if secret.startswith(_PREFIXES) else _HIDDEN


def _visible(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)


def _short(text: str) -> str:
    return text if len(text) <= _PREVIEW_CHARACTERS else text[:_PREVIEW_CHARACTERS] + _HIDDEN
