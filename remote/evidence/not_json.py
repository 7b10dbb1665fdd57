"""What decoding raises for a body that is no JSON, or that a hostile server nests deeper than anybody reads."""

from typing import Final

import msgspec

NOT_JSON: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
