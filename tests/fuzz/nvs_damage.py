"""What may have happened to an NVS partition: from a flipped byte to an entry forged with a right checksum."""

from dataclasses import dataclass

from oceanhil.simulator.eeprom.nvs.format import (
    ENTRIES_OFFSET,
    ENTRY_BYTES,
    TABLE_OFFSET,
    EntryState,
    PageState,
    encode_page_header,
)
from oceanhil.simulator.eeprom.nvs.item import encode, key_of
from oceanhil.simulator.flash.chip import SECTOR_BYTES


@dataclass(frozen=True, slots=True)
class Overwrite:
    """Bytes anywhere."""

    offset: int
    data: bytes

    def apply(self, image: bytearray) -> None:
        end = min(len(image), self.offset + len(self.data))
        image[self.offset : end] = self.data[: end - self.offset]


@dataclass(frozen=True, slots=True)
class Fill:
    """A range pre-programmed to 0x00, or erased."""

    offset: int
    length: int
    value: int

    def apply(self, image: bytearray) -> None:
        end = min(len(image), self.offset + self.length)
        image[self.offset : end] = bytes((self.value,)) * (end - self.offset)


@dataclass(frozen=True, slots=True)
class CopyPage:
    """One page's contents over another's, as after a write to the wrong address."""

    source: int
    target: int

    def apply(self, image: bytearray) -> None:
        source, target = self.source * SECTOR_BYTES, self.target * SECTOR_BYTES
        image[target : target + SECTOR_BYTES] = image[source : source + SECTOR_BYTES]


@dataclass(frozen=True, slots=True)
class ForgeHeader:
    """A page header with a right checksum."""

    page: int
    state: PageState
    sequence: int
    version: int

    def apply(self, image: bytearray) -> None:
        start = self.page * SECTOR_BYTES
        header = encode_page_header(self.sequence, self.version)
        image[start : start + len(header)] = self.state.to_bytes(4, "little") + header[4:]


@dataclass(frozen=True, slots=True)
class SetState:
    """Two bits of a page's bitmap."""

    page: int
    entry: int
    state: EntryState

    def apply(self, image: bytearray) -> None:
        at = self.page * SECTOR_BYTES + TABLE_OFFSET + self.entry // 4
        shift = self.entry % 4 * 2
        image[at] = image[at] & ~(3 << shift) & 0xFF | self.state << shift


@dataclass(frozen=True, slots=True)
class ForgeEntry:
    """A WRITTEN entry with a right checksum."""

    page: int
    entry: int
    head: tuple[int, int, int, int]
    key: bytes
    data: bytes

    def apply(self, image: bytearray) -> None:
        at = self.page * SECTOR_BYTES + ENTRIES_OFFSET + self.entry * ENTRY_BYTES
        image[at : at + ENTRY_BYTES] = encode(self.head, key_of(self.key), self.data)
        SetState(self.page, self.entry, EntryState.WRITTEN).apply(image)


Damage = Overwrite | Fill | CopyPage | ForgeHeader | SetState | ForgeEntry


def damaged(image: bytes, damages: list[Damage]) -> bytes:
    changed = bytearray(image)
    for damage in damages:
        damage.apply(changed)
    return bytes(changed)
