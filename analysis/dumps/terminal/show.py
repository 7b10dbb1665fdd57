"""An NVS partition for people: its pages, entries and blobs."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from oceanhil.analysis.dumps.report import (
    BlobReport,
    CrcReport,
    EntryReport,
    NvsReport,
    PageReport,
    PartitionRow,
    RecordReport,
    SectorReport,
    ShowReport,
)
from oceanhil.analysis.dumps.terminal.parts import FittingTable, columns, facts, heading, verdict
from oceanhil.protocol.wording import plural
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_RATED_ERASES = 100_000
_ENTRY_BYTES = 32
# The summary says what a leftover is; each line need not.
_LEFTOVER = "leftover"
_LEFTOVERS = "old tokens and passwords among them, until their page is reclaimed or the partition erased"


def render_nvs(partition: NvsReport) -> Iterator[RenderableType]:
    """Yield the parts of a partition's rendering."""
    unused = "" if partition.mounted else ", not mounted by the Arduino core"
    pages = plural(len(partition.pages), "page")
    yield heading(f"NVS partition {partition.label!r}, {pages} at 0x{partition.address:x} of flash{unused}")
    yield _pages(partition.pages)
    yield facts(_summary(partition))
    for page in partition.pages:
        if page.entries:
            yield heading(f"page {page.page}")
            yield _entries(page.entries)
    if partition.blobs:
        yield heading("blobs")
        yield _blobs(partition.blobs)


def _pages(pages: Sequence[PageReport]) -> Padding:
    names = ("page", "offset", "state", "seq", "version", "header", "written", "erased", "empty", "illegal", "verdict")
    table = FittingTable(names, right=("offset", "seq", "written", "erased", "empty", "illegal"))
    for blank, run in groupby(pages, key=lambda page: page.verdict == "blank"):
        together = list(run)
        if blank:
            _add_blank(table, together)
        else:
            for page in together:
                _add_page(table, page)
    return Padding(table, (0, 0, 0, 2))


def _add_blank(table: FittingTable, pages: Sequence[PageReport]) -> None:
    first, last = pages[0].page, pages[-1].page
    numbers = str(first) if first == last else f"{first}-{last}"
    table.add_row(numbers, f"0x{pages[0].offset:x}", *[""] * 8, verdict("blank"))


def _add_page(table: FittingTable, page: PageReport) -> None:
    judged = verdict(page.verdict)
    if page.remark:
        judged.append(f": {page.remark}")
    version = str(page.version) if page.version is not None else "unknown"
    counts = (page.written, page.erased, page.empty, page.illegal)
    table.add_row(
        str(page.page), f"0x{page.offset:x}", page.state, str(page.sequence), version, _crc(page.header_crc),
        *map(str, counts), judged,
    )  # fmt: skip


def _summary(partition: NvsReport) -> Iterator[tuple[str, str]]:
    names = (f"{number} = {name!r}" for number, name in sorted(partition.namespaces.items()))
    yield "namespaces", ", ".join(names) or "none"
    free = plural(partition.free_entries, "entry")
    size = f"{partition.free_entries * _ENTRY_BYTES:,} bytes"
    yield "free", f"{free} ({size}) until a page is reclaimed; {partition.reclaimable_entries:,} then come back"
    used = plural(partition.page_activations, "page activation")
    count = partition.sector_erases
    erases = f"about {plural(count, 'erase')} a sector" if count else "no sector needed an erase yet"
    yield "wear", f"{used} since the last erase-all: {erases}; chips are rated for {_RATED_ERASES:,}"
    if partition.leftovers:
        items = plural(partition.leftovers, "erased item")
        yield "leftovers", f"{items} can still be read in this dump, {_LEFTOVERS}"


def _entries(entries: Sequence[EntryReport]) -> Padding:
    names = ("entry", "offset", "kind", "namespace", "key", "type", "chunk", "size", "header", "data", "value")
    table = FittingTable(names, right=("offset", "size"), folded=("namespace", "key"))
    for entry in entries:
        last = entry.entry + entry.count - 1
        number = str(entry.entry) if entry.count == 1 else f"{entry.entry}-{last}"
        chunk = "" if entry.chunk is None else f"0x{entry.chunk:02x}"
        size = "" if entry.size is None else f"{entry.size:,}"
        table.add_row(
            number, f"0x{entry.offset:x}", verdict(entry.kind), Text(entry.namespace or ""), Text(entry.key or ""),
            entry.type or "", chunk, size, _crc(entry.header_crc), _crc(entry.data_crc), _value(entry),
        )  # fmt: skip
    return Padding(table, (0, 0, 0, 2))


def _value(entry: EntryReport) -> Text:
    text = Text(entry.value)
    if entry.note and entry.kind != _LEFTOVER:
        text.append(f"  ({entry.note})" if entry.value else entry.note, style="dim")
    return text


def _crc(crc: CrcReport | None) -> Text:
    if crc is None:
        return Text()
    return verdict("good") if crc.ok else verdict("wrong").append(f" {crc.stored}, not {crc.computed}", style="dim")


def _blobs(blobs: Sequence[BlobReport]) -> Padding:
    table = columns(("blob", "verdict", "size", "index", "chunks"), right=("size",))
    for blob in blobs:
        index = "none" if blob.index is None else _place(blob.index)
        chunks = ", ".join(map(_place, blob.chunks)) or "none"
        table.add_row(Text(f"{blob.namespace}/{blob.key}"), verdict(blob.verdict), f"{blob.size:,}", index, chunks)
    return Padding(table, (0, 0, 0, 2))


def _place(place: tuple[int, int]) -> str:
    page, entry = place
    return f"page {page} entry {entry}"


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
