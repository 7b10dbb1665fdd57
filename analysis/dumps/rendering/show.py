"""A dump for people."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from oceanhil.analysis.dumps.rendering.nvs import render_nvs
from oceanhil.analysis.dumps.rendering.parts import columns, facts, heading, verdict
from oceanhil.analysis.dumps.report import PartitionRow, RecordReport, SectorReport, ShowReport
from oceanhil.simulator.flash import SECTOR_BYTES


def render_show(report: ShowReport) -> RenderableType:
    """Give the whole report."""
    blocks: list[RenderableType] = [*head(report)]
    if report.partition_table:
        blocks += _partition_table(report.partition_table, report.partition_table_md5 or "")
    for partition in report.nvs:
        blocks += render_nvs(partition)
    if report.sectors:
        blocks += _sectors(report.sectors)
    blocks += [part for record in report.records for part in _record(record)]
    if not report.records:
        blocks.append(heading("no token record, of neither store"))
    return Group(*blocks)


def head(report: ShowReport) -> Iterator[RenderableType]:
    """Yield what the file was taken for, why, and what to know about it."""
    yield Text(f"{report.file}: {report.bytes:,} bytes, {report.kind}", style="bold")
    rows = [("because", reason) for reason in report.reasons]
    if report.board is None:
        rows.append(("board", "ESP8266 or Pico W: the sector looks the same on both"))
    yield facts([*rows, *(("note", warning) for warning in report.warnings)])


def _partition_table(rows: Iterable[PartitionRow], md5: str) -> Iterator[RenderableType]:
    yield heading(f"partition table, MD5 {md5}")
    table = columns(("name", "type", "offset", "size"), right=("offset", "size"))
    for row in rows:
        table.add_row(Text(row.label), row.kind, f"0x{row.offset:x}", f"0x{row.size:x}")
    yield Padding(table, (0, 0, 0, 2))


def _sectors(sectors: Iterable[SectorReport]) -> Iterator[RenderableType]:
    yield heading("sectors")
    rows = []
    for sector in sectors:
        place = f"0x{sector.address:x} of flash"
        if sector.file_offset is not None and sector.file_offset != sector.address:
            place += f", 0x{sector.file_offset:x} of the file"
        rows.append((sector.role, f"{place}: {_contents(sector)}"))
    yield facts(rows)


def _contents(sector: SectorReport) -> str:
    if sector.last_programmed is None:
        return "blank, every byte is 0xff"
    return (
        f"{sector.programmed_bytes:,} of {SECTOR_BYTES:,} bytes are not 0xff, the last at 0x{sector.last_programmed:x}"
    )


def _record(record: RecordReport) -> Iterator[RenderableType]:
    slot = f", slot {record.slot}" if record.slot is not None else ""
    title = heading(f"token record, store {record.store}{slot}, in {record.where}: ").append_text(
        verdict(record.verdict)
    )
    if record.in_force:
        title.append(", in force", style="green")
    yield title
    if record.fields and record.verdict != "empty":
        table = columns(("field", "offset", "found", "expected"), right=("offset",))
        for field in record.fields:
            found = Text(field.found, style="" if field.ok else "bold red")
            table.add_row(field.name, str(field.offset), found, field.expected)
        yield Padding(table, (0, 0, 0, 2))
    yield facts(("note", note) for note in record.notes)
