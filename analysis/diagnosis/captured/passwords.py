"""What stands behind a word for a password is never shown: firmware under test sometimes prints it."""

import re
from typing import Final

from oceanhil.protocol.secret_keys import KeyKind, kind_of_key

_WORD: Final = re.compile(r"[^\W\d_]\w*")
_BEHIND: Final = re.compile(r"(\W+)\S")
# Behind these a password may follow with nothing but a space, as people and firmware write it.
_SPOKEN: Final = re.compile(r"(?i)(?:password|passwd|passphrase|passcode|passwort|pass|pwd)\d?$|^(?:psk|pw)$")
# Behind these it does only where a sign says so: they stand in names of things too.
_SET: Final = re.compile(r"(?i)(?:psk|pw|secret|(?:pass\w{0,5}|pwd)_?(?:str|buf|value))\d?$")
_SETS: Final = re.compile(r"[:=>'\"]")
_WRONG: Final = re.compile(r"(?i)wrong|bad|invalid")
_OF_URL: Final = re.compile(r"(://)[^\s/@]{1,200}@")


def without_passwords(text: str) -> str:
    """Cut what follows a word for a password, however that is spelled: `wifi_password=`, `WIFI_PASS`, `sta_pwd: `."""
    text = _OF_URL.sub(r"\1…@", text)
    for word in _WORD.finditer(text):
        if kind_of_key(word[0]) is not KeyKind.PASSWORD or _WRONG.search(word[0]) is not None:
            continue
        behind = _BEHIND.match(text, word.end())
        if behind is not None and _may_be_followed(word[0], behind[1]):
            return f"{text[: behind.end(1)]}…"
    return text


def _may_be_followed(word: str, separator: str) -> bool:
    is_set = _SET.search(word) is not None and _SETS.search(separator) is not None
    return is_set or _SPOKEN.search(word) is not None
