r"""Secrets known by the key under which they stand, whatever they look like and however short they are.

The list of keys is here and nowhere else. Values are found in JSON at any depth (also where it is cut or broken), in
forms, queries, cookies and other `key=value` text, in `key: value` lines, XML, multipart bodies and in the user
information of URLs. Time grows with the length of the text, whatever stands in it.
"""

import json
import re
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_plus

_KNOWN_KEYS: Final = 4096


class KeyKind(IntEnum):
    """What a key says of what stands under it."""

    PLAIN = 0
    """Nothing."""
    SECRET = 1
    """A text there, or a list of texts, is secret; numbers are times and counts, such as `token_expires_at`."""
    PASSWORD = 2
    """Everything there is secret, numbers too."""


# Anywhere in a key that is written in lower case and without separators.
_PASSWORDS = ("password", "passwd", "passphrase", "passcode", "passwort", "pwd", "psk", "secret", "credential")
_SECRETS = ("token", "session", "key", "authorization", "cookie", "xauth", "bearer", "jwt", "assertion", "codeverifier")
# Whole words of a key, between separators or capitals.
_PASSWORD_WORDS = frozenset({"pass", "pw", "pin", "otp", "puk"})
_SECRET_WORDS = frozenset({"auth", "authentication", "signature", "sig", "sid", "nonce", "oauth"})
_NO_PASSWORDS = ("compass", "bypass", "trespass")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_JSON_PART = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_PAIR = re.compile(
    r"""(?<![^&;?,\s"'])(?P<key>[^=&;?,\s"'<>{}]{1,200})="""
    r"""(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<plain>[^&;\s"'<>]+))"""
)
_LINE = re.compile(
    r"^[ \t]{0,40}(?P<key>[A-Za-z][\w.-]{0,60})[ \t]{0,40}:[ \t]{0,40}(?P<value>[^\s][^\r\n]*)", re.MULTILINE
)
_ELEMENT = re.compile(r"<(?P<key>[\w:.-]{1,100})(?:\s[^<>]{0,1000})?>(?P<value>[^<]+)</")
_BLANK_LINE = re.compile(r"\r?\n\r?\n")
_NAME = re.compile(r"""\bname=(?:"([^"\r\n]{1,200})"|([^";\r\n]{1,200}))""", re.IGNORECASE)
_PART_END = "\n--"
_FORM = "form-data"
_USER = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]{0,20}(?::|%3a)(?:(?:\\?/){2}|(?:%2f){2}))(?P<user>[^\s/\\\"'<>?#@]{1,2000})(?P<at>@|%40)",
    re.IGNORECASE,
)


def is_secret_key(key: str) -> bool:
    """Tell whether a text under `key` (a field, a parameter, a header) is secret."""
    return kind_of_key(key) is not KeyKind.PLAIN


@lru_cache(_KNOWN_KEYS)
def kind_of_key(key: str) -> KeyKind:
    """Tell what `key` says, however it is written: `wifiPass`, `X-Api-Key`, `client_secret`, `a%5Bpwd%5D`."""
    plain = unquote_plus(key)
    words = {word.lower() for word in _WORD.findall(plain)}
    joined = "".join(letter for letter in plain.lower() if letter.isalnum())
    if words & _PASSWORD_WORDS or any(text in joined for text in _PASSWORDS):
        return KeyKind.PASSWORD
    if joined.endswith("pass") and not joined.endswith(_NO_PASSWORDS):
        return KeyKind.PASSWORD
    is_secret = words & _SECRET_WORDS or any(text in joined for text in _SECRETS)
    return KeyKind.SECRET if is_secret else KeyKind.PLAIN


def replace_by_key(text: str, name: Callable[[str], str]) -> str:
    """Give `text` with every value that stands under a secret's key replaced by what `name` makes of it.

    `name` gets the value decoded, and gives a text that may stand everywhere.
    """
    text = _replace_parts(text, name)
    text = _LINE.sub(lambda found: _named(found, found["key"], "value", name), text)
    if "{" in text or "[" in text:
        text = _replace_json(text, name)
    text = _ELEMENT.sub(lambda found: _named(found, found["key"].rpartition(":")[2], "value", name), text)
    return replace_pairs(text, name)


def replace_pairs(text: str, name: Callable[[str], str]) -> str:
    """Do so for `key=value` and for the user information of URLs alone: for queries and header values."""
    if "=" in text:
        text = _PAIR.sub(lambda found: _named(found, found["key"], found.lastgroup or "plain", name), text)
    if "@" in text or "%40" in text:
        text = _USER.sub(lambda found: f"{found['scheme']}{name(unquote_plus(found['user']))}{found['at']}", text)
    return text


def _replace_parts(text: str, name: Callable[[str], str]) -> str:
    """Replace in multipart bodies what follows head lines that name a secret, also in one that is cut within it.

    Each head is looked through once, and a value's end is looked for only once for it.
    """
    parts, copied, at, has_end = [], 0, 0, True
    while blank := _BLANK_LINE.search(text, at):
        head, start, at = text[at : blank.start()], blank.end(), blank.end()
        if not any(is_secret_key(quoted or bare) for quoted, bare in _NAME.findall(head)):
            continue
        end = text.find(_PART_END, start) if has_end else -1
        has_end = end >= 0
        if not has_end and _FORM not in head.lower():
            continue
        end = len(text) if end < 0 else end - (text[end - 1] == "\r")
        if text[start:end].strip():
            parts += [text[copied:start], name(text[start:end])]
            copied = at = end
    return "".join((*parts, text[copied:]))


def _named(found: re.Match[str], key: str, group: str, name: Callable[[str], str]) -> str:
    value = found[group]
    if not value.strip() or not is_secret_key(key):
        return found.group()
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    return found.group()[:start] + name(unquote_plus(value) if group == "plain" else value) + found.group()[end:]


class _Level:
    """An object or a list of JSON on the way through it."""

    __slots__ = ("inherited", "is_object", "is_value", "kind")

    def __init__(self, kind: KeyKind, *, is_object: bool) -> None:
        self.is_object = is_object
        self.inherited = kind
        self.kind = kind
        """That of the key whose value comes next."""
        self.is_value = not is_object


def _replace_json(text: str, name: Callable[[str], str]) -> str:
    levels = [_Level(KeyKind.PLAIN, is_object=False)]
    parts, at = [], 0
    for found in _JSON_PART.finditer(text):
        made = _part_of_json(found.group(), levels, name)
        if made is not None:
            parts += [text[at : found.start()], made]
            at = found.end()
    return "".join((*parts, text[at:]))


def _part_of_json(part: str, levels: list[_Level], name: Callable[[str], str]) -> str | None:
    """Go on by one part; gives what takes its place, None: it stays."""
    level = levels[-1]
    if part == "{":
        levels.append(_Level(level.kind if level.kind is KeyKind.PASSWORD else KeyKind.PLAIN, is_object=True))
    elif part == "[":
        levels.append(_Level(level.kind, is_object=False))
    elif part in "}]":
        del levels[max(1, len(levels) - 1) :]
    elif part == ":":
        level.is_value = True
    elif part == ",":
        level.kind, level.is_value = level.inherited, not level.is_object
    elif not level.is_value:
        level.kind = max(level.inherited, kind_of_key(_decoded(part)))
    else:
        return _value_of_json(part, level.kind, name)
    return None


def _value_of_json(part: str, kind: KeyKind, name: Callable[[str], str]) -> str | None:
    if part[0] == '"':
        value = _decoded(part)
        return f'"{name(value)}"' if kind is not KeyKind.PLAIN and value else None
    is_number = kind is KeyKind.PASSWORD and part not in {"true", "false", "null"}
    return f'"{name(part)}"' if is_number else None


def _decoded(part: str) -> str:
    try:
        return str(json.loads(part, strict=False))
    except ValueError:
        return part.strip('"')
