"""JSON that is nested deeper than any decoder reads: whoever answers, or sends, can make it."""

from typing import Final

_DEPTH: Final = 200_000
DEEP_JSON: Final = b'{"a":' + b"[" * _DEPTH + b"]" * _DEPTH + b"}"
