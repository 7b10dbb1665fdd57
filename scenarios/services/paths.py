"""Words for the paths of a service's requests."""

from collections.abc import Mapping

from protocol.ringcentral import CALL_LOG_PATH, EXTENSION_PATH, RECORDINGS_PATH, REVOKE_PATH, TOKEN_PATH
from scenarios.mistakes import suggestion

_PATHS: Mapping[str, str] = {
    "token": TOKEN_PATH,
    "revoke": REVOKE_PATH,
    "extension": EXTENSION_PATH,
    "call-log": CALL_LOG_PATH,
    "recording": f"{RECORDINGS_PATH}*",
}


def path_of(word: str) -> str:
    """Give the path that a word stands for, with `*` at the end the beginning of many; a path is itself.

    Raises ValueError for anything else: nothing would ever be counted under it.
    """
    if word and not word.startswith("/") and word not in _PATHS:
        raise ValueError(f"unknown path {word!r}; {suggestion(word, _PATHS)}")
    return _PATHS.get(word, word)


def fits(pattern: str, path: str) -> bool:
    """Tell whether `path` is what `pattern` stands for."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern
