"""What goes over a port, byte for byte: for a file, or to look at afterwards."""

from typing import Protocol


class Recorder(Protocol):
    """Is told what happens to a port, in order and from several threads; `LogWriter` writes it to a file."""

    def received(self, t_ns: int, data: bytes) -> None:
        """Take bytes from the board."""

    def sent(self, t_ns: int, data: bytes) -> None:
        """Take bytes that are about to go to the board."""

    def event(self, t_ns: int, text: str) -> None:
        """Take what happened to the port, such as `unplugged`."""


class HeardBytes:
    """Keeps what a board has sent, in memory, and nothing else."""

    def __init__(self) -> None:
        self._heard = bytearray()

    @property
    def heard(self) -> bytes:
        """All bytes so far."""
        return bytes(self._heard)

    def received(self, t_ns: int, data: bytes) -> None:
        """Keep them."""
        del t_ns
        self._heard += data

    def sent(self, t_ns: int, data: bytes) -> None:
        """Let go what the bench says."""

    def event(self, t_ns: int, text: str) -> None:
        """Let go what happens to the port."""
