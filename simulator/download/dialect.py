"""The loaders as data: the ROMs of ESP8266, ESP32 and its successors, and the flasher stub that replaces any of them.

Operations, status lengths and error numbers: esptool documentation, "Serial Protocol". The document gives the stub's
errors only as "0xC*, or 0xFF"; each of them is named in espressif/esp-flasher-stub, src/commands.h.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from oceanhil.boards.rom import LoaderDialect
from oceanhil.simulator.download.packet import Command
from oceanhil.simulator.download.reply import Fault


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a loader speaks.

    `sync_value`: the value field of its answer to SYNC. `erases_first`: FLASH_BEGIN erases all, else each sector when
    it is reached. `status_padding`: zeros after the two bytes of status that end a response.
    `counts_first_block_twice`: a fault in the ROM's erasing. `answers_first`: a block is written after its response,
    so that an error answers the next request. `hex_digest`: MD5 as 32 digits, else 16 bytes. `attach_length`: of
    SPI_ATTACH's data.
    """

    operations: frozenset[Command]
    errors: Mapping[Fault, bytes]
    sync_value: int
    erases_first: bool
    status_padding: int = 0
    counts_first_block_twice: bool = False
    answers_first: bool = False
    hex_digest: bool = False
    needs_attach: bool = True
    attach_length: int = 4

    def status(self, fault: Fault | None) -> bytes:
        """Give the status bytes for a fault, or for success."""
        code = bytes(2) if fault is None else self.errors[fault]
        return code + bytes(self.status_padding)


def _telling_its_chip(loader: Dialect) -> Dialect:
    return replace(loader, operations=loader.operations | {Command.GET_SECURITY_INFO})


_ROM_ERRORS: Final = MappingProxyType({
    Fault.UNKNOWN: b"\x01\x05",
    Fault.LENGTH: b"\x01\x05",
    Fault.CHECKSUM: b"\x01\x07",
    Fault.BLOCK_SIZE: b"\x01\x05",
    Fault.ORDER: b"\x01\x06",
    Fault.NOT_BEGUN: b"\x01\x06",
    Fault.TOO_LITTLE: b"\x01\x06",
    Fault.TOO_MUCH: b"\x01\x06",
    Fault.DEFLATE: b"\x01\x0b",
    Fault.FLASH: b"\x01\x06",
    Fault.WRITE: b"\x01\x08",
    Fault.READ_LENGTH: b"\x01\x0a",
})  # fmt: skip
_STUB_ERRORS: Final = MappingProxyType({
    Fault.UNKNOWN: b"\xff\x00",
    Fault.LENGTH: b"\xc0\x00",
    Fault.CHECKSUM: b"\xc1\x00",
    Fault.BLOCK_SIZE: b"\xc2\x00",
    Fault.ORDER: b"\xc3\x00",
    Fault.NOT_BEGUN: b"\xc6\x00",
    Fault.TOO_LITTLE: b"\xc8\x00",
    Fault.TOO_MUCH: b"\xc9\x00",
    Fault.DEFLATE: b"\xc7\x00",
    Fault.FLASH: b"\xc4\x00",
    Fault.WRITE: b"\xc4\x00",
    Fault.READ_LENGTH: b"\xc0\x00",
})  # fmt: skip
_FIRST_ROM: Final = frozenset({
    Command.FLASH_BEGIN, Command.FLASH_DATA, Command.FLASH_END,
    Command.MEM_BEGIN, Command.MEM_DATA, Command.MEM_END,
    Command.SYNC, Command.WRITE_REG, Command.READ_REG,
})  # fmt: skip
_SINCE_ESP32: Final = frozenset({
    Command.SPI_SET_PARAMS, Command.SPI_ATTACH, Command.CHANGE_BAUDRATE, Command.SPI_FLASH_MD5,
    Command.FLASH_DEFL_BEGIN, Command.FLASH_DEFL_DATA, Command.FLASH_DEFL_END,
})  # fmt: skip
_STUB_ONLY: Final = frozenset({
    Command.ERASE_FLASH, Command.ERASE_REGION, Command.READ_FLASH, Command.RUN_USER_CODE,
})  # fmt: skip

ESP8266_ROM: Final = Dialect(
    operations=_FIRST_ROM,
    errors=_ROM_ERRORS,
    sync_value=0x20120707,
    erases_first=True,
    counts_first_block_twice=True,
    # FLASH_BEGIN itself enables the flash there ("SPI Attach command").
    needs_attach=False,
)
ESP32_ROM: Final = Dialect(
    operations=_FIRST_ROM | _SINCE_ESP32 | {Command.READ_FLASH_SLOW},
    errors=_ROM_ERRORS,
    status_padding=2,
    sync_value=0x55201207,
    erases_first=True,
    hex_digest=True,
    attach_length=8,
)
STUB: Final = Dialect(
    operations=_FIRST_ROM | _SINCE_ESP32 | _STUB_ONLY,
    errors=_STUB_ERRORS,
    # A tool tells by this 0 that the stub is still running.
    sync_value=0,
    erases_first=False,
    answers_first=True,
    # It attaches the flash when it starts: tools need not, and esptool does not.
    needs_attach=False,
)


LOADERS: Final[Mapping[LoaderDialect, tuple[Dialect, Dialect]]] = MappingProxyType({
    LoaderDialect.ESP8266: (ESP8266_ROM, STUB),
    LoaderDialect.ESP32: (ESP32_ROM, STUB),
    LoaderDialect.ESP32_LATER: (_telling_its_chip(ESP32_ROM), _telling_its_chip(STUB)),
})  # fmt: skip
"""The ROM of each sort, and the stub that replaces it."""
