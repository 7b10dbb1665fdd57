"""USB of the chip's own: the console goes with every reset, and comes back when the chip has enumerated again.

What is assumed of the firmware is what firmware for such boards is written to do: it begins when a host has opened the
console, and after a while without one. A host that is slower hears no beginning.
"""

from typing import Final, Protocol

HOST_US: Final = 5_000_000
"""How long the firmware waits for a host to open the console before it begins without one."""
LOOK_US: Final = 20_000
"""How often it looks."""


class UsbConsole(Protocol):
    """The plug of such a board, as its chip sees it; all are harmless when done twice."""

    @property
    def away_us(self) -> int:
        """How long it is away at a reset, µs of board time."""

    def leave(self) -> None:
        """Go off the bus; what the host had been sent until then it has."""

    def come(self) -> None:
        """Be on the bus, where nobody has opened the console yet."""

    def is_open(self) -> bool:
        """Tell whether a host has opened it since it came."""
