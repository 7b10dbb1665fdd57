"""`oceanhil boards`: the boards of a bench: which there are, whether they are well, in whose hands they are."""

from __future__ import annotations

from pathlib import Path

import click

from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.duration_option import DURATION
from oceanhil.app.commands.named_group import NamedGroup
from oceanhil.host.terminal import echo

_INVENTORY = click.option(
    "--inventory",
    type=InputFile(readable=True),
    metavar="FILE",
    help="Inventory to read.  [default: $OCEANHIL_BOARDS, ./boards.toml, the user's]",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(cls=NamedGroup)
def boards() -> None:
    """Look after the boards of a bench: an inventory, a look at each, leases, a live log.

    The inventory is boards.toml; 'init' writes one from what is plugged in, `oceanhil schema inventory` has all keys.
    How to set up a bench, and all exit codes: docs/boards.md of the repository.
    """


@boards.command(short_help="write an inventory from what is plugged in")
@click.option("--output", type=OutputFile(), default=Path("boards.toml"), show_default=True, metavar="FILE")
@click.option("--stdout", "to_stdout", is_flag=True, help="Show it instead of writing it.")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
def init(*, output: Path, to_stdout: bool, force: bool) -> None:
    """Write a commented inventory from what is plugged in, with the likely kind of each board.

    A USB adapter does not say which chip is behind it: check every kind. An existing file is not overwritten.
    """
    from oceanhil.app.commands.boards.inventory import write_inventory

    write_inventory(output, to_stdout=to_stdout, force=force)


@boards.command(name="list", short_help="list boards, whether they are there, and who has them")
@_INVENTORY
@_JSON
def list_boards(*, inventory: Path | None, as_json: bool) -> None:
    """List the boards of the inventory: kind, port, there or not, who holds each, until when, and who waits for it.

    What a killed run changed and did not put back is named too, and which boards are in quarantine. No port is opened.
    """
    from oceanhil.app.commands.boards.common import how_to_fill, print_json, read_inventory, refusals
    from oceanhil.app.commands.boards.inventory import listed, print_table
    from oceanhil.hil.boards.journal import open_journal
    from oceanhil.hil.boards.leases import open_leases
    from oceanhil.hil.boards.quarantine import open_histories
    from oceanhil.hil.link.spec import plugged_in

    with refusals():
        known = read_inventory(inventory)
        found = listed(known, open_leases(), open_journal(), open_histories(), plugged_in())
    if as_json:
        print_json({"boards": found})
    elif found:
        print_table(found)
    else:
        echo(f"there is no board in {str(known.path)!r}; {how_to_fill(known.path)}")


@boards.command(short_help="look at boards and say what is wrong with them")
@click.argument("names", nargs=-1, metavar="[BOARD|BENCH]...")
@_INVENTORY
@click.option(
    "--listen",
    "listen_s",
    type=DURATION,
    metavar="DURATION",
    help="How long to listen; else as long as the board's entry says (`boots_s`), three seconds where it does not.",
)
@click.option("--esptool", "by_esptool", is_flag=True, help="Ask the boot ROM for chip and MAC, through esptool.")
@_JSON
@click.pass_context
def probe(
    ctx: click.Context,
    names: tuple[str, ...],
    *,
    inventory: Path | None,
    listen_s: float | None,
    by_esptool: bool,
    as_json: bool,
) -> None:
    """Look at boards, one after the other, and give a verdict on each; without names, all of the inventory.

    The name of a bench stands for all of its boards.

    A board with the agent is asked; one without, or that does not answer, is reset where that can be done, and listened
    to. A board in other hands is left alone.

    Exit code 0: all are well; else that of the first that is not, listed in docs/boards.md of the repository.
    """
    from oceanhil.app.commands.boards.common import choose_with_benches, read_inventory, refusals
    from oceanhil.app.commands.boards.probe import probe_all

    chosen = choose_with_benches(read_inventory(inventory), names)
    with refusals():
        ctx.exit(probe_all(chosen, listen_s=listen_s, by_esptool=by_esptool, as_json=as_json))


@boards.command(short_help="try whether the agent of a board keeps to its protocol")
@click.argument("names", nargs=-1, metavar="[BOARD|BENCH]...")
@_INVENTORY
@_JSON
@click.pass_context
def check(ctx: click.Context, names: tuple[str, ...], *, inventory: Path | None, as_json: bool) -> None:
    """Hold the agent of boards, one after the other, to the agent protocol; without names, of all.

    Takes one to two minutes a board, or four if commands get no reply. The board is emptied, restarted and cut off
    meanwhile: what it stores is saved before and put back, what it was provisioned with is gone.

    Exit code 0: every promise that could be tried was kept; 26: one was broken.
    """
    from oceanhil.app.commands.boards.check import check_all
    from oceanhil.app.commands.boards.common import choose_with_benches, read_inventory

    ctx.exit(check_all(choose_with_benches(read_inventory(inventory), names), as_json=as_json))


@boards.command(short_help="hold a board by hand, or for a command")
@_INVENTORY
@click.option(
    "--for",
    "hold_s",
    type=DURATION,
    metavar="DURATION",
    default="10m",
    show_default=True,
    help="How long, without a command.",
)
@click.option("--wait", is_flag=True, help="Queue for it, instead of giving up when it is not free.")
@click.argument("name", metavar="BOARD")
@click.argument("command", nargs=-1, metavar="[-- COMMAND...]")
@click.pass_context
def lease(
    ctx: click.Context, *, inventory: Path | None, hold_s: float, wait: bool, name: str, command: tuple[str, ...]
) -> None:
    """Hold a board until Ctrl-C or until the time is up, or while COMMAND runs: nobody else gets it.

    COMMAND's exit code becomes this one's; runs of oceanhil that it starts use the lease.

    Exit code 25: somebody else holds it.
    """
    from oceanhil.app.commands.boards.common import choose, read_inventory
    from oceanhil.app.commands.boards.leases import hold, refuse_bench

    read = read_inventory(inventory)
    if name in read.benches and name not in read.boards:
        refuse_bench(read.benches[name])
    (entry,) = choose(read, (name,))
    ctx.exit(hold(entry, hold_s, command, wait=wait, others={*read.boards, *read.benches}))


@boards.command(short_help="take a board from its holder")
@click.argument("name", metavar="BOARD")
@_INVENTORY
@click.option("--force", is_flag=True, help="Also from somebody else; clears a damaged lease.")
def release(name: str, *, inventory: Path | None, force: bool) -> None:
    """Free a board that you hold on this host; with --force, whoever holds it. Its holder is told at its next step."""
    from oceanhil.app.commands.boards.common import choose, read_inventory
    from oceanhil.app.commands.boards.leases import let_go

    (entry,) = choose(read_inventory(inventory), (name,))
    echo(let_go(entry, force=force))


@boards.command(short_help="show what a board prints, live")
@click.argument("name", metavar="BOARD")
@_INVENTORY
@click.option("--log", type=OutputFile(), metavar="FILE", help="Record the session to the new FILE (.oslog).")
@click.option("-v", "--verbose", is_flag=True, help="Show the sentences of the agent too.")
@click.option("--reset", is_flag=True, help="Reset it first; a virtual board without power has it meanwhile.")
@click.option("--for", "for_s", type=DURATION, metavar="DURATION", help="End after this time.  [default: at Ctrl-C]")
def monitor(
    name: str, *, inventory: Path | None, log: Path | None, verbose: bool, reset: bool, for_s: float | None
) -> None:
    """Show what a board prints, with times; resets are marked, crashes named, tokens cut. Ctrl-C ends it."""
    from oceanhil.app.commands.boards.common import choose, read_inventory
    from oceanhil.app.commands.boards.monitor import watch

    (entry,) = choose(read_inventory(inventory), (name,))
    watch(entry, log=log, sentences=verbose, reset=reset, for_s=for_s)


@boards.command(short_help="switch a board's power")
@click.argument("name", metavar="BOARD")
@click.argument("state", type=click.Choice(("on", "off")), metavar="on|off")
@_INVENTORY
def power(name: str, state: str, *, inventory: Path | None) -> None:
    """Give a board power or take it away, by the switch that the inventory names; so it stays until it is switched.

    A run that uses the board gives it power again.
    """
    from oceanhil.app.commands.boards.common import choose, read_inventory
    from oceanhil.app.commands.boards.power import switch_power

    (entry,) = choose(read_inventory(inventory), (name,))
    switch_power(entry, on=state == "on")


@boards.command(short_help="put back what a killed run left changed")
@click.argument("name", metavar="BOARD")
@_INVENTORY
def restore(name: str, *, inventory: Path | None) -> None:
    """Put the board's storage back to what it was before a run that was killed, from that run's backup."""
    from oceanhil.app.commands.boards.common import choose, read_inventory
    from oceanhil.app.commands.boards.restoration import restore as put_back

    (entry,) = choose(read_inventory(inventory), (name,))
    put_back(entry)


@boards.command(short_help="show what became of a board in the runs that used it")
@click.argument("name", metavar="BOARD")
@_INVENTORY
def history(name: str, *, inventory: Path | None) -> None:
    """Show the last runs that used a board, what trouble it had in them, and whether it is in quarantine."""
    from oceanhil.app.commands.boards.common import choose, read_inventory
    from oceanhil.app.commands.boards.quarantine import show_history

    (entry,) = choose(read_inventory(inventory), (name,))
    show_history(entry)


@boards.command(short_help="keep a board out of runs")
@click.argument("name", metavar="BOARD")
@click.option("--reason", required=True, metavar="TEXT", help="Why, for whoever wonders.")
@_INVENTORY
def quarantine(name: str, *, reason: str, inventory: Path | None) -> None:
    """Keep a board out of later runs until somebody lets it back; a board with trouble comes there by itself."""
    from oceanhil.app.commands.boards.common import choose, read_inventory
    from oceanhil.app.commands.boards.quarantine import keep_out

    (entry,) = choose(read_inventory(inventory), (name,))
    keep_out(entry, reason)


@boards.command(short_help="let a board back into runs")
@click.argument("name", metavar="BOARD")
@_INVENTORY
def readmit(name: str, *, inventory: Path | None) -> None:
    """Let a board out of quarantine: later runs use it again, and what was before counts no more."""
    from oceanhil.app.commands.boards.common import choose, read_inventory
    from oceanhil.app.commands.boards.quarantine import let_back

    (entry,) = choose(read_inventory(inventory), (name,))
    let_back(entry)


@boards.command(short_help="list the places of a farm")
@click.argument("farm", metavar="FARM[:PLACE]")
@_JSON
def places(farm: str, *, as_json: bool) -> None:
    """List the places of a farm that others run, labgrid or jumpstarter: their boards, and who has them.

    Behind a colon stands a place's name, or tags: labgrid:site=here. Its client is looked for in $OCEANHIL_FARM.
    """
    from oceanhil.app.commands.boards.farms import show_places

    show_places(farm, as_json=as_json)


@boards.command(short_help="write a labgrid exporter's configuration")
@click.argument("names", nargs=-1, metavar="[BOARD|BENCH]...")
@_INVENTORY
@click.option("--output", type=OutputFile(), default=Path("exporter.yaml"), show_default=True, metavar="FILE")
@click.option("--stdout", "to_stdout", is_flag=True, help="Show it instead of writing it.")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@click.option("--name", default="", metavar="NAME", help="Name of the exporter.  [default: this machine's]")
@click.option(
    "--module",
    type=OutputFile(),
    metavar="FILE",
    help="Write the module by which labgrid itself has virtual boards, and end.",
)
def labgrid(
    names: tuple[str, ...],
    *,
    inventory: Path | None,
    output: Path,
    to_stdout: bool,
    force: bool,
    name: str,
    module: Path | None,
) -> None:
    """Write boards of the inventory as the configuration of a labgrid exporter, and say what to do next.

    Without names all of them. An existing file is not overwritten.
    """
    import socket

    from oceanhil.app.commands.boards.common import choose_with_benches, read_inventory
    from oceanhil.app.commands.boards.farms import write_exporter, write_module

    if module is not None:
        write_module(module, force=force)
        return
    chosen = choose_with_benches(read_inventory(inventory), names)
    write_exporter(chosen, output, name or socket.gethostname(), to_stdout=to_stdout, force=force)
