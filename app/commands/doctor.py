"""`oceanhil doctor`: whether this machine is set up, and what to do where it is not."""

from __future__ import annotations

import sys

import click

from oceanhil.app.command_errors import FAILED
from oceanhil.host.terminal import echo, print_whole

_COLOURS = {"ok": "green", "not there": "dim", "wrong": "red"}


@click.command(epilog="Exit codes: 0 nothing is wrong, 1 something is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(*, as_json: bool) -> None:
    """Say whether this machine is set up, and what to do where it is not: nothing is changed, and no port opened.

    Looked at are the package 'serial', which labgrid's replaces, serial ports, the folders of state and cache, the
    inventory, the clients of farms, and the programs that worlds and options need, each with what it is for.
    """
    import msgspec
    from rich.table import Table
    from rich.text import Text

    from oceanhil.app.doctor import CheckVerdict, check_all
    from oceanhil.app.doctor_programs import check_programs

    checked = [*check_all(), *check_programs()]
    if as_json:
        echo(msgspec.json.encode({"checks": checked}).decode())
    else:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column()
        table.add_column()
        # A command to copy is folded, never cut.
        table.add_column(overflow="fold")
        for each in checked:
            word = each.verdict.value
            table.add_row(Text(each.what), Text(word, style=_COLOURS[word]), Text(each.text))
        print_whole(table)
    if any(each.verdict is CheckVerdict.WRONG for each in checked):
        sys.exit(FAILED)
