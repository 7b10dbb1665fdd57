"""Flash as seen from outside the board: through its agent, or by what else carries bytes; and a copy of sectors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import pairwise
from typing import Protocol

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.simulator.flash.chip import SECTOR_BYTES


class StorageAccessError(Exception):
    """The board's flash could not be read or written as asked; the text is for the user."""


class WriteNotKeptError(StorageAccessError):
    """What was written does not read back."""

    def __init__(self, sectors: tuple[int, ...]) -> None:
        places = ", ".join(f"{sector * SECTOR_BYTES:#x}" for sector in sectors)
        super().__init__(f"the sectors at {places} do not read back as written: the chip is worn or write-protected")
        self.sectors = sectors


class RawFlash(Protocol):
    """Raw flash of one board, below its drivers; addresses are byte offsets from the start of the chip.

    Every method may raise StorageAccessError (a board that is gone, a refusal of the loader or the agent).
    """

    def visit(self) -> AbstractContextManager[object]:
        """Keep the board at hand for all that is done inside, where coming and going costs; may be nested."""

    def read(self, address: int, length: int) -> bytes:
        """Read `length` bytes."""

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Erase and program whole sectors, index (address / 4,096) to its 4,096 bytes, and see that they are there.

        Raises WriteNotKeptError if they do not read back.
        """

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        """Give `oceanhil.protocol.agent.digest.sector_digest` of each of so many sectors from `address` on.

        None where that is not cheap.
        """


class SectorCache:
    """Sectors of one raw flash by index. Without digests from the other side everything is read each time."""

    def __init__(self, raw: RawFlash) -> None:
        self._raw = raw
        self._sectors: dict[int, bytes] = {}

    def current(self, region: Region) -> dict[int, bytes]:
        """Give the region's sectors as they stand in the chip now."""
        for first, last in _runs(self._stale(region)):
            data = self._raw.read(first * SECTOR_BYTES, (last - first + 1) * SECTOR_BYTES)
            for index in range(first, last + 1):
                start = (index - first) * SECTOR_BYTES
                self._sectors[index] = data[start : start + SECTOR_BYTES]
        return {index: self._sectors[index] for index in region.sectors}

    def wrote(self, sectors: dict[int, bytes]) -> None:
        """Take over what was just written."""
        self._sectors.update(sectors)

    def forget(self) -> None:
        """Read everything anew next time."""
        self._sectors.clear()

    def _stale(self, region: Region) -> list[int]:
        if not any(index in self._sectors for index in region.sectors):
            return list(region.sectors)
        digests = self._raw.digests(region.address, len(region.sectors))
        if digests is None:
            return list(region.sectors)
        held = self._sectors
        return [
            index
            for index, digest in zip(region.sectors, digests, strict=True)
            if index not in held or sector_digest(held[index]) != digest
        ]


def _runs(indices: list[int]) -> list[tuple[int, int]]:
    """Join neighbouring indices into (first, last): one read each."""
    if not indices:
        return []
    breaks = [place for place, (one, other) in enumerate(pairwise(indices), start=1) if other != one + 1]
    starts = [0, *breaks]
    ends = [*breaks, len(indices)]
    return [(indices[start], indices[end - 1]) for start, end in zip(starts, ends, strict=True)]


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


class AgentEepromCommands(Protocol):
    """The EEPROM commands of the agent's client; addresses count from the start of EEPROM."""

    def eeprom_begin(self, size_bytes: int) -> int:
        """Load so many bytes from flash; gives how many they are."""

    def eeprom_read(self, address: int, length: int) -> bytes:
        """Read any number of bytes."""

    def eeprom_write(self, address: int, data: bytes) -> None:
        """Write any number of bytes, in RAM."""

    def eeprom_commit(self) -> None:
        """Bring RAM to flash."""


class AgentEeprom:
    """The EEPROM sector of a board, over the agent's EEPROM commands; implements `RawFlash`, of `region` alone.

    For boards whose library keeps a sector as it is: begun with its whole size it loads and commits every byte of it.
    The program must be held: its own copy of EEPROM is dropped.
    """

    def __init__(self, agent: AgentEepromCommands, region: Region) -> None:
        self._agent = agent
        self.region = region

    def visit(self) -> AbstractContextManager[object]:
        """Cost nothing: the agent is always there."""
        return nullcontext()

    def read(self, address: int, length: int) -> bytes:
        """Read, from flash each time."""
        start = address - self.region.address
        if start < 0 or start + length > self.region.length:
            raise self._beyond(address)
        with _own_words():
            self._begin()
            return self._agent.eeprom_read(start, length)

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Write the whole sector, and load it again to see that it is there."""
        for index, data in sectors.items():
            if index not in self.region.sectors:
                raise self._beyond(index * SECTOR_BYTES)
            with _own_words():
                self._begin()
                self._agent.eeprom_write(0, data)
                self._agent.eeprom_commit()
            if self.read(self.region.address, SECTOR_BYTES) != data:
                raise WriteNotKeptError((index,))

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        """EEPROM has no such question."""
        del address, sectors
        return None

    def _begin(self) -> None:
        size = self._agent.eeprom_begin(self.region.length)
        if size != self.region.length:
            raise StorageAccessError(
                f"the agent begins EEPROM with {size} bytes, expected the {self.region.length} of its sector"
            )

    def _beyond(self, address: int) -> StorageAccessError:
        end = self.region.address + self.region.length
        return StorageAccessError(
            f"flash at {address:#x} cannot be reached: the agent has EEPROM commands and no FLASH commands, so"
            f" {self.region.address:#x} to {end:#x} is all there is"
        )


@contextmanager
def _own_words() -> Iterator[None]:
    """Make errors of the agent and of the line errors of storage."""
    try:
        yield
    except (AgentError, LinkError) as error:
        raise StorageAccessError(f"the agent did not give access to flash: {error}") from error
