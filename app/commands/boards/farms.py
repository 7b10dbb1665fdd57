"""`oceanhil boards places` and `labgrid`: what a farm has, and this machine's boards for an exporter of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.table import Table
from rich.text import Text

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.boards.common import print_json
from oceanhil.app.output_files import write_new
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.labgrid_export import exporter_text
from oceanhil.hil.farm.bridge import FoundPlace
from oceanhil.hil.farm.environment import MODULE
from oceanhil.hil.farm.held_place import Farms
from oceanhil.hil.farm.place import FarmError, NoFarmError, parse_selection
from oceanhil.host.terminal import echo, print_whole
from oceanhil.protocol.wording import plural


class ListedPlaces(msgspec.Struct, frozen=True):
    """The places of a farm, as JSON."""

    places: Sequence[FoundPlace]


def show_places(chosen: str, *, as_json: bool) -> None:
    """List the places that are chosen of a farm, who has them, and what is known of their boards."""
    try:
        selection = parse_selection(chosen)
    except FarmError as error:
        raise WrongInputError(str(error)) from None
    try:
        with Farms() as farms:
            found = farms.bridge(selection.farm).find(selection)
    except NoFarmError as error:
        raise WrongInputError(str(error)) from None
    except FarmError as error:
        raise EnvironmentRefusedError(str(error)) from None
    if as_json:
        print_json(ListedPlaces(found))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("place", "board", "serial port", "power", "taken by", "tags"):
        table.add_column(title, no_wrap=True)
    for place in found:
        kind = str(place.board.get("kind", place.tags.get("kind", "?")))
        tags = " ".join(f"{key}={value}" for key, value in place.tags.items())
        words = (place.name, kind, _said(is_there=place.has_port), _said(is_there=place.has_power), place.holder, tags)
        table.add_row(*map(Text, words))
    print_whole(table)


def write_exporter(boards: Sequence[BoardEntry], output: Path, name: str, *, to_stdout: bool, force: bool) -> None:
    """Write the boards as an exporter's configuration, and say what to do next."""
    export = exporter_text(boards)
    if not export.boards:
        whys = "; ".join(f"{board}: {why}" for board, why in export.left_out.items())
        raise WrongInputError(f"no board of this inventory can be exported; {whys}")
    if to_stdout:
        echo(export.text, nl=False)
    else:
        write_new(output, export.text.encode(), "--force overwrites it, --stdout only shows", force=force)
        echo(
            f"{output}: {plural(len(export.boards), 'board')}; then, with the coordinator's address in $LG_COORDINATOR:"
        )
        for line in export.next_steps(name, str(output)):
            echo(f"  {line}")
    for board, why in export.left_out.items():
        echo(f"{board}: {why}", err=True)


def write_module(output: Path, *, force: bool) -> None:
    """Write the module for labgrid's own environment, and say what it is good for."""
    write_new(output, MODULE.read_bytes(), "--force overwrites it", force=force)
    echo(f"{output}: for 'imports:' of a labgrid configuration, and for virtual boards of an exporter:")
    echo(f"  python {output} --name NAME exporter.yaml")


def _said(*, is_there: bool) -> str:
    return "yes" if is_there else "no"
