"""The words of a case, such as `{token}`, in what a user writes in `oceanhil.toml`."""

import re
from collections.abc import Mapping
from typing import Final

from oceanhil.firmware.sketches.errors import SketchError

_WORD: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def has_words(text: str) -> bool:
    """Tell whether a case puts something into a text."""
    return _WORD.search(text) is not None


def with_words(key: str, text: str, words: Mapping[str, str]) -> bytes:
    """Give the text of a key with a case's words in it; raises SketchError for one that the case does not have."""
    for word in _WORD.findall(text):
        if word not in words:
            raise SketchError(f"{key} is {text!r}, and there is no {{{word}}}; known: {', '.join(sorted(words))}")
    return _WORD.sub(lambda found: words[found[1]], text).encode()
