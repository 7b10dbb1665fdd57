"""The command lines that put a file on a board: esptool 5, picotool, or copying to the BOOTSEL drive."""

import shlex

from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.pico_image import FLASH_BASE
from oceanhil.simulator.eeprom.pico import PicoChip

_DRIVES = {PicoChip.RP2040: "RPI-RP2", PicoChip.RP2350: "RP2350"}


def write_command(board: Board | None, address: int | None, file: str, chip: PicoChip) -> tuple[str, ...]:
    """Give the ways to write `file` to flash from `address` on; None for a UF2 file, which has its own addresses."""
    name = shlex.quote(file)
    if board is Board.PICOW or address is None:
        if address is None:
            return (
                f"hold BOOTSEL while you plug the board in, then copy {name} to the drive {_DRIVES[chip]}",
                f"picotool load {name}",
            )
        return (f"picotool load -t bin -o 0x{FLASH_BASE + address:x} {name}",)
    family = (board or Board.ESP8266).value
    return (f"esptool --chip {family} --port PORT write-flash --flash-size keep 0x{address:x} {name}",)
