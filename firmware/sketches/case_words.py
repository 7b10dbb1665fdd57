"""The words of a case, such as `{token}`, in what a user writes in `oceanhil.toml`."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from oceanhil.firmware.sketches.errors import SketchError

CASE_WORDS: Final = MappingProxyType({"token": "token", "ssid": "network", "password": "password"})
"""What a case gives its device, each word with what people call it."""
SIGNS: Final = MappingProxyType({"token": "token", "ssid": "ssid", "password": "pass"})
"""What stands in the name of a constant that holds such a word, as people write sketches."""
_WORD: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def has_words(text: str) -> bool:
    """Tell whether a case puts something into a text."""
    return _WORD.search(text) is not None


def words_not_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the words of a case that none of the texts has, for which a sketch is left with texts of its own."""
    found = {word for text in texts for word in _WORD.findall(text)}
    return tuple(word for word in CASE_WORDS if word not in found)


def unknown_words(key: str, text: str, words: Collection[str] = CASE_WORDS) -> Iterator[str]:
    """Say of each word in the text of a key that is none of a case's `words` what it is and which there are."""
    for word in _WORD.findall(text):
        if word not in words:
            yield f"{key} is {text!r}, and there is no {{{word}}}; known: {', '.join(sorted(words))}"


def with_words(key: str, text: str, words: Mapping[str, str]) -> bytes:
    """Give the text of a key with a case's words in it; raises SketchError for one that the case does not have."""
    for complaint in unknown_words(key, text, words):
        raise SketchError(complaint)
    return _WORD.sub(lambda found: words[found[1]], text).encode()
