"""I11's bounds: how much flash work a save and a start give reason for, on each family.

Measured with the simulated drivers, which behave byte for byte as the real ones, over the library's scenarios about
storage: the most that followed one reason, in sectors erased and bytes programmed, for a record of 64 bytes (legacy)
and one of 104 (reference).

- ESP32: a save 0 and 152, 0 and 220, or 252 over the end of a page; with a page collected 1 and 187, 1 and 259. A start
  0. The first start, with the first blob in an empty partition, 0 and 356; one after a cut 1 and 276. The first save of
  firmware that opens its namespace then, 0 and 276: 68 more than the next.
- ESP8266: a save 1 and 64, 1 and 104. A start 0 and 104, after a cut too.
- Pico W: a save 1 and 256. A start 0 and 256, after a cut too.

NVS writes a blob as entries of 32 bytes: one for each 32 bytes of it, a head and an index; a word of 4 bytes marks each
as written, and each that it replaces as erased (ESP-IDF, NVS: structure of a page). Before the first value that is ever
stored come, once, the head of the page and the namespace, an entry with its word; a cut that falls into that lets it
begin anew. A page that is collected moves what is live in it. The other two erase a sector and program the record, on a
Pico W in pages of 256 bytes. A start of the reference firmware programs the newest record once more over itself.

How large somebody else's record is, nobody knows, nor whether it is saved in one piece: `EEPROM.begin(512)` and a
`commit()` program 512 bytes of a sector on ESP8266, and two commits erase it twice. What wears flash out is told by
erases, and by work without a reason. A start lets it program what it has stored once more over itself, without an
erase, as the page of storage has it. On an ESP32 it may save what is of this start, such as how many there were, up to
the size of an ordinary EEPROM: NVS writes that behind what is there, and collects a page at every fifth such start, its
pages in turn, so that hundreds of starts a day wear none out in ten years. The one sector of the others is erased by
each, with the token in it.
Where nothing was ever stored, `LittleFS.begin()` makes an empty file system first (by itself on ESP8266 and Pico W, on
ESP32 when told to): littlefs erases both blocks of the root, which are of 8 KB on ESP8266 and of 4 KB on the others. A
file that is written beside the old one and takes its name erases a block for its bytes, and at times one for the
directory. A directory whose last entry was cut is not mended by a start, but moved by the first save after it.
"""

from typing import Final

import msgspec

from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.protocol.record import REFERENCE_RECORD_BYTES
from oceanhil.scenarios.world import NO_WEAR, FlashWear

_PAGE: Final = 256
_ENTRY: Final = 32
# One head more, of a blob that the end of a page divides.
_HEADS_AND_INDEX: Final = 3
_WORD: Final = 4
# The states that a page and the one after it go through.
_PAGE_STATES: Final = 3 * _WORD
# A new page's head, and the entry of the namespace.
_NEW_PAGE: Final = 3 * _ENTRY
_FOUNDING: Final = 2 * _ENTRY + _WORD
_ROOT_BLOCKS: Final = 2
# Two saves, and a directory that is moved.
_BLOCKS_OF_OTHERS: Final = 3
# As most sketches begin their EEPROM.
_ORDINARY_BYTES: Final = 512
_SECTORS_OF_A_BLOCK: Final = {Storage.NVS: 1, Storage.ESP8266_SECTOR: 2, Storage.PICO_SECTOR: 1}


class Reasons(msgspec.Struct, frozen=True):
    """What one reason of each kind allows at most, on one family of boards."""

    save: FlashWear
    start: FlashWear
    mending: FlashWear
    """A start after a power cut, over storage that does not read, or after what the bench did."""
    moved_bytes: int = 0
    """Bytes that may be programmed again for each sector that is erased."""
    founding_bytes: int = 0
    """Bytes that are programmed once, before the first value that is ever stored."""
    founding_erases: int = 0
    """Sectors that are erased before that."""
    late_mending: FlashWear = NO_WEAR
    """What a start after a power cut may leave to the first save."""

    def is_more(self, done: FlashWear, allowed: FlashWear) -> bool:
        """Tell whether `done` is more than `allowed`."""
        moved = self.moved_bytes * done.erases
        return done.erases > allowed.erases or done.programmed_bytes > allowed.programmed_bytes + moved

    def lets_found(self, allowed: FlashWear) -> bool:
        """Tell whether what is allowed is a reason to found something: who erases for it needs one to erase."""
        return allowed != NO_WEAR and bool(allowed.erases or not self.founding_erases)

    def founded(self, allowed: FlashWear) -> FlashWear:
        """Give what is allowed where nothing was ever stored."""
        return FlashWear(allowed.erases + self.founding_erases, allowed.programmed_bytes + self.founding_bytes)

    def after_cut(self, left: FlashWear) -> FlashWear:
        """Give what a save allows where so much of the mending after a power cut was not done yet."""
        return FlashWear(
            self.save.erases + min(left.erases, self.late_mending.erases),
            self.save.programmed_bytes + min(left.programmed_bytes, self.late_mending.programmed_bytes),
        )

    @staticmethod
    def left(allowed: FlashWear, done: FlashWear) -> FlashWear:
        """Give what may still be done."""
        programmed = max(0, allowed.programmed_bytes - done.programmed_bytes)
        return FlashWear(max(0, allowed.erases - done.erases), programmed)


def reasons_of_others(board: Board) -> Reasons:
    """Give the bounds for a family whose firmware saves what it likes: two saves of a sector's size each."""
    storage = family(board).storage
    block = _SECTORS_OF_A_BLOCK[storage]
    root, erases = _ROOT_BLOCKS * block, _BLOCKS_OF_OTHERS * block
    twice, moved = FlashWear(erases, 2 * SECTOR_BYTES), FlashWear(block, SECTOR_BYTES)
    if storage is not Storage.NVS:
        return Reasons(twice, FlashWear(0, SECTOR_BYTES), twice, founding_erases=root, late_mending=moved)
    blobs = FlashWear(erases, 2 * _blob_bytes(SECTOR_BYTES) + _NEW_PAGE)
    start = FlashWear(block, _blob_bytes(_ORDINARY_BYTES) + _NEW_PAGE)
    return Reasons(blobs, start, blobs, SECTOR_BYTES, founding_erases=root, late_mending=moved)


def reasons_of(board: Board, eeprom_bytes: int) -> Reasons:
    """Give the bounds for a family whose legacy firmware begins EEPROM with so many bytes."""
    record_bytes = max(eeprom_bytes, REFERENCE_RECORD_BYTES)
    programmed = -(-record_bytes // _PAGE) * _PAGE
    start = FlashWear(0, programmed)
    if family(board).storage is not Storage.NVS:
        return Reasons(FlashWear(1, programmed), start, FlashWear(1, 2 * programmed))
    blob = _blob_bytes(record_bytes)
    return Reasons(FlashWear(1, blob), start, FlashWear(1, 2 * blob + _NEW_PAGE), SECTOR_BYTES, _FOUNDING)


def _blob_bytes(size: int) -> int:
    """Give how many bytes NVS programs for a blob of this size."""
    entries = -(-size // _ENTRY) + _HEADS_AND_INDEX
    return entries * (_ENTRY + _WORD) + _PAGE_STATES
