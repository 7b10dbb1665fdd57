"""`oceanhil eeprom`: dumps of a board's EEPROM shown, explained, made and damaged."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.board_choice import BOARD_CHOICE, BoardChoice, only
from oceanhil.app.commands.given_options import given_options
from oceanhil.app.commands.named_group import NamedGroup
from oceanhil.app.commands.word_choice import STORE_CHOICE, WordChoice
from oceanhil.protocol.board import Board

_STANDARD_INPUT = "-"
_FLAGS = ("registration-used", "relay1", "relay2", "none")
_CHIPS = ("rp2040", "rp2350")
_ESP8266_SIZES = {"512KB": 1 << 19, "1MB": 1 << 20, "2MB": 2 << 20, "4MB": 4 << 20, "8MB": 8 << 20, "16MB": 16 << 20}
# The backspace keeps click from filling the lines to a paragraph.
_MAKE_EXAMPLES = """\b
oceanhil eeprom make --board esp32 --token oc_perm_... --output nvs.bin
oceanhil eeprom make --board esp32 --token - --base dump.bin --output new.bin
oceanhil eeprom make --board picow --store legacy --token - --output token.uf2
"""
_CORRUPT_EXAMPLES = """\b
oceanhil eeprom corrupt nvs.bin --fault checksum --output bad.bin
oceanhil eeprom corrupt nvs.bin --fault torn-update --output torn.bin
oceanhil eeprom corrupt sector.bin --fault torn-rewrite --at 20 --output torn.bin
"""
_DUMP = InputFile(readable=True)
_BOARD = click.option(
    "--board",
    type=BOARD_CHOICE,
    callback=only,
    help="Take the file for one of this board, where its contents do not tell; all: of any board.",
)
_DRIVER = click.option(
    "--driver",
    type=WordChoice("oceanhil.simulator.eeprom.nvs.format:NvsGeneration"),
    default="idf-5.5.1",
    show_default=True,
    help="Driver of an ESP32: idf-5.5.1 is in arduino-esp32 3.x, idf-4.4.7 in 2.0.17 and before.",
)
_OF_BOARD = {"driver": Board.ESP32.value, "chip": Board.PICOW.value, "flash_size": Board.ESP8266.value}
"""Options of one kind of board."""
_OUTPUT = click.option("--output", type=OutputFile(), metavar="FILE", help="File to write; never the input.")
_FORCE = click.option("--force", is_flag=True, help="Overwrite the output if it exists.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object with everything.")


@click.group(cls=NamedGroup)
def eeprom() -> None:
    """Look into a dump of a board's EEPROM, explain it, make one, damage one.

    A dump is what esptool or picotool reads from a board: the whole flash, or only the part with the EEPROM. Files:
    ESP32 the NVS partition (0x5000 bytes at 0x9000), ESP8266 the EEPROM sector (0x1000 bytes at 0x3fb000 on 4 MB), Pico
    W the last sector of flash (0x101ff000 for picotool) or a UF2 file.
    """


@eeprom.command(short_help="show pages, entries, blobs and token records")
@click.argument("file", type=_DUMP)
@_BOARD
@_JSON
def show(file: Path, board: str | None, *, as_json: bool) -> None:
    """Show what is in a dump, with a verdict on everything that has a checksum.

    FILE is a flash image, an NVS partition, an EEPROM sector (4096 bytes; 8192 with the spare one below it) or a UF2
    file of an ESP32, ESP8266 or Pico W. What it is taken for, and why, is said first. Tokens are cut to 12 characters,
    passwords not shown at all.

    Exit code 0: shown, be it damaged or blank; 1: shown, but nothing in it is recognisable; 2: not a dump.
    """
    from oceanhil.analysis.dumps.show import show_dump
    from oceanhil.analysis.dumps.terminal.show import render_show
    from oceanhil.app.commands.eeprom.files import exit_unless, print_as, read_dump

    report = show_dump(str(file), read_dump(file, board))
    print_as(report, render_show, as_json=as_json)
    exit_unless(recognised=report.recognised)


@eeprom.command(short_help="tell what the next boot makes of it, and the documented cause")
@click.argument("file", type=_DUMP)
@_DRIVER
@click.option("--store", type=STORE_CHOICE, help="Firmware's token store.  [default: those the dump shows]")
@_BOARD
@_JSON
def explain(file: Path, driver: str, store: str | None, board: str | None, *, as_json: bool) -> None:
    """Tell what the board will do with a dump at its next boot, and which documented cause that is.

    The driver's model boots a copy of the dump: what is said to be repaired, dropped or erased is what it did. FILE as
    for 'show'; it is not changed.

    Exit code 0: explained; 1: nothing in the file is recognisable; 2: not a dump.
    """
    from oceanhil.analysis.dumps.boot.explain import Choice, explain_dump
    from oceanhil.analysis.dumps.terminal.explain import render_explain
    from oceanhil.app.commands.eeprom.files import eeprom_bytes, exit_unless, print_as, read_dump, refusals
    from oceanhil.protocol.record import StorePolicy
    from oceanhil.simulator.eeprom.nvs import NvsGeneration

    policy = StorePolicy(store) if store else None
    choice = Choice(generation=NvsGeneration(driver), eeprom_bytes=eeprom_bytes(), store=policy)
    dump = read_dump(file, board)
    with refusals(file):
        report = explain_dump(str(file), dump, choice)
    print_as(report, render_explain, as_json=as_json)
    exit_unless(recognised=report.recognised)


@eeprom.command(short_help="make an image with a token record, ready to write", epilog=_MAKE_EXAMPLES)
@click.option("--board", type=BoardChoice(), required=True, help="Board that the image is for.")
@click.option("--store", type=STORE_CHOICE, default="reference", show_default=True, help="Layout of the record.")
@click.option("--token", required=True, help="Permanent token to store; '-' reads it from standard input.")
@click.option("--flags", default=_FLAGS[0], show_default=True, help=f"Comma-separated: {', '.join(_FLAGS)}.")
@click.option("--device-id", default="", help="Device ID to store (reference only).")
@click.option("--sequence", type=int, help="Sequence number (reference only).  [default: the newest one plus 1]")
@click.option("--base", type=_DUMP, metavar="FILE", help="Write into this dump: all else in it stays.")
@_DRIVER
@click.option(
    "--chip", type=click.Choice(_CHIPS), default=_CHIPS[0], show_default=True, help="Chip of a Pico: 2 W has rp2350."
)
@click.option(
    "--flash-size", type=click.Choice(tuple(_ESP8266_SIZES)), default="4MB", show_default=True, help="Of an ESP8266."
)
@_OUTPUT
@_FORCE
@_JSON
def make(
    *,
    board: str,
    store: str,
    token: str,
    flags: str,
    device_id: str,
    sequence: int | None,
    base: Path | None,
    driver: str,
    chip: str,
    flash_size: str,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Make an image with a token record, ready to write to a board; the command that writes it is printed.

    The driver's model writes the record, so the bytes are those that a device would have written: an NVS partition for
    an ESP32, the EEPROM sector for an ESP8266, a UF2 file for a Pico W (any other ending than .uf2: the bare sector,
    for picotool). With --base the record goes into that dump instead, and comes out in the same format.

    Exit code 0: made; 2: cannot be made.
    """
    from oceanhil.analysis.dumps.images.order import Order
    from oceanhil.analysis.dumps.terminal.files import render_made
    from oceanhil.app.commands.eeprom.files import (
        eeprom_bytes,
        print_as,
        read_dump,
        refusals,
        required,
        write_file,
    )
    from oceanhil.app.commands.eeprom.written_files import make_file, parse_flags
    from oceanhil.protocol.record import StorePolicy, TokenRecord
    from oceanhil.simulator.eeprom.nvs import NvsGeneration
    from oceanhil.simulator.eeprom.pico import PicoChip

    target = required(output)
    if others := given_options(click.get_current_context(), lambda name: _OF_BOARD.get(name, board) != board):
        raise click.UsageError(f"{others[0]} means nothing for {Board(board).named}; leave it out")
    given = sys.stdin.readline().strip() if token == _STANDARD_INPUT else token
    dump = read_dump(base, board) if base is not None else None
    with refusals(base):
        order = Order(
            board=Board(board),
            store=StorePolicy(store),
            record=TokenRecord(given, parse_flags(flags), device_id=device_id),
            eeprom_bytes=eeprom_bytes(),
            sequence=sequence,
            generation=NvsGeneration(driver),
            chip=PicoChip[chip.upper()],
            flash_bytes=_ESP8266_SIZES[flash_size],
        )
        report, content = make_file(order, dump, target)
    write_file(target, content, base, force=force)
    print_as(report, render_made, as_json=as_json)


@eeprom.command(short_help="damage a dump in a chosen way", epilog=_CORRUPT_EXAMPLES)
@click.argument("file", type=_DUMP, required=False)
@click.option("--fault", "fault_name", metavar="NAME", help="What to damage; --list shows the names.")
@click.option("--list", "list_faults", is_flag=True, help="List the faults with a sentence each.")
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Chooses bits and bytes where a fault has a choice."
)
@click.option(
    "--at", type=int, metavar="N", help="Where to cut, for torn writes and cut-off files.  [default: by seed]"
)
@click.option(
    "--slot", type=click.Choice(("a", "b")), help="Only this slot of a reference record.  [default: every copy]"
)
@_BOARD
@_DRIVER
@_OUTPUT
@_FORCE
@_JSON
def corrupt(
    *,
    file: Path | None,
    fault_name: str | None,
    seed: int,
    at: int | None,
    slot: str | None,
    board: str | None,
    driver: str,
    output: Path | None,
    list_faults: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Damage a dump in a chosen way, and report every byte that changed.

    FILE as for 'show'; it is never written to. The same fault and seed give the same damage. What a board makes of it:
    'oceanhil eeprom explain'.

    Exit code 0: damaged; 2: cannot be done.
    """
    from oceanhil.analysis.dumps.corruption.workpiece import Wish
    from oceanhil.analysis.dumps.terminal.files import render_corrupted, render_faults
    from oceanhil.app.commands.eeprom.files import (
        eeprom_bytes,
        print_as,
        read_dump,
        refusals,
        required,
        write_file,
    )
    from oceanhil.app.commands.eeprom.written_files import corrupt_file, fault_list, find_fault
    from oceanhil.simulator.eeprom.nvs import NvsGeneration
    from oceanhil.simulator.eeprom.slots import Slot

    if list_faults:
        faults = fault_list()
        print_as(faults, lambda listed: render_faults(listed.faults), as_json=as_json)
        return
    if file is None or fault_name is None:
        raise click.UsageError("give a dump to damage and --fault NAME; --list shows the faults")
    target = required(output)
    wish = Wish(
        eeprom_bytes=eeprom_bytes(),
        seed=seed,
        at=at,
        slot=Slot[slot.upper()] if slot else None,
        generation=NvsGeneration(driver),
    )
    with refusals(file):
        fault = find_fault(fault_name)
        report, content = corrupt_file(file, read_dump(file, board), fault, wish, target)
    write_file(target, content, file, force=force)
    print_as(report, render_corrupted, as_json=as_json)
