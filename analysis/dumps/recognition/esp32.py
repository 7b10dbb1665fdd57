"""Flash images and NVS partitions of an ESP32 and of its like."""

from collections.abc import Iterator

from oceanhil.analysis.dumps.dump import Dump, DumpError, DumpKind, Region, Role
from oceanhil.boards import families, family
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.esp_image import EspChip, find_bootloader, parse_header
from oceanhil.protocol.formats.partition_table import (
    USUAL_OFFSET,
    Kind,
    Md5,
    Partition,
    PartitionTable,
    find_table,
    parse_table,
)
from oceanhil.protocol.units import MEGABYTE
from oceanhil.protocol.wording import plural
from oceanhil.simulator.eeprom.inspect import GroupKind, PageVerdict
from oceanhil.simulator.eeprom.inspect.pages import has_item, looks_like_page, view_page
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES

_BOOT_LABEL = "nvs"
_OLD_EEPROM = "eeprom"
_USUAL_SIZES = {0x5000: "Arduino's default.csv", 0x6000: "ESP-IDF's single-app table"}
_MAX_PARTITION_BYTES = 16 * MEGABYTE
# Each of 126 entries a page is looked at: in a larger file that takes seconds.
_LARGEST_SEARCHED = MEGABYTE
# In fewer pages than this, most of an NVS partition may be damaged; in more, it is the flash round one.
_FLASH_PAGES = 9
# So many entries with a wrong checksum, and none with a right one, are hardly damage.
_ENCRYPTED_ENTRIES = 2
_READABLE = frozenset({GroupKind.ITEM, GroupKind.LEFTOVER})
_WHOLE_FLASH = "esptool read-flash 0 ALL dump.bin"


def from_flash(data: bytes, board: Board | None) -> Dump | None:
    """Take `data` for a flash image if it has a partition table; raises DumpError for another chip's."""
    table = find_table(data) or parse_table(data)
    if table is None:
        _refuse_program(data)
        return None
    _refuse_later_begin(data, table)
    bootloader = find_bootloader(data)
    chip = bootloader.chip if bootloader is not None else _chip_named(board)
    own = next((each.board for each in families() if each.esp_image is not None and each.esp_image.chip is chip), None)
    if own is None and board is not Board.ESP32:
        raise DumpError(
            f"is a flash image of an {chip.value}; expected one of an ESP32, ESP8266 or Pico W; "
            "its NVS has the same format: --board esp32 shows it all the same"
        )
    reasons = [f"a partition table with {plural(len(table.partitions), 'row')} at 0x{table.offset:x}"]
    if bootloader is not None:
        reasons.append(f"a boot loader for {chip.value} at 0x{bootloader.offset:x}")
    return Dump(
        kind=DumpKind.FLASH,
        board=own or Board.ESP32,
        data=data,
        regions=tuple(_regions(data, table)),
        flash_bytes=(bootloader.flash_bytes if bootloader is not None else None) or _whole_sectors(len(data)),
        reasons=tuple(reasons),
        warnings=tuple(_warnings(data, table, chip if own is None else None)),
        cut_off=_is_cut_off(len(data), table),
        table=table,
    )


def nvs_from_part(data: bytes, reason: str, board: Board = Board.ESP32) -> Dump:
    """Take the whole pages of `data` for an NVS partition, for that reason."""
    size = len(data) // SECTOR_BYTES * SECTOR_BYTES
    _refuse_flash(data)
    if not size:
        raise DumpError(f"has {len(data):,} bytes, expected whole NVS pages of 4,096; read the partition again")
    if size > _MAX_PARTITION_BYTES:
        raise DumpError(f"has {len(data):,} bytes, expected an NVS partition of at most {_MAX_PARTITION_BYTES:,}")
    warnings = []
    if size < len(data):
        warnings.append(
            f"the file ends inside page {size // SECTOR_BYTES}: its last {len(data) - size:,} bytes are left out; "
            "read the partition again"
        )
    warnings += _signs_of_encryption(_BOOT_LABEL, data)
    return Dump(
        kind=DumpKind.NVS,
        board=board,
        data=data,
        regions=(Region(Role.NVS, data[:size], DEFAULT_ADDRESS, 0, _BOOT_LABEL),),
        flash_bytes=_whole_sectors(max(family(board).flash_bytes, DEFAULT_ADDRESS + size)),
        reasons=(reason,),
        warnings=tuple(warnings),
        cut_off=size < len(data),
    )


def sign_of_nvs(data: bytes) -> str:
    """Say what in `data` speaks for an NVS partition, nothing if nothing does."""
    pages = _pages(data)
    used = [page for page in pages if page != BLANK_SECTOR]
    headers = sum(looks_like_page(page) for page in used)
    if headers:
        return f"{headers} of {len(pages)} pages {'has' if headers == 1 else 'have'} an NVS header"
    if len(data) <= _LARGEST_SEARCHED and any(has_item(page) for page in used):
        return "no page has an NVS header, but there are NVS entries with a good checksum"
    return ""


def sign_by_size(data: bytes) -> str:
    """Say whose nvs partition has just this size, nothing if none has."""
    usual = _USUAL_SIZES.get(len(data))
    return f"no sign of NVS but its size, that of the nvs partition in {usual}" if usual else ""


def _chip_named(board: Board | None) -> EspChip:
    """Give the chip of the family that was named, for a file that names none."""
    image = None if board is None else family(board).esp_image
    return EspChip.ESP32 if image is None else image.chip


def _regions(data: bytes, table: PartitionTable) -> Iterator[Region]:
    boots = _boot_partition(table)
    for partition in table.of_kind(Kind.NVS):
        size = min(partition.size, max(0, len(data) - partition.offset), _MAX_PARTITION_BYTES)
        content = data[partition.offset : partition.offset + size // SECTOR_BYTES * SECTOR_BYTES]
        if content and partition.offset % SECTOR_BYTES == 0:
            yield Region(
                Role.NVS, content, partition.offset, partition.offset, partition.label, boots=partition is boots
            )


def _boot_partition(table: PartitionTable) -> Partition | None:
    return next((each for each in table.of_kind(Kind.NVS) if each.label == _BOOT_LABEL), None)


def _is_cut_off(size: int, table: PartitionTable) -> bool:
    boots = _boot_partition(table)
    return boots is not None and boots.offset + boots.size > size


def _warnings(data: bytes, table: PartitionTable, foreign: EspChip | None) -> Iterator[str]:
    if foreign is not None:
        yield f"this is the flash of an {foreign.value}, which is no board of the platform; its NVS has the same format"
    if table.offset != USUAL_OFFSET:
        yield f"the partition table is at 0x{table.offset:x}, not at the usual 0x{USUAL_OFFSET:x}"
    if table.md5 is Md5.WRONG:
        yield "the partition table's MD5 is wrong: a boot loader that checks it refuses to boot"
    if _boot_partition(table) is None:
        yield "no partition is called 'nvs': the Arduino core finds no NVS, and EEPROM.begin returns false"
    if table.of_kind(Kind.NVS_KEYS):
        yield "there is a partition with NVS keys: if NVS is encrypted, its entries read as damaged here"
    for partition in table.partitions:
        if partition.is_kind(Kind.NVS):
            yield from _warnings_about(partition, len(data))
            yield from _signs_of_encryption(partition.label, data[partition.offset : partition.end])
        elif partition.label == _OLD_EEPROM:
            yield "there is a partition 'eeprom', in which cores before 1.0.3 kept EEPROM; it is not shown"


def _warnings_about(partition: Partition, size: int) -> Iterator[str]:
    end = partition.offset + partition.size
    if end > size:
        yield (
            f"partition {partition.label!r} ends at 0x{end:x}, the file at 0x{size:x}: what is missing is not shown; "
            "read the flash again"
        )
    if partition.is_encrypted:
        yield f"partition {partition.label!r} is marked encrypted: its entries read as damaged here"


def _signs_of_encryption(label: str, content: bytes) -> Iterator[str]:
    """Warn of a partition whose pages are sound and hold entries, not one of which can be read."""
    views = (view_page(index, page) for index, page in enumerate(_pages(content)) if looks_like_page(page))
    groups = [group for view in views if view.verdict is PageVerdict.IN_USE for group in view.groups]
    damaged = sum(group.count for group in groups if group.kind is GroupKind.DAMAGED)
    if damaged >= _ENCRYPTED_ENTRIES and not any(group.kind in _READABLE for group in groups):
        yield (
            f"no entry of partition {label!r} can be read, though its pages are sound: NVS is most likely encrypted, "
            "and what is said here of its entries, and of what is lost, is true only if it is not"
        )


def _refuse_program(data: bytes) -> None:
    """Refuse an application or boot loader image, which begins like a flash image of some chips."""
    image = parse_header(data)
    if image is not None and image.chip is not EspChip.ESP8266:
        raise DumpError(
            f"is a program for {image.chip.value} without a partition table; expected a dump of its flash: "
            f"{_WHOLE_FLASH}"
        )


def _refuse_later_begin(data: bytes, table: PartitionTable) -> None:
    """Refuse a dump that does not begin at 0 of flash: the table's places would be others of the file."""
    begin = USUAL_OFFSET - table.offset
    if table.offset and (begin <= 0 or _has_pages(data, table, 0) or not _has_pages(data, table, begin)):
        return
    raise DumpError(
        f"begins at 0x{begin:x} of flash, as its partition table is at 0x{table.offset:x}; expected a dump from 0 on: "
        f"{_WHOLE_FLASH}, or a file that begins where NVS does"
    )


def _has_pages(data: bytes, table: PartitionTable, begin: int) -> bool:
    """Tell whether NVS has a page where the table says, in a file that begins at `begin` of flash."""
    places = ((each.offset - begin, each.end - begin) for each in table.of_kind(Kind.NVS) if each.offset >= begin)
    return any(looks_like_page(page) for first, end in places for page in _pages(data[first:end]))


def _refuse_flash(data: bytes) -> None:
    """Refuse what has NVS pages in it, but is mostly something else."""
    pages = _pages(data)
    own = [index for index, page in enumerate(pages) if looks_like_page(page)]
    others = len(pages) - len(own) - pages.count(BLANK_SECTOR)
    if len(pages) < _FLASH_PAGES or not own or others <= len(own):
        return
    first, end = own[0] * SECTOR_BYTES, (own[-1] + 1) * SECTOR_BYTES
    raise DumpError(
        f"has NVS pages between 0x{first:x} and 0x{end:x}, but is mostly something else, and no partition table in it "
        "can be read, as where flash is encrypted; give the NVS partition alone: cut it out of the file, or "
        "esptool read-flash 0x9000 0x5000 nvs.bin"
    )


def _pages(data: bytes) -> list[bytes]:
    return [data[start : start + SECTOR_BYTES] for start in range(0, len(data) - SECTOR_BYTES + 1, SECTOR_BYTES)]


def _whole_sectors(size: int) -> int:
    return -(-size // SECTOR_BYTES) * SECTOR_BYTES
