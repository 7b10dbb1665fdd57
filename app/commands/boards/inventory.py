"""`oceanhil boards init` and `list`: the inventory, written for what is plugged in; its boards and their holders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.table import Table
from rich.text import Text

from oceanhil.app.output_files import write_new
from oceanhil.hil.boards.board_lease import state_of, users_of
from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import BoardEntry, Inventory, key_of
from oceanhil.hil.boards.inventory_text import inventory_text, known_device
from oceanhil.hil.boards.journal import Journal, Pending
from oceanhil.hil.boards.lease import Lease, LeaseState
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.open_board import port_spec
from oceanhil.hil.boards.quarantine import Histories
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.spec import PluggedPort, find_port, plugged_in
from oceanhil.host.state_files import StateError
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.wording import plural, utc


def write_inventory(output: Path, *, to_stdout: bool, force: bool) -> None:
    """Write the inventory to a file that does not exist yet, or show it."""
    ports = plugged_in()
    text = inventory_text(ports)
    if to_stdout:
        echo(text, nl=False)
        return
    write_new(output, text, "--force overwrites it, --stdout only shows", force=force)
    boards = sum(known_device(port.vid_pid) is not None for port in ports)
    if boards:
        echo(
            f"{output}: {plural(boards, 'board')}, {plural(len(ports) - boards, 'other port')};"
            " check it, then: oceanhil boards probe"
        )
    elif ports:
        echo(
            f"{output}: no port that is surely a board, {len(ports)} others, in comments; make boards of those that are"
        )
    else:
        echo(f"{output}: nothing is plugged in; plug a board in, then: oceanhil boards init --force")


# Wider than any row: in a file a path that is broken in two cannot be searched for.
_WIDTH_OF_A_FILE = 4096


class ListedLease(msgspec.Struct, frozen=True):
    """Who holds a board; times in Unix seconds."""

    holder: str
    acquired_unix_s: float
    expires_unix_s: float


class ListedBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A board as it is listed.

    `there` is None where only opening the port would tell (a network address). `damage` says what is wrong with the
    file of its lease. `pending` are changes by a run that was killed before it put them back: not those of whoever
    holds the board, who puts them back. `quarantine` says since
    when and why it is kept out of runs.
    """

    name: str
    kind: str
    port: str
    there: bool | None
    key: str
    capabilities: tuple[str, ...]
    lease: ListedLease | None
    queue: tuple[str, ...]
    pending: tuple[str, ...]
    damage: str = ""
    quarantine: str = ""


def listed(
    inventory: Inventory, leases: Leases, journal: Journal, histories: Histories, plugged: Sequence[PluggedPort]
) -> list[ListedBoard]:
    """Describe every board; raises JournalError or QuarantineError when a file of these is damaged."""
    return [_listed(entry, leases, journal, histories, plugged) for entry in inventory.boards.values()]


def print_table(boards: Sequence[ListedBoard]) -> None:
    """Print the boards for people."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("board", "kind", "port", "there", "lease"):
        table.add_column(title, no_wrap=title != "lease")
    for board in boards:
        there = {True: "yes", False: "no", None: "?"}[board.there]
        table.add_row(board.name, board.kind, Text(board.port), there, Text(_lease_text(board)))
    console = make_console()
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_FILE
    console.print(table)
    for board in boards:
        for pending in board.pending:
            console.print(Text(f"{board.name}: {pending}; oceanhil boards restore {board.name}", style="yellow"))
        if board.quarantine:
            said = f"{board.name}: {board.quarantine}; oceanhil boards readmit {board.name}"
            console.print(Text(said, style="yellow"))


def _listed(
    entry: BoardEntry, leases: Leases, journal: Journal, histories: Histories, plugged: Sequence[PluggedPort]
) -> ListedBoard:
    key = key_of(entry)
    quarantine = histories.of(key).quarantine
    port, there = _port(entry, plugged)
    state, users, damage = LeaseState(), tuple[Lease, ...](), ""
    try:
        state = state_of(leases, entry)
        users = tuple(users_of(leases, entry))
    except StateError as error:
        damage = str(error)
    return ListedBoard(
        name=entry.name,
        kind=entry.kind.value,
        port=port,
        there=there,
        key=key,
        capabilities=tuple(sorted(each.value for each in capabilities_of(entry))),
        lease=_listed_lease(state.lease),
        queue=tuple(str(waiter.owner) for waiter in state.queue),
        pending=tuple(str(each) for each in journal.pending(key) if not _is_put_back(users, each)),
        damage=damage,
        quarantine="" if quarantine is None else str(quarantine),
    )


def _is_put_back(users: Sequence[Lease], pending: Pending) -> bool:
    """Tell whether it is nobody's to restore by hand: a keeper does it now, or the run that uses the board will.

    `users` are those that hold the board, and those to whom it was lent; one that was killed has no lease any more.
    """
    changed_by = (pending.owner.machine, pending.owner.pid)
    return any(each.is_being_put_back or (each.owner.machine, each.owner.pid) == changed_by for each in users)


def _listed_lease(lease: Lease | None) -> ListedLease | None:
    if lease is None:
        return None
    holder = str(lease) if lease.is_being_put_back else str(lease.owner)
    return ListedLease(holder, lease.acquired_unix_s, lease.expires_unix_s)


def _port(entry: BoardEntry, plugged: Sequence[PluggedPort]) -> tuple[str, bool | None]:
    spec = port_spec(entry)
    if "://" in entry.port:
        return entry.port, None
    if entry.port:
        return entry.port, _is_there(entry.port) or any(port.device == entry.port for port in plugged)
    try:
        return find_port(spec, lambda: plugged), True
    except LinkError:
        return str(spec), False


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:
        # A name that no file can have, such as one that is too long.
        return False


def _lease_text(board: ListedBoard) -> str:
    if board.damage:
        return board.damage
    words = [f"{board.lease.holder}, until {utc(board.lease.expires_unix_s)}"] if board.lease else ["free"]
    words += [f"{len(board.queue)} waiting: {'; '.join(board.queue)}"] if board.queue else []
    return "; ".join(words)
