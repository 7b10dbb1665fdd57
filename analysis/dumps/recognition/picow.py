"""Flash images and UF2 files of a Pico W."""

from oceanhil.analysis.dumps.dump import Dump, DumpError, DumpKind, Region, Role, default_flash_bytes, is_pico
from oceanhil.analysis.dumps.dump import eeprom_address as address_of
from oceanhil.analysis.dumps.recognition.sectors import cut_out
from oceanhil.boards import families
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.pico_image import FLASH_BASE, has_block_marker, has_boot_code
from oceanhil.protocol.formats.uf2 import PAYLOAD_BYTES_MAX, Block, Family, Uf2Error, extract, is_uf2, parse_uf2
from oceanhil.protocol.units import MEGABYTE
from oceanhil.simulator.eeprom import pico
from oceanhil.simulator.eeprom.pico import PicoChip
from oceanhil.simulator.flash.chip import SECTOR_BYTES

CHIP_BYTES = frozenset({2 * MEGABYTE, 4 * MEGABYTE, 8 * MEGABYTE, 16 * MEGABYTE})
#: More flash than this is on a Pico 2 W (RP2350), not on a Pico W.
LARGEST_RP2040 = 2 * MEGABYTE
_NAMES = {PicoChip.RP2040: "RP2040", PicoChip.RP2350: "RP2350"}
_CHIPS = {
    Family.RP2040: PicoChip.RP2040,
    Family.ABSOLUTE: None,
    Family.DATA: None,
    Family.RP2350_ARM_S: PicoChip.RP2350,
    Family.RP2350_RISCV: PicoChip.RP2350,
    Family.RP2350_ARM_NS: PicoChip.RP2350,
}


def from_flash(data: bytes, board: Board | None) -> Dump | None:
    """Take `data` for a flash image if a Pico's boot code stands at its beginning; of `board`, if that is a Pico."""
    chip = _boots(data)
    if chip is None:
        return None
    if len(data) not in CHIP_BYTES:
        if chip is PicoChip.RP2350:
            # A marker of four bytes is no proof in a file that is no whole chip.
            return None
        raise DumpError(
            f"is a program for a Pico ({len(data):,} bytes), without the EEPROM sector at the end of flash; "
            "save the whole flash: picotool save -a dump.bin"
        )
    return cut_out(
        DumpKind.FLASH,
        _family(chip, board),
        data,
        len(data),
        reasons=(f"{_NAMES[chip]} boot code at 0x0", f"{len(data) >> 20} MB, the size of a flash chip"),
        chip=chip,
    )


def from_uf2(data: bytes, board: Board | None) -> Dump | None:
    """Take `data` for a UF2 file if it begins like one; raises DumpError if EEPROM is not in it."""
    if not is_uf2(data):
        return None
    try:
        uf2 = parse_uf2(data)
        named = (pico.chip_of(board),) if is_pico(board) else ()
        chips = _chips(uf2) or tuple(dict.fromkeys((*named, *PicoChip)))
    except Uf2Error as error:
        raise DumpError(f"{error}; make or save the file again") from None
    for chip in chips:
        regions = _regions(data, uf2, chip)
        if regions:
            return _dump(data, uf2, chip, regions, _family(chip, board))
    chip = chips[0]
    address = FLASH_BASE + address_of(Board.PICOW, default_flash_bytes(Board.PICOW, chip), chip)
    raise DumpError(
        f"is a UF2 file of a Pico without the EEPROM sector (0x{address:x} on {_NAMES[chip]}): it holds a program; "
        "save the whole flash: picotool save -a dump.uf2"
    )


def _family(chip: PicoChip, board: Board | None) -> Board:
    """Give `board` if it is a Pico with this chip, else the first such family. A Pico W may be told to have either."""
    if is_pico(board) and (board is Board.PICOW or pico.chip_of(board) is chip):
        return board
    return next(each.board for each in families() if is_pico(each.board) and pico.chip_of(each.board) is chip)


def _boots(flash: bytes) -> PicoChip | None:
    """Give the chip whose boot ROM would start what stands at the beginning of flash."""
    if has_boot_code(flash):
        return PicoChip.RP2040
    return PicoChip.RP2350 if has_block_marker(flash) else None


def _chips(uf2: tuple[Block, ...]) -> tuple[PicoChip, ...]:
    """Give the one chip that the blocks name, nothing if they name none or several; raises Uf2Error."""
    named = set()
    for number, block in enumerate(uf2):
        if block.length > PAYLOAD_BYTES_MAX:
            raise Uf2Error(
                f"is a UF2 file whose block {number} claims {block.length} bytes, expected up to {PAYLOAD_BYTES_MAX}"
            )
        if block.family is not None:
            named.add(_chip(block.family))
    chips = tuple(chip for chip in named if chip is not None)
    return chips if len(chips) == 1 else ()


def _chip(family: int) -> PicoChip | None:
    try:
        return _CHIPS[Family(family)]
    except ValueError:
        raise Uf2Error(f"is a UF2 file of another chip (family 0x{family:08x}), not of a Pico W") from None


def _regions(data: bytes, uf2: tuple[Block, ...], chip: PicoChip) -> tuple[tuple[Region, int], ...]:
    """Give the regions that the file has bytes of, each with how many."""
    address = address_of(Board.PICOW, default_flash_bytes(Board.PICOW, chip), chip)
    found = []
    for role, start in ((Role.EEPROM, address), (Role.SPARE, address - SECTOR_BYTES)):
        content, covered = extract(data, uf2, FLASH_BASE + start, SECTOR_BYTES)
        if covered:
            found.append((Region(role, content, start, None), covered))
    return tuple(found) if any(region.role is Role.EEPROM for region, _ in found) else ()


def _dump(
    data: bytes, uf2: tuple[Block, ...], chip: PicoChip, regions: tuple[tuple[Region, int], ...], board: Board
) -> Dump:
    warnings = [
        f"the file has {covered:,} of the 4,096 bytes of the {region.role.value}; the rest is shown as 0xff"
        for region, covered in regions
        if covered < SECTOR_BYTES
    ]
    return Dump(
        kind=DumpKind.UF2,
        board=board,
        data=data,
        regions=tuple(region for region, _ in regions),
        flash_bytes=default_flash_bytes(Board.PICOW, chip),
        reasons=(
            f"UF2 blocks for {_NAMES[chip]}",
            f"among them the EEPROM sector, 0x{FLASH_BASE + regions[0][0].address:x}",
        ),
        warnings=tuple(warnings),
        chip=chip,
        uf2=uf2,
    )
