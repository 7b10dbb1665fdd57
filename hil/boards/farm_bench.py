"""A bench of boards in a farm that no inventory lists: the farm says what they are, in the words of an inventory."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import tomlkit

from oceanhil.hil.boards.entry import Bench
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.farm.bridge import FoundPlace, Scalar
from oceanhil.hil.farm.held_place import Farms
from oceanhil.hil.farm.place import FarmError, Selection
from oceanhil.host.addresses import address_towards, host_and_port
from oceanhil.protocol.loopback import is_loopback

_SAID_BY_TAGS: Final = ("kind", "agent", "baud", "boots_s", "driver", "lines", "mac", "network", "time")
"""Tags of a place that are keys of an inventory; what other tags say is the farm's own matter."""
_CONTROL: Final = "control"
"""The address of a virtual board's control channel, in what a farm says of a board."""


def farm_bench(selection: Selection, farms: Farms) -> Bench:
    """Ask a farm for the places that are selected, and make a bench of them; raises as `bench_of`, and FarmError."""
    return bench_of(
        selection, [each for each in farms.bridge(selection.farm).find(selection) if each.has_port or selection.name]
    )


def bench_of(selection: Selection, found: Sequence[FoundPlace]) -> Bench:
    """Make a bench of places of a farm.

    Raises FarmError where there is none, or where a place does not say which board is on it; InventoryError where what
    it says is wrong.
    """
    if not found:
        raise FarmError(f"no place {str(selection)!r} has a serial port; 'oceanhil boards places' lists what there is")
    inventory = parse_inventory(_inventory_text(selection, found), Path(selection.farm.value))
    return Bench(str(selection), tuple(inventory.boards.values()), bind=_bind(found))


def _bind(found: Sequence[FoundPlace]) -> str:
    """Say where a server is that boards on other machines reach: at this machine's address on the way to the first."""
    hosts = [each.host for each in found if each.host]
    towards = address_towards(hosts[0]) if hosts else "127.0.0.1"
    return host_and_port(towards, 0)


def _inventory_text(selection: Selection, found: Sequence[FoundPlace]) -> str:
    document = tomlkit.document()
    boards = tomlkit.table(is_super_table=True)
    for place in found:
        said = _said(place)
        if "kind" not in said:
            raise FarmError(
                f"place {place.name!r} does not say which board is on it; give it a tag such as kind=esp32, or list it"
                f' in an inventory, with place = "{selection.farm.value}:{place.name}"'
            )
        table = tomlkit.table()
        for key, value in {**said, "place": f"{selection.farm.value}:{place.name}"}.items():
            table.add(key, value)
        boards.add(place.name, table)
    document.add("board", boards)
    return tomlkit.dumps(document)


def _said(place: FoundPlace) -> Mapping[str, object]:
    said: dict[str, object] = {key: _typed(key, place.tags[key]) for key in _SAID_BY_TAGS if key in place.tags}
    said |= {key: value for key, value in place.board.items() if key != _CONTROL}
    control = place.board.get(_CONTROL)
    if control and is_loopback(place.host):
        return {**said, "power": {_CONTROL: control}}
    if control:
        # A control channel is for its own machine alone, and so is time that is held through it.
        said.pop("time", None)
    if place.has_power:
        said.setdefault("power", "place")
    return said


def _typed(key: str, text: str) -> Scalar:
    """Read a tag, which is always text, as an inventory has it."""
    match key:
        case "agent":
            return {"true": True, "false": False}.get(text, text)
        case "baud" | "boots_s" if text.isascii() and text.isdigit():
            return int(text)
        case _:
            return text
