"""What the commands share: the inventory they read, the folder of state, errors as one line with an exit code."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.command_files import declare_inputs
from oceanhil.hil.boards.entry import BoardEntry, Inventory, InventoryError
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.inventory_path import NoInventoryError, find_inventory
from oceanhil.hil.boards.journal import JournalError
from oceanhil.hil.boards.lease import BoardBusyError, LeaseError, LeaseState, describe
from oceanhil.hil.boards.quarantine import QuarantineError
from oceanhil.hil.boards.verdicts import BoardVerdict
from oceanhil.host.state_files import StateError
from oceanhil.host.terminal import echo
from oceanhil.protocol.indented_json import indented_json


def how_to_fill(path: Path) -> str:
    """Say what to do about an inventory without boards."""
    anew = "" if path == Path("boards.toml") else f" --output {shlex.quote(str(path))}"
    return (
        f"plug one in and write it anew with: oceanhil boards init --force{anew}; or name a virtual one in it, which"
        " oceanhil vboard starts"
    )


def board_refused(message: str, verdict: BoardVerdict) -> click.exceptions.Exit:
    """Say that a board cannot be used now, and give what ends the command with the exit code of the verdict on it."""
    echo(f"Error: {message}", err=True)
    return click.exceptions.Exit(verdict.exit_code)


def read_inventory(chosen: Path | None) -> Inventory:
    """Read the inventory that is to be used; mistakes end the command with 2."""
    try:
        path = find_inventory(chosen)
        declare_inputs("the inventory", [path])
        return load_inventory(path)
    except (NoInventoryError, InventoryError) as error:
        raise WrongInputError(str(error)) from None


def choose_with_benches(inventory: Inventory, names: tuple[str, ...]) -> list[BoardEntry]:
    """Give the boards of these names, and of a bench all of its boards; without names all. None at all ends with 2."""
    if not inventory.boards:
        raise WrongInputError(f"there is no board in {str(inventory.path)!r}; {how_to_fill(inventory.path)}")
    chosen: dict[str, BoardEntry] = {}
    for name in names or inventory.boards:
        is_bench = name in inventory.benches and name not in inventory.boards
        for entry in inventory.benches[name].boards if is_bench else choose(inventory, (name,)):
            chosen[entry.name] = entry
    return list(chosen.values())


def choose(inventory: Inventory, names: tuple[str, ...]) -> list[BoardEntry]:
    """Give the boards of these names in this order; without names all."""
    try:
        return [inventory.board(name) for name in dict.fromkeys(names)] or list(inventory.boards.values())
    except InventoryError as error:
        raise WrongInputError(str(error)) from None


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Turn what leases and the folder of state refuse into one line and an exit code."""
    try:
        yield
    except BoardBusyError as error:
        raise board_refused(str(error), BoardVerdict.LEASED) from None
    except (LeaseError, StateError, JournalError, QuarantineError) as error:
        raise EnvironmentRefusedError(str(error)) from None


def announce_wait(entry: BoardEntry, now: Callable[[], float]) -> Callable[[LeaseState], None]:
    """Give what tells the user, each time it changes, who is in front."""

    def tell(state: LeaseState) -> None:
        echo(f"waiting for {entry.name!r}: {describe(state, now()) or 'next in line'}", err=True)

    return tell


def print_json(document: object) -> None:
    """Print one JSON document."""
    echo(indented_json(document))
