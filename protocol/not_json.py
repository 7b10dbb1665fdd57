"""What may go wrong when bytes of somebody else's are decoded as JSON."""

from typing import Final

import msgspec

NOT_JSON: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""The errors of a decoder: no JSON or none of this form, no UTF-8, or nested deeper than anybody can read."""
