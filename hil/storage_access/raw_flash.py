"""Flash as seen from outside the board, whatever carries the bytes."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol


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
