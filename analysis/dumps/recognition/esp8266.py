"""Flash images of an ESP8266."""

from oceanhil.analysis.dumps.dump import Dump, DumpError, DumpKind, default_flash_bytes, eeprom_address
from oceanhil.analysis.dumps.recognition.sectors import cut_out
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.esp_image import EspChip, parse_header
from oceanhil.protocol.units import MEGABYTE
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES

CHIP_BYTES = frozenset({MEGABYTE // 2, *(MEGABYTE << power for power in range(5))})


def from_flash(data: bytes) -> Dump | None:
    """Take `data` for a flash image if an ESP8266's boot image stands at its beginning.

    The chip's size is what that image's header says, to which the Arduino core's linker scripts place EEPROM, unless
    only the file's own size leads to a sector with something in it.
    """
    image = parse_header(data)
    if image is None or image.chip is not EspChip.ESP8266:
        return None
    by_header = image.flash_bytes if image.flash_bytes in CHIP_BYTES else None
    by_size = len(data) if len(data) in CHIP_BYTES else None
    sizes = [size for size in (by_header, by_size) if size is not None and size <= len(data)]
    if not sizes:
        raise DumpError(_too_short(len(data), by_header))
    chosen = next((size for size in sizes if not _is_blank(data, size)), sizes[0])
    return cut_out(
        DumpKind.FLASH,
        Board.ESP8266,
        data,
        chosen,
        reasons=(
            "an ESP8266 boot image at 0x0",
            f"its header says {_megabytes(by_header)}, the file has {_megabytes(len(data))}",
        ),
        warnings=_warnings(by_header, len(data), chosen),
    )


def _too_short(size: int, by_header: int | None) -> str:
    expected = by_header or default_flash_bytes(Board.ESP8266)
    return (
        f"begins as a flash image of an ESP8266 with {expected:,} bytes, but has {size:,}: EEPROM at "
        f"0x{eeprom_address(Board.ESP8266, expected):x} is not in it; it is a program, or was cut off; "
        "read the whole flash: esptool read-flash 0 ALL dump.bin"
    )


def _is_blank(data: bytes, flash_bytes: int) -> bool:
    address = eeprom_address(Board.ESP8266, flash_bytes)
    return data[address : address + SECTOR_BYTES] == BLANK_SECTOR


def _warnings(by_header: int | None, size: int, chosen: int) -> tuple[str, ...]:
    if by_header == size:
        return ()
    where = f"0x{eeprom_address(Board.ESP8266, chosen):x}, its place on a chip of {_megabytes(chosen)}"
    return (f"header and file disagree about the size of the chip; EEPROM is taken from {where}",)


def _megabytes(size: int | None) -> str:
    if size is None:
        return "an unknown size"
    return f"{size >> 20} MB" if size % MEGABYTE == 0 else f"{size >> 10} KB"
