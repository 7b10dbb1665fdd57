"""Where a board keeps its settings: the place of the partition nvs, as a boot loader or a sketch tells it.

Firmware with another table of partitions looks elsewhere, and finds nothing of what was stored.

What it must not know: what is stored there.
"""

import re
from typing import Final

# Few lines have it, and those are looked at.
_NVS: Final = ("nvs", "NVS")
# The boot loader's own table has label, usage, type, subtype, offset and length.
_PLACE: Final = re.compile(
    r"(?i)\bnvs\b(?: wi-?fi data 01 02 | ?@ ?(?:0x)?|\W{1,3}(?:(?:at|offset|addr(?:ess)?|start)\W{1,3})?(?=0x)0x)"
    r"0*([1-9a-f][0-9a-f]{3,6})\b"
)


class Partitions:
    """What one board's log has shown of them."""

    def __init__(self) -> None:
        self._place = ""

    def moved(self, line: str) -> bool:
        """Take a line; tells whether it shows that the settings lie elsewhere than before."""
        if not any(word in line for word in _NVS) or (found := _PLACE.search(line)) is None:
            return False
        before, self._place = self._place, found[1].lower()
        return before not in ("", self._place)
