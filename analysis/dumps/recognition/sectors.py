"""The EEPROM sector and the spare one below it, cut out of a flash image of an ESP8266 or Pico W."""

from oceanhil.analysis.dumps.dump import Dump, DumpKind, Region, Role, eeprom_address
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.pico import PicoChip
from oceanhil.simulator.flash.chip import SECTOR_BYTES


def cut_out(
    kind: DumpKind,
    board: Board,
    data: bytes,
    flash_bytes: int,
    *,
    reasons: tuple[str, ...],
    warnings: tuple[str, ...] = (),
    chip: PicoChip = PicoChip.RP2040,
) -> Dump:
    """Make the dump of a whole chip of `flash_bytes`, which `data` holds."""
    address = eeprom_address(board, flash_bytes, chip)
    spare = address - SECTOR_BYTES
    return Dump(
        kind=kind,
        board=board,
        data=data,
        regions=(
            Region(Role.EEPROM, data[address : address + SECTOR_BYTES], address, address),
            Region(Role.SPARE, data[spare:address], spare, spare),
        ),
        flash_bytes=flash_bytes,
        reasons=reasons,
        warnings=warnings,
        chip=chip,
    )
