"""What `show` says about a dump: the structs that `--json` prints. All offsets are in bytes, secrets are cut."""

import msgspec

from oceanhil.analysis.dumps.records.layout import Field


class CrcReport(msgspec.Struct, frozen=True):
    """A checksum as hexadecimal text, stored and computed."""

    ok: bool
    stored: str
    computed: str


class EntryReport(msgspec.Struct, frozen=True, kw_only=True):
    """A run of `count` entries from number `entry` of a page; `offset` is in the partition.

    `kind` is `item`, `damaged`, `leftover`, `erased`, `illegal` or `half-written`; `data_crc` is that of the payload.
    """

    entry: int
    count: int
    offset: int
    kind: str
    namespace: str | None = None
    key: str | None = None
    type: str | None = None
    span: int | None = None
    chunk: int | None = None
    size: int | None = None
    header_crc: CrcReport | None = None
    data_crc: CrcReport | None = None
    value: str = ""
    secret: bool = False
    note: str = ""


class PageReport(msgspec.Struct, frozen=True, kw_only=True):
    """An NVS page: header, counts of entries by state, and what stands in them; `offset` is in the partition."""

    page: int
    offset: int
    state: str
    sequence: int
    version: int | None
    header_crc: CrcReport
    verdict: str
    remark: str
    written: int
    erased: int
    empty: int
    illegal: int
    entries: tuple[EntryReport, ...]


class BlobReport(msgspec.Struct, frozen=True, kw_only=True):
    """A blob: `complete`, `damaged`, `mismatch`, `duplicate` or `orphan`, and where its parts are (page, entry)."""

    namespace: str
    key: str
    verdict: str
    size: int
    index: tuple[int, int] | None
    chunks: tuple[tuple[int, int], ...]


class NvsReport(msgspec.Struct, frozen=True, kw_only=True):
    """An NVS partition. `mounted`: whether the Arduino core uses it.

    `sector_erases` estimates how often each sector was erased since the partition was last erased as a whole.
    """

    label: str
    address: int
    size: int
    mounted: bool
    pages: tuple[PageReport, ...]
    namespaces: dict[int, str]
    blobs: tuple[BlobReport, ...]
    free_entries: int
    reclaimable_entries: int
    page_activations: int
    sector_erases: int
    leftovers: int


class SectorReport(msgspec.Struct, frozen=True, kw_only=True):
    """A raw sector: how many bytes are not 0xFF, and where the last of them is (None if it is blank)."""

    role: str
    address: int
    file_offset: int | None
    programmed_bytes: int
    last_programmed: int | None


class RecordReport(msgspec.Struct, frozen=True, kw_only=True):
    """A token record: `verdict` is what firmware of this `store` says to its bytes, `in_force` whether it uses them.

    `file_offset` is None within a UF2 file.
    """

    store: str
    slot: str | None
    where: str
    file_offset: int | None
    verdict: str
    in_force: bool
    fields: tuple[Field, ...]
    notes: tuple[str, ...]


class PartitionRow(msgspec.Struct, frozen=True):
    """A row of ESP32's partition table."""

    label: str
    kind: str
    offset: int
    size: int


class ShowReport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a dump. `recognised` is False if there is nothing in it that could be told from chance."""

    file: str
    bytes: int
    kind: str
    board: str | None
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    recognised: bool
    partition_table: tuple[PartitionRow, ...]
    partition_table_md5: str | None
    nvs: tuple[NvsReport, ...]
    sectors: tuple[SectorReport, ...]
    records: tuple[RecordReport, ...]
