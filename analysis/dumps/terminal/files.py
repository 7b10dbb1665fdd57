"""What `make` and `corrupt` did: the structs behind `--json`, and how they are shown to people."""

from collections.abc import Iterable, Sequence

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from oceanhil.analysis.dumps.corruption.changes import Change
from oceanhil.analysis.dumps.terminal.parts import columns, facts, heading
from oceanhil.protocol.wording import plural


class MakeReport(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was made. `address` is the flash address of its first byte, None for a UF2 file.

    `flash_units` is the flash work of the save: bytes programmed plus sectors erased.
    """

    file: str
    bytes: int
    board: str
    store: str
    address: int | None
    slot: str | None
    sequence: int | None
    token: str
    flags: tuple[str, ...]
    device_id: str | None
    in_force: bool
    flash_units: int
    write: tuple[str, ...]
    notes: tuple[str, ...]


class CorruptReport(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was damaged: from which, how, and everything that changed."""

    file: str
    source: str
    fault: str
    meaning: str
    seed: int
    changes: tuple[Change, ...]
    write: tuple[str, ...]
    notes: tuple[str, ...]


class FaultReport(msgspec.Struct, frozen=True, kw_only=True):
    """A fault of the list."""

    name: str
    group: str
    meaning: str
    boards: tuple[str, ...]


def render_made(report: MakeReport) -> RenderableType:
    """Say what was made and how to put it on a board."""
    where = "" if report.address is None else f", for 0x{report.address:x} of flash"
    rows = [("record", f"{report.store}, token {report.token}, flags {', '.join(report.flags) or 'none'}")]
    if report.slot is not None:
        rows.append(("slot", f"{report.slot}, sequence number {report.sequence}"))
    if report.device_id is not None:
        rows.append(("device ID", report.device_id or "none"))
    rows.append(("work", f"{plural(report.flash_units, 'unit')} of flash work (bytes programmed and sectors erased)"))
    rows += [("note", note) for note in report.notes]
    title = Text(f"{report.file}: {report.bytes:,} bytes for {report.board}{where}", style="bold")
    return Group(title, facts(rows), *_commands(report.write))


def render_corrupted(report: CorruptReport) -> RenderableType:
    """Say what changed and how to put it on a board."""
    title = Text(f"{report.file}: {report.source} with fault {report.fault}", style="bold")
    rows = [("meaning", report.meaning), *(("note", note) for note in report.notes)]
    blocks: list[RenderableType] = [title, facts(rows)]
    if report.changes:
        blocks += [heading("changed"), _changes(report.changes)]
    return Group(*blocks, *_commands(report.write))


def render_faults(reports: Sequence[FaultReport]) -> RenderableType:
    """List the faults by groups."""
    blocks: list[RenderableType] = []
    for group in dict.fromkeys(report.group for report in reports):
        blocks.append(heading(group))
        blocks.append(facts((report.name, report.meaning) for report in reports if report.group == group))
    return Group(*blocks)


def _changes(changes: Iterable[Change]) -> RenderableType:
    table = columns(("flash", "file", "bytes", "old", "new", "what"), right=("flash", "file", "bytes"))
    for change in changes:
        offset = "" if change.file_offset is None else f"0x{change.file_offset:x}"
        table.add_row(f"0x{change.address:x}", offset, f"{change.length:,}", change.old, change.new, Text(change.where))
    return Padding(table, (0, 0, 0, 2))


def _commands(commands: Sequence[str]) -> list[RenderableType]:
    if not commands:
        return []
    # No table: a command has to stay one line that can be copied.
    lines = [Text(f"  {command}", no_wrap=True, overflow="ignore") for command in commands]
    return [heading("put it on a board" if len(commands) == 1 else "put it on a board, one of"), *lines]
