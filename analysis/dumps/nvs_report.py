"""From the view of an NVS partition to its part of the report."""

from collections.abc import Iterator

from oceanhil.analysis.dumps.dump import Region
from oceanhil.analysis.dumps.report import BlobReport, CrcReport, EntryReport, NvsReport, PageReport
from oceanhil.analysis.dumps.secrets import is_secret, is_secret_number, shown_blob, shown_string
from oceanhil.protocol.wording import plural
from oceanhil.simulator.eeprom.inspect import Blob, Crc, EntryGroup, GroupKind, Header, PageVerdict, PageView
from oceanhil.simulator.eeprom.inspect import PartitionView as View
from oceanhil.simulator.eeprom.nvs.format import NAMESPACE_DIRECTORY, ItemType
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_TYPES = {
    ItemType.STRING: "string",
    ItemType.BLOB: "blob (old)",
    ItemType.BLOB_DATA: "chunk",
    ItemType.BLOB_INDEX: "index",
}
# Without the bit that tells two versions of a blob apart.
_CHUNK_NUMBER = 0x7F
_VERSIONS = {0xFF: 1, 0xFE: 2}
_NOTES = {
    GroupKind.DAMAGED: "no readable header: the driver erases these entries at the next mount",
    GroupKind.ERASED: "no longer readable",
    GroupKind.ILLEGAL: "a state that no driver writes: erased at the next mount",
    GroupKind.HALF_WRITTEN: "programmed but not marked written: a write that was cut off",
}


def report_nvs(region: Region, view: View) -> NvsReport:
    """Report on the partition in `region`."""
    in_use = view.in_use
    pages = len(view.pages)
    return NvsReport(
        label=region.label,
        address=region.address,
        size=len(region.data),
        mounted=region.boots,
        pages=tuple(_report_page(page, view) for page in view.pages),
        namespaces={number: visible(name) for number, name in view.namespaces.items()},
        blobs=tuple(_report_blob(blob, view) for blob in view.blobs),
        free_entries=view.free_entries,
        reclaimable_entries=sum(page.counts.erased + page.counts.illegal for page in in_use),
        page_activations=view.activations,
        sector_erases=-(-max(0, view.activations - pages) // pages) if pages else 0,
        leftovers=sum(group.kind is GroupKind.LEFTOVER for page in view.pages for group in page.groups),
    )


def type_name(header: Header) -> str:
    """Name the type of an entry."""
    kind = header.kind
    if kind is None:
        return f"0x{header.type:02x}"
    return _TYPES.get(kind, kind.name.lower())


def _report_page(page: PageView, view: View) -> PageReport:
    state = page.state
    return PageReport(
        page=page.index,
        offset=page.index * SECTOR_BYTES,
        state=state.name.lower() if state is not None else f"0x{page.state_word:08x}",
        sequence=page.sequence,
        version=_VERSIONS.get(page.version),
        header_crc=_crc(page.crc),
        verdict=page.verdict.value,
        remark=page.remark,
        written=page.counts.written,
        erased=page.counts.erased,
        empty=page.counts.empty,
        illegal=page.counts.illegal,
        entries=tuple(_report_entry(group, page, view) for group in page.groups),
    )


def _crc(crc: Crc) -> CrcReport:
    return CrcReport(crc.ok, f"0x{crc.stored:08x}", f"0x{crc.computed:08x}")


def _report_entry(group: EntryGroup, page: PageView, view: View) -> EntryReport:
    header = group.header
    offset = page.index * SECTOR_BYTES + group.offset
    bare = EntryReport(
        entry=group.entry, count=group.count, offset=offset, kind=group.kind.value, note=_NOTES.get(group.kind, "")
    )
    if header is None:
        return bare
    if group.kind is GroupKind.DAMAGED:
        return _with_crc(bare, header)
    is_directory = header.namespace == NAMESPACE_DIRECTORY
    secret = _is_secret(header)
    return EntryReport(
        entry=group.entry,
        count=group.count,
        offset=offset,
        kind=group.kind.value,
        namespace="(directory)" if is_directory else _namespace(header.namespace, view),
        key=visible(header.key),
        type="namespace" if is_directory else type_name(header),
        span=header.span,
        chunk=header.chunk if header.type == ItemType.BLOB_DATA else None,
        size=header.size,
        header_crc=_crc(header.crc),
        data_crc=_crc(group.payload_crc) if group.payload_crc is not None else None,
        value=_hidden(group, header) if secret else _value(group, header),
        secret=secret,
        note="; ".join(_notes(group, page)),
    )


def _with_crc(bare: EntryReport, header: Header) -> EntryReport:
    return EntryReport(
        entry=bare.entry,
        count=bare.count,
        offset=bare.offset,
        kind=bare.kind,
        header_crc=_crc(header.crc),
        note=bare.note,
    )


def visible(key: str) -> str:
    """Give a key or name fit to print."""
    return "".join(each if each.isprintable() else "?" for each in key)


def _namespace(number: int, view: View) -> str:
    name = view.name_of(number)
    return visible(name) if name is not None else f"#{number}"


def _is_secret(header: Header) -> bool:
    if header.number is not None:
        return header.namespace != NAMESPACE_DIRECTORY and is_secret_number(header.key)
    return header.type != ItemType.BLOB_INDEX and is_secret(header.key)


def _hidden(group: EntryGroup, header: Header) -> str:
    return "not shown" if header.number is not None else f"{len(group.payload):,} bytes, not shown"


def _value(group: EntryGroup, header: Header) -> str:
    if header.type == ItemType.STRING:
        return shown_string(group.payload)
    if header.type == ItemType.BLOB_DATA and header.chunk & _CHUNK_NUMBER:
        # It may begin within a token or a password.
        return f"{len(group.payload):,} bytes, the blob goes on"
    if header.has_payload:
        return shown_blob(group.payload)
    if header.type == ItemType.BLOB_INDEX:
        return f"{plural(header.chunk_count, 'chunk')} from 0x{header.chunk_start:02x}"
    number = header.number
    return "" if number is None else f"number {number}" if header.namespace == NAMESPACE_DIRECTORY else str(number)


def _notes(group: EntryGroup, page: PageView) -> Iterator[str]:
    if group.kind is GroupKind.LEFTOVER:
        yield "erased, but readable until the page is reclaimed"
    elif page.verdict is not PageVerdict.IN_USE:
        yield "lost with its page"
    if not group.whole:
        yield "not all of it is there, or its length makes no sense"
    if group.payload_crc is not None and not group.payload_crc.ok:
        yield "the value is damaged"


def _report_blob(blob: Blob, view: View) -> BlobReport:
    index = blob.index
    return BlobReport(
        namespace=_namespace(blob.namespace, view),
        key=visible(blob.key),
        verdict=blob.verdict.value,
        size=blob.size,
        index=(index.page, index.entry) if index is not None else None,
        chunks=tuple((chunk.page, chunk.entry) for chunk in blob.chunks),
    )
