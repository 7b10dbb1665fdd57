"""From a dump to the report that `oceanhil eeprom show` prints."""

from collections.abc import Mapping
from typing import Final

from oceanhil.analysis.dumps.dump import Dump, DumpKind, Region, Role
from oceanhil.analysis.dumps.nvs_report import report_nvs
from oceanhil.analysis.dumps.records.layout import read_fields
from oceanhil.analysis.dumps.records.places import RecordPlace, find_records, is_blank, is_good, notes_on, winner
from oceanhil.analysis.dumps.report import PartitionRow, RecordReport, SectorReport, ShowReport
from oceanhil.simulator.eeprom.inspect import PageVerdict, PartitionView, view_partition

# What was found by a boot image or blocks of its own, whatever its EEPROM holds.
_WHOLE: Final = frozenset({DumpKind.FLASH, DumpKind.UF2})


def show_dump(name: str, dump: Dump) -> ShowReport:
    """Report on the dump of the file called `name`."""
    views = view_nvs(dump)
    places = find_records(dump, views)
    table = dump.table
    return ShowReport(
        file=name,
        bytes=len(dump.data),
        kind=dump.what,
        board=dump.board.value if dump.board is not None else None,
        reasons=dump.reasons,
        warnings=dump.warnings,
        recognised=is_recognised(dump, views, places),
        partition_table=tuple(PartitionRow(each.label, each.kind, each.offset, each.size) for each in table.partitions)
        if table is not None
        else (),
        partition_table_md5=table.md5.value if table is not None else None,
        nvs=tuple(report_nvs(each, views[each.address]) for each in dump.regions if each.role is Role.NVS),
        sectors=tuple(_report_sector(each) for each in dump.regions if each.role is not Role.NVS),
        records=tuple(_report_record(each, places) for each in places),
    )


def view_nvs(dump: Dump) -> Mapping[int, PartitionView]:
    """Read the NVS partitions of a dump, by the addresses of their regions."""
    return {region.address: view_partition(region.data) for region in dump.regions if region.role is Role.NVS}


def is_recognised(dump: Dump, views: Mapping[int, PartitionView], places: tuple[RecordPlace, ...]) -> bool:
    """Tell whether there is anything in the dump that could not be chance; blank flash counts as recognised."""
    if dump.kind in _WHOLE or any(not place.doubtful for place in places):
        return True
    pages = [page for view in views.values() for page in view.pages]
    if any(page.verdict in (PageVerdict.IN_USE, PageVerdict.NEWER) or page.groups for page in pages):
        readable = (group.header is not None and group.header.crc.ok for page in pages for group in page.groups)
        return any(page.crc.ok for page in pages) or any(readable)
    return all(_is_blank(region) for region in dump.regions)


def _is_blank(region: Region) -> bool:
    return is_blank(region.data) if region.role is not Role.NVS else not region.data.strip(b"\xff")


def _report_sector(region: Region) -> SectorReport:
    filled = region.data.rstrip(b"\xff")
    return SectorReport(
        role=region.role.value,
        address=region.address,
        file_offset=region.file_offset,
        programmed_bytes=len(region.data) - region.data.count(0xFF),
        last_programmed=len(filled) - 1 if filled else None,
    )


def _report_record(place: RecordPlace, places: tuple[RecordPlace, ...]) -> RecordReport:
    base = place.region.file_offset
    return RecordReport(
        store=place.store.value,
        slot=place.slot.name if place.slot is not None else None,
        where=place.where,
        file_offset=base + place.pieces[0].region_offset if base is not None and place.pieces else None,
        verdict=place.reading.verdict.value,
        in_force=is_good(place) and (place.slot is None or place is winner(places)),
        fields=read_fields(place.store, place.data, is_doubtful=place.doubtful),
        notes=notes_on(place),
    )
