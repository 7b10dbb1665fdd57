"""The server's port for boards whose time runs faster than the bench can follow."""

from collections.abc import Callable

from hil.worlds.serial.server import BenchSocket
from protocol.profile import Profile


class PacedSocket(BenchSocket):
    """A port whose server and time server are on time while the scenario's thread is not.

    That thread moves the run's time, and stands still while it starts an emulator or works on a chip. Just then the
    board asks for the time, and would have a clock that is seconds slow; or polls, and would not have been heard since.
    """

    def __init__(self, profile: Profile, host: str, port: int) -> None:
        """Listen; raises OSError if the address cannot be had."""
        self._behind_us: Callable[[], int] = int
        super().__init__(profile, host, port)

    def follow(self, behind_us: Callable[[], int]) -> None:
        """Ask `behind_us` from now on how far the run's time is behind (µs); called in the servers' threads."""
        self._behind_us = behind_us

    def _wall_us(self) -> int:
        return super()._wall_us() + self._behind_us()

    def _server_us(self) -> int:
        return super()._server_us() + self._behind_us()
