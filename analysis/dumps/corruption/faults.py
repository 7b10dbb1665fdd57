"""The faults by name, with what each does and where it can be done."""

from enum import Enum

import msgspec

from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.protocol.board import PLATFORM_BOARDS, Board

_ALL = frozenset(Storage)
_NVS = frozenset({Storage.NVS})
_SECTORS = _ALL - _NVS


class Group(Enum):
    """Sorts of faults; the value is a heading of the list."""

    RECORD = "the token record, with everything round it sound"
    TORN = "power lost during a write"
    NVS = "NVS underneath the record (ESP32)"
    FILE = "the file itself"


class FaultInfo(msgspec.Struct, frozen=True):
    """A fault's group, what it does in a sentence, and the storage that can have it."""

    group: Group
    sentence: str
    storages: frozenset[Storage] = _ALL

    @property
    def boards(self) -> tuple[Board, ...]:
        """The platform's families that can have it."""
        return tuple(board for board in PLATFORM_BOARDS if family(board).storage in self.storages)


class Fault(Enum):
    """Everything that `corrupt` can do."""

    MAGIC = "magic"
    LENGTH = "length"
    TOKEN_BYTE = "token-byte"  # noqa: S105 - a name
    CHECKSUM = "checksum"
    ALL_FF = "all-ff"
    ALL_00 = "all-00"
    RANDOM = "random"
    TORN_REWRITE = "torn-rewrite"
    TORN_UPDATE = "torn-update"
    TORN_ERASED = "torn-erased"
    TORN_ZEROED = "torn-zeroed"
    PAGE_STATE = "page-state"
    PAGE_HEADER = "page-header"
    PAGE_ZEROED = "page-zeroed"
    PAGE_RANDOM = "page-random"
    PAGE_VERSION = "page-version"
    NO_FREE_PAGE = "no-free-page"
    BITMAP = "bitmap"
    ENTRY_CRC = "entry-crc"
    DATA_CRC = "data-crc"
    INDEX_CRC = "index-crc"
    INDEX_GONE = "index-gone"
    CHUNK_GONE = "chunk-gone"
    NAMESPACE = "namespace"
    TRUNCATED = "truncated"

    @property
    def info(self) -> FaultInfo:
        """What it is."""
        return _INFO[self]


_INFO: dict[Fault, FaultInfo] = {
    Fault.MAGIC: FaultInfo(Group.RECORD, "the first byte of the magic number is wrong"),
    Fault.LENGTH: FaultInfo(Group.RECORD, "the length of the token is more than its field holds"),
    Fault.TOKEN_BYTE: FaultInfo(Group.RECORD, "the third byte of the token is wrong, its checksum no longer fits"),
    Fault.CHECKSUM: FaultInfo(Group.RECORD, "the checksum itself is wrong"),
    Fault.ALL_FF: FaultInfo(Group.RECORD, "every byte of the record is 0xff, as in erased flash"),
    Fault.ALL_00: FaultInfo(Group.RECORD, "every byte of the record is 0x00, as a sketch that clears EEPROM leaves it"),
    Fault.RANDOM: FaultInfo(Group.RECORD, "every byte of the record is random, from --seed"),
    Fault.TORN_REWRITE: FaultInfo(
        Group.TORN, "power goes after --at units (bytes programmed, sectors erased) of the next save of the record"
    ),
    Fault.TORN_UPDATE: FaultInfo(
        Group.TORN, "power goes between a blob's last chunk and its index: idf-5.5.1 then loses old and new value", _NVS
    ),
    Fault.TORN_ERASED: FaultInfo(
        Group.TORN, "power goes after the sector is erased, before anything is rewritten", _SECTORS
    ),
    Fault.TORN_ZEROED: FaultInfo(
        Group.TORN,
        "power goes early in the erase: the first --at bytes of the sector are 0x00",
        _SECTORS,
    ),
    Fault.PAGE_STATE: FaultInfo(Group.NVS, "the state word of the record's page is 0, which is no state", _NVS),
    Fault.PAGE_HEADER: FaultInfo(Group.NVS, "one bit of the page's header is cleared, its checksum is wrong", _NVS),
    Fault.PAGE_ZEROED: FaultInfo(Group.NVS, "the whole page of the record is 0x00", _NVS),
    Fault.PAGE_RANDOM: FaultInfo(Group.NVS, "the whole page of the record is random, from --seed", _NVS),
    Fault.PAGE_VERSION: FaultInfo(
        Group.NVS, "the page claims format version byte 0xfd, newer than any driver, with a good checksum", _NVS
    ),
    Fault.NO_FREE_PAGE: FaultInfo(Group.NVS, "every blank page is marked active: none is left to move values to", _NVS),
    Fault.BITMAP: FaultInfo(Group.NVS, "the bitmap's state of the index entry is 01, which no driver writes", _NVS),
    Fault.ENTRY_CRC: FaultInfo(Group.NVS, "one bit in the header of the blob's chunk is wrong", _NVS),
    Fault.DATA_CRC: FaultInfo(Group.NVS, "one bit of the blob's data is wrong", _NVS),
    Fault.INDEX_CRC: FaultInfo(Group.NVS, "one bit in the header of the blob's index is wrong", _NVS),
    Fault.INDEX_GONE: FaultInfo(Group.NVS, "the blob's index is marked erased, its chunk is an orphan", _NVS),
    Fault.CHUNK_GONE: FaultInfo(Group.NVS, "the blob's chunk is marked erased, its index counts one too many", _NVS),
    Fault.NAMESPACE: FaultInfo(Group.NVS, "one bit in the entry that names the namespace is wrong", _NVS),
    Fault.TRUNCATED: FaultInfo(Group.FILE, "the file ends inside its last sector, or after --at bytes"),
}


def faults_of(group: Group) -> tuple[Fault, ...]:
    """Give the faults of a group."""
    return tuple(fault for fault in Fault if fault.info.group is group)
