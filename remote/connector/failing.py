"""Errors of operations in words that hold no secret."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

from oceanhil.protocol.redact import redact
from oceanhil.remote.evidence.concealed import spellings, variable

_SHOWN: Final = 160
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MARKUP: Final = re.compile(r"^\s*<(!doctype|html|\?xml)", re.IGNORECASE)


class Concealer:
    """Takes secrets out of texts: each is replaced by `${NAME}`."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """`secrets` are the real ones by name."""
        self._written = tuple(spellings({value: name for name, value in secrets.items()}))

    def hide(self, text: str) -> str:
        """Give a text without secrets in any of their spellings, and without tokens."""
        for written, name in self._written:
            text = text.replace(written, variable(name))
        return redact(text)

    def excerpt(self, text: str) -> str:
        """Give the beginning of a text in one line, without secrets."""
        line = " ".join(self.hide(text).split())
        return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def is_page(text: str) -> bool:
    """Tell whether a text is HTML."""
    return _MARKUP.match(text) is not None


def title(text: str) -> str:
    """Give the title of a page of HTML, empty if it has none."""
    found = _TITLE.search(text)
    return "" if found is None else " ".join(unescape(found[1]).split())
