"""A download into flash under way, plain or compressed: from FLASH_BEGIN or FLASH_DEFL_BEGIN to the end."""

import zlib

from oceanhil.simulator.download.blocks import Announced, BlockSequence
from oceanhil.simulator.download.dialect import Dialect
from oceanhil.simulator.download.flash_area import FlashArea, sectors
from oceanhil.simulator.download.packet import Request, checksum
from oceanhil.simulator.download.reply import Fault, RefusedError
from oceanhil.simulator.flash.chip import SECTOR_BYTES


class FlashUpload:
    """Blocks on their way into flash. Beginning one erases, in a ROM; every step may raise PowerCut."""

    __slots__ = ("_address", "_area", "_dialect", "_erased_to", "_inflate", "_remaining", "_sequence")

    def __init__(self, area: FlashArea, dialect: Dialect, announced: Announced, *, compressed: bool) -> None:
        area.check(announced.address, announced.total)
        self._area = area
        self._dialect = dialect
        self._sequence = BlockSequence(announced)
        self._inflate = zlib.decompressobj() if compressed else None
        self._address = announced.address
        # A ROM does not know where the data ends, only the padded blocks: what it erases says more than it writes.
        self._remaining = announced.total
        if dialect.erases_first and not compressed:
            self._remaining = announced.blocks * announced.block_bytes
        self._erased_to = announced.address // SECTOR_BYTES
        if dialect.erases_first:
            self._erase_first(announced)

    def take(self, request: Request) -> bytes:
        """Check a DATA request and return its payload, for `write`."""
        return self._sequence.take(request)

    def write(self, payload: bytes) -> None:
        """Put a block into flash; refuses what exceeds the announced length or does not decompress."""
        data = payload if self._inflate is None else self._inflated(payload)
        # The last plain block is padded to the block size.
        data = data[: self._remaining]
        if not self._dialect.erases_first:
            self._erase_to(self._address + len(data))
        self._area.program(self._address, data)
        if self._dialect.erases_first:
            self._read_back(data)
        self._address += len(data)
        self._remaining -= len(data)

    @property
    def is_complete(self) -> bool:
        """Tell whether all announced bytes are written."""
        return self._remaining == 0

    def _erase_first(self, announced: Announced) -> None:
        if self._dialect.counts_first_block_twice:
            self._area.erase_as_esp8266_rom(announced.address, announced.total)
        else:
            offset = announced.address % SECTOR_BYTES
            self._area.erase_sectors(self._erased_to, sectors(offset + announced.total) if announced.total else 0)

    def _erase_to(self, address: int) -> None:
        count = sectors(address) - self._erased_to
        if count > 0:
            self._area.erase_sectors(self._erased_to, count)
            self._erased_to += count

    def _inflated(self, payload: bytes) -> bytes:
        assert self._inflate is not None
        try:
            # One byte more than expected is enough to see that there is too much; a bomb never unfolds.
            data = self._inflate.decompress(payload, self._remaining + 1)
        except zlib.error:
            raise RefusedError(Fault.DEFLATE) from None
        if len(data) > self._remaining:
            raise RefusedError(Fault.TOO_MUCH)
        return data

    def _read_back(self, data: bytes) -> None:
        """Compare eight bits, as the ROM does (error 0x08 in the protocol document)."""
        if checksum(self._area.read(self._address, len(data))) != checksum(data):
            raise RefusedError(Fault.WRITE)
