"""What a device looks for in the air and does not find, where a world knows it."""

from abc import ABC, abstractmethod


class SeeksNetwork(ABC):
    """A device of which it is known which network its program asks for, in whatever words it tells of that."""

    @abstractmethod
    def network_missed(self) -> str:
        """Say which network it asks for and why it is let into none; empty where it is in one, or asks for none."""
