"""A board's flash through the agent, below the board's own driver."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.raw_flash import StorageAccessError, WriteNotKeptError
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.simulator.flash import SECTOR_BYTES


class AgentFlashCommands(Protocol):
    """The FLASH commands of the agent's client; addresses are those of the chip."""

    def flash_read(self, address: int, length: int) -> bytes:
        """Read any number of bytes."""

    def flash_write(self, address: int, data: bytes) -> None:
        """Program any number of bytes into erased flash."""

    def flash_erase(self, address: int) -> None:
        """Erase the sector at `address`."""

    def flash_digests(self, address: int, sectors: int) -> Sequence[bytes]:
        """Give the digest of each of so many sectors."""


class AgentFlash:
    """Raw flash over the agent; implements `RawFlash`."""

    def __init__(self, agent: AgentFlashCommands) -> None:
        self._agent = agent

    def visit(self) -> AbstractContextManager[object]:
        """Cost nothing: the agent is always there."""
        return nullcontext()

    def read(self, address: int, length: int) -> bytes:
        """Read."""
        with _own_words():
            return self._agent.flash_read(address, length)

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Erase and program; what is blank at a sector's end is not sent. Every sector is checked by its digest."""
        with _own_words():
            for index, data in sorted(sectors.items()):
                self._agent.flash_erase(index * SECTOR_BYTES)
                filled = data.rstrip(b"\xff")
                if filled:
                    self._agent.flash_write(index * SECTOR_BYTES, filled)
            lost = tuple(index for index in sorted(sectors) if self._digest(index) != sector_digest(sectors[index]))
        if lost:
            raise WriteNotKeptError(lost)

    def digests(self, address: int, sectors: int) -> Sequence[bytes]:
        """Ask for the digests: one command, however many sectors."""
        with _own_words():
            return self._agent.flash_digests(address, sectors)

    def _digest(self, index: int) -> bytes:
        return next(iter(self._agent.flash_digests(index * SECTOR_BYTES, 1)))


@contextmanager
def _own_words() -> Iterator[None]:
    """Make errors of the agent and of the line errors of storage."""
    try:
        yield
    except (AgentError, LinkError) as error:
        raise StorageAccessError(f"the agent did not give access to flash: {error}") from error
