"""Keeping secrets out of what a run shows: those that were issued in it are known, others are told by their look."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from oceanhil.protocol.redact import redact, secret_pattern
from oceanhil.protocol.tokens import SHOWN_CHARACTERS

# Without one of these no character of a secret can be written in another way: percent-encoded, or escaped in JSON.
_ENCODING = ("%", "\\u")
_ESCAPED = re.compile(r"\\+u([0-9A-Fa-f]{4})")
_LAYERS_MAX = 8


def known_in(text: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """Give those of the known secrets, longest first, that stand in `text` and are too long to be shown.

    Also the names, `${GATEWAY_KEY}`, that stand there already for what was lent to the run.
    """
    # A run knows hundreds of secrets, and shows thousands of texts: first what costs least.
    found = [secret for secret in secrets if secret in text]
    long = [secret for secret in found if len(secret) > SHOWN_CHARACTERS or _is_name(secret)]
    return {secret: secrets[secret] for secret in sorted(long, key=lambda each: -len(each))}


def possible_in(text: str, secrets: Mapping[str, str]) -> Mapping[str, str]:
    """Give those of the known secrets that can stand in any part of `text`: all of them where something is encoded.

    To be asked once of a text whose many parts are looked at.
    """
    return secrets if any(mark in text for mark in _ENCODING) else known_in(text, secrets)


def hidden(text: str, secrets: Mapping[str, str]) -> str:
    """Give `text` with known secrets, and what looks like one, cut to their first 12 characters and `…`."""
    for secret in known_in(text, secrets):
        text = text.replace(secret, _cut(secret))
    return redact(without_encoded(text, secrets))


def without_encoded(text: str, secrets: Mapping[str, str]) -> str:
    """Give `text` with known secrets cut where they stand percent-encoded or escaped as in JSON."""
    if not any(mark in text for mark in _ENCODING):
        return text
    # A pattern takes milliseconds to make, and a run may know thousands of secrets.
    plain = _decoded(text).lower()
    for secret in secrets:
        if len(secret) > SHOWN_CHARACTERS and secret not in text and secret.lower() in plain:
            text = secret_pattern(secret).sub(_cut(secret).replace("\\", r"\\"), text)
    return text


def _decoded(text: str) -> str:
    """Undo both ways of encoding, as often as they were applied."""
    for _ in range(_LAYERS_MAX):
        decoded = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unquote(text, errors="replace"))
        if decoded == text:
            break
        text = decoded
    return text


def _cut(secret: str) -> str:
    return secret if _is_name(secret) else secret[:SHOWN_CHARACTERS] + "…"


def _is_name(secret: str) -> bool:
    return secret.startswith("${")
