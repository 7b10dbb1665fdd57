"""How a text becomes a part of a board's key, and so of files' names: different texts, different keys.

What no name of a file may have is replaced; what that loses is in a digest behind a `+`, which nothing else in a key
has. Before there was a digest, `/dev/rack/1` and `/dev/rack_1` had one key: the former one, without it.
"""

import hashlib
import re
from typing import Final

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_DIGEST_MARK: Final = "+"
_DIGEST_CHARACTERS: Final = 12
_MOST: Final = 180
"""So many characters of a text at most: names of files have 255, and a key is not all of one."""


def fit_for_file(text: str) -> str:
    """Write a text so that it may be a part of a file's name: itself if it may, else its like with a digest of it."""
    fit = _UNFIT.sub("_", text).strip("_") or "_"
    return text if fit == text and len(text) <= _MOST else fit[:_MOST] + _digest(text)


def shortened(key: str, most: int) -> str:
    """Give a key of at most so many characters, which still tells it from others: the rest of it is in a digest."""
    if len(key) <= most:
        return key
    digest = _digest(key)
    return key[: most - len(digest)] + digest


def former_key(key: str) -> str:
    """Give the key under which a former version kept what it knew of this board, or of its like; empty: the same."""
    former, mark, _ = key.partition(_DIGEST_MARK)
    return former if mark else ""


def _digest(text: str) -> str:
    return _DIGEST_MARK + hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGEST_CHARACTERS]
