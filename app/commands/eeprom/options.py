"""The options of `oceanhil eeprom`, by what they are about: the record, the hardware, the damage, the file written."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_files import OutputFile
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.word_choice import STORE_CHOICE, WordChoice

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.analysis.dumps.corruption.workpiece import Wish
    from oceanhil.analysis.dumps.images.order import Order
    from oceanhil.protocol.board import Board

_STANDARD_INPUT: Final = "-"
_FLAGS: Final = ("registration-used", "relay1", "relay2", "none")
_CHIPS: Final = ("rp2040", "rp2350")
_ESP8266_SIZES: Final = {
    "512KB": 1 << 19,
    "1MB": 1 << 20,
    "2MB": 2 << 20,
    "4MB": 4 << 20,
    "8MB": 8 << 20,
    "16MB": 16 << 20,
}
driver_option = click.option(
    "--driver",
    type=WordChoice("oceanhil.simulator.eeprom.nvs.format:NvsGeneration"),
    default="idf-5.5.1",
    show_default=True,
    help="Driver of an ESP32: idf-5.5.1 is in arduino-esp32 3.x, idf-4.4.7 in 2.0.17 and before.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOptions:
    """The token record that an image is made of, and its layout."""

    store: str
    token: str
    flags: str
    device_id: str
    sequence: int | None

    def given_token(self) -> str:
        """Give the token, from standard input if that was asked for."""
        return sys.stdin.readline().strip() if self.token == _STANDARD_INPUT else self.token


record_options = option_group(
    "record",
    RecordOptions,
    click.option("--store", type=STORE_CHOICE, default="reference", show_default=True, help="Layout of the record."),
    click.option("--token", required=True, help="Permanent token to store; '-' reads it from standard input."),
    click.option("--flags", default=_FLAGS[0], show_default=True, help=f"Comma-separated: {', '.join(_FLAGS)}."),
    click.option("--device-id", default="", help="Device ID to store (reference only)."),
    click.option("--sequence", type=int, help="Sequence number (reference only).  [default: the newest one plus 1]"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HardwareOptions:
    """What matters of a board beside its family, each for one family alone."""

    driver: str
    chip: str
    flash_size: str | None


hardware_options = option_group(
    "hardware",
    HardwareOptions,
    driver_option,
    click.option(
        "--chip",
        type=click.Choice(_CHIPS),
        default=_CHIPS[0],
        show_default=True,
        help="Chip of a Pico: 2 W has rp2350.",
    ),
    click.option(
        "--flash-size",
        type=click.Choice(tuple(_ESP8266_SIZES)),
        help="Of an ESP8266.  [default: what most boards of the family have]",
    ),
)


def is_of_another(name: str, board: Board) -> bool:
    """Tell whether a hardware option says nothing of this family: it has no such part, or only ever the one."""
    from oceanhil.boards import family
    from oceanhil.boards.storage import Storage
    from oceanhil.protocol.board import Board as Boards

    if name == "chip":
        return board is not Boards.PICOW
    storages = {"driver": Storage.NVS, "flash_size": Storage.ESP8266_SECTOR}
    return name in storages and storages[name] is not family(board).storage


def order_of(board: Board, token: str, record: RecordOptions, hardware: HardwareOptions) -> Order:
    """Give what is to be made for such a board; raises RefusedError."""
    from oceanhil.analysis.dumps.dump import pico_chip
    from oceanhil.analysis.dumps.images.order import Order
    from oceanhil.app.commands.eeprom.files import eeprom_bytes
    from oceanhil.app.commands.eeprom.written_files import parse_flags
    from oceanhil.protocol.record import StorePolicy, TokenRecord
    from oceanhil.simulator.eeprom.nvs import NvsGeneration
    from oceanhil.simulator.eeprom.pico import PicoChip

    return Order(
        board=board,
        store=StorePolicy(record.store),
        record=TokenRecord(token, parse_flags(record.flags), device_id=record.device_id),
        eeprom_bytes=eeprom_bytes(),
        sequence=record.sequence,
        generation=NvsGeneration(hardware.driver),
        chip=pico_chip(board) if is_of_another("chip", board) else PicoChip[hardware.chip.upper()],
        flash_bytes=_ESP8266_SIZES[hardware.flash_size] if hardware.flash_size else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageOptions:
    """Which fault a dump is given, and where."""

    fault: str | None
    seed: int
    at: int | None
    slot: str | None

    def wish(self, driver: str) -> Wish:
        """Give what is wished of a fault, of a dump that this driver has written."""
        from oceanhil.analysis.dumps.corruption.workpiece import Wish
        from oceanhil.app.commands.eeprom.files import eeprom_bytes
        from oceanhil.simulator.eeprom.nvs import NvsGeneration
        from oceanhil.simulator.eeprom.slots import Slot

        return Wish(
            eeprom_bytes=eeprom_bytes(),
            seed=self.seed,
            at=self.at,
            slot=Slot[self.slot.upper()] if self.slot else None,
            generation=NvsGeneration(driver),
        )


damage_options = option_group(
    "damage",
    DamageOptions,
    click.option("--fault", metavar="NAME", help="What to damage; --list shows the names."),
    click.option(
        "--seed", type=int, default=0, show_default=True, help="Chooses bits and bytes where a fault has a choice."
    ),
    click.option(
        "--at", type=int, metavar="N", help="Where to cut, for torn writes and cut-off files.  [default: by seed]"
    ),
    click.option(
        "--slot", type=click.Choice(("a", "b")), help="Only this slot of a reference record.  [default: every copy]"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """The file that is written, and how that is told."""

    output: Path | None
    force: bool
    as_json: bool

    @property
    def target(self) -> Path:
        """The file; raises click.UsageError without one."""
        if self.output is None:
            raise click.UsageError("missing option --output; name the file to write")
        return self.output


output_options = option_group(
    "written",
    OutputOptions,
    click.option("--output", type=OutputFile(), metavar="FILE", help="File to write; never the input."),
    click.option("--force", is_flag=True, help="Overwrite the output if it exists."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object with everything."),
)
