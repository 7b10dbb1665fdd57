"""`oceanhil eeprom`: dumps of a board's EEPROM shown, explained, made and damaged."""

from __future__ import annotations

from pathlib import Path

import click

from oceanhil.app.command_files import InputFile
from oceanhil.app.commands.board_choice import BOARD_CHOICE, BoardChoice, only
from oceanhil.app.commands.eeprom.options import (
    DamageOptions,
    HardwareOptions,
    OutputOptions,
    RecordOptions,
    damage_options,
    driver_option,
    hardware_options,
    is_of_another,
    order_of,
    output_options,
    record_options,
)
from oceanhil.app.commands.given_options import given_options
from oceanhil.app.commands.named_group import NamedGroup
from oceanhil.app.commands.word_choice import STORE_CHOICE
from oceanhil.protocol.board import Board

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
@driver_option
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
@record_options
@click.option("--base", type=_DUMP, metavar="FILE", help="Write into this dump: all else in it stays.")
@hardware_options
@output_options
def make(
    *, board: str, record: RecordOptions, base: Path | None, hardware: HardwareOptions, written: OutputOptions
) -> None:
    """Make an image with a token record, ready to write to a board; the command that writes it is printed.

    The driver's model writes the record, so the bytes are those that a device would have written: an NVS partition for
    an ESP32, the EEPROM sector for an ESP8266, a UF2 file for a Pico W (any other ending than .uf2: the bare sector,
    for picotool). With --base the record goes into that dump instead, and comes out in the same format.

    Exit code 0: made; 2: cannot be made.
    """
    from oceanhil.analysis.dumps.terminal.files import render_made
    from oceanhil.app.commands.eeprom.files import print_as, read_dump, refusals, write_file
    from oceanhil.app.commands.eeprom.written_files import make_file

    target = written.target
    if others := given_options(click.get_current_context(), lambda name: is_of_another(name, Board(board))):
        raise click.UsageError(f"{others[0]} means nothing for {Board(board).named}; leave it out")
    token = record.given_token()
    dump = read_dump(base, board) if base is not None else None
    with refusals(base):
        report, content = make_file(order_of(Board(board), token, record, hardware), dump, target)
    write_file(target, content, base, force=written.force)
    print_as(report, render_made, as_json=written.as_json)


@eeprom.command(short_help="damage a dump in a chosen way", epilog=_CORRUPT_EXAMPLES)
@click.argument("file", type=_DUMP, required=False)
@damage_options
@click.option("--list", "list_faults", is_flag=True, help="List the faults with a sentence each.")
@_BOARD
@driver_option
@output_options
def corrupt(
    *,
    file: Path | None,
    damage: DamageOptions,
    list_faults: bool,
    board: str | None,
    driver: str,
    written: OutputOptions,
) -> None:
    """Damage a dump in a chosen way, and report every byte that changed.

    FILE as for 'show'; it is never written to. The same fault and seed give the same damage. What a board makes of it:
    'oceanhil eeprom explain'.

    Exit code 0: damaged; 2: cannot be done.
    """
    from oceanhil.analysis.dumps.terminal.files import render_corrupted, render_faults
    from oceanhil.app.commands.eeprom.files import print_as, read_dump, refusals, write_file
    from oceanhil.app.commands.eeprom.written_files import corrupt_file, fault_list, find_fault

    if list_faults:
        faults = fault_list()
        print_as(faults, lambda listed: render_faults(listed.faults), as_json=written.as_json)
        return
    if file is None or damage.fault is None:
        raise click.UsageError("give a dump to damage and --fault NAME; --list shows the faults")
    target = written.target
    with refusals(file):
        fault = find_fault(damage.fault)
        report, content = corrupt_file(file, read_dump(file, board), fault, damage.wish(driver), target)
    write_file(target, content, file, force=written.force)
    print_as(report, render_corrupted, as_json=written.as_json)
