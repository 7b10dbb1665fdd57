"""A button that a program reads.

Only where its pin is known can somebody press it; such a device is `HasButton`.
"""

from abc import ABC, abstractmethod


class HasButton(ABC):
    """A device with a button."""

    @abstractmethod
    def hold_button(self, *, is_down: bool) -> None:
        """Press the button, or let go of it; raises LackingError where nobody said at which pin it is."""
