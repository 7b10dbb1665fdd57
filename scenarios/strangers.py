"""What a device gives to machines that are not the platform's."""

from abc import ABC, abstractmethod
from collections.abc import Sequence


class MeetsStrangers(ABC):
    """A device of which it is known what it sends to machines that only pretend to be the server."""

    @abstractmethod
    def given_away(self) -> Sequence[str]:
        """Give, in words and in order, each request with a token that went to one whose certificate was not checked."""
