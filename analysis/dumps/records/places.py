"""Where the records stand in a dump: in the EEPROM sector, in the spare one, or in blobs of NVS."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from oceanhil.analysis.dumps.dump import Dump, Region, Role
from oceanhil.analysis.dumps.records.layout import RECORD_BYTES, decode, likeness
from oceanhil.protocol.record import SEQUENCE_WRAP, RecordReading, RecordVerdict, StorePolicy
from oceanhil.simulator.eeprom.inspect import Blob, BlobVerdict, PartitionView
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.flash.chip import SECTOR_BYTES

#: Namespace and key of the Arduino EEPROM object's blob, and the namespace of this project's two slots.
EEPROM_BLOB: Final = ("eeprom", "eeprom")
SLOTS_NAMESPACE: Final = "oceanremote"
_MORE_THAN_CHANCE: Final = 2


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a record: its beginning in the record, its offset in the region, its length, all in bytes."""

    start: int
    region_offset: int
    length: int


class RecordPlace(msgspec.Struct, frozen=True):
    """A record, good or not: of which policy, in which slot, where, and its bytes as far as they are there.

    `doubtful`: nothing but the place speaks for this policy. `blob` is the NVS blob that holds it.
    """

    store: StorePolicy
    slot: Slot | None
    region: Region
    where: str
    data: bytes
    pieces: tuple[Piece, ...]
    doubtful: bool = False
    blob: Blob | None = None

    @property
    def reading(self) -> RecordReading:
        """What the firmware of this policy makes of it."""
        return decode(self.store, self.data)


def find_records(dump: Dump, views: Mapping[int, PartitionView]) -> tuple[RecordPlace, ...]:
    """Find every record in a dump; `views` are its NVS partitions by the address of their regions."""
    found: list[RecordPlace] = []
    for region in dump.regions:
        if region.role is Role.NVS and region.boots:
            found += _in_nvs(region, views[region.address])
        elif region.role is not Role.NVS:
            found += _in_sector(region)
    return tuple(found)


def winner(places: tuple[RecordPlace, ...]) -> RecordPlace | None:
    """Give the slot whose record counts: the good one with the newer sequence number, A if they are the same."""
    best: RecordPlace | None = None
    for place in sorted((each for each in places if each.slot is not None), key=_slot_order):
        if place.reading.record is not None and (best is None or _is_newer(place, best)):
            best = place
    return best


def _slot_order(place: RecordPlace) -> bool:
    return place.slot is Slot.B


def _is_newer(place: RecordPlace, than: RecordPlace) -> bool:
    mine, other = place.reading.record, than.reading.record
    assert mine is not None
    assert other is not None
    return 0 < (mine.sequence - other.sequence) % SEQUENCE_WRAP < SEQUENCE_WRAP // 2


def _in_sector(region: Region) -> Iterator[RecordPlace]:
    """Yield the record of a sector: of the policy that most speaks for, or both if nothing does."""
    is_eeprom = region.role is Role.EEPROM
    if is_blank(region.data):
        return
    scores = {store: likeness(store, region.data) for store in StorePolicy if is_eeprom or store is _REFERENCE}
    best = max(scores.values())
    if best < _MORE_THAN_CHANCE and not is_eeprom:
        return
    for store, score in scores.items():
        if score == best or best < _MORE_THAN_CHANCE:
            size = RECORD_BYTES[store]
            slot = None if store is StorePolicy.LEGACY else Slot.A if is_eeprom else Slot.B
            where = f"{region.role.value}, 0x{region.address:x}"
            pieces = (Piece(0, 0, size),)
            doubtful = best < _MORE_THAN_CHANCE
            yield RecordPlace(store, slot, region, where, region.data[:size], pieces, doubtful)


_REFERENCE: Final = StorePolicy.REFERENCE


def is_blank(sector: bytes) -> bool:
    """Tell whether nothing but 0xFF and 0x00, of an erase or a clearing sketch, stands where a record would."""
    return not sector[: RECORD_BYTES[_REFERENCE]].strip(b"\xff\0")


def _in_nvs(region: Region, view: PartitionView) -> Iterator[RecordPlace]:
    wanted: list[tuple[StorePolicy, Slot | None, str, str]] = [(StorePolicy.LEGACY, None, *EEPROM_BLOB)]
    wanted += [(StorePolicy.REFERENCE, slot, SLOTS_NAMESPACE, slot.value) for slot in Slot]
    for store, slot, namespace, key in wanted:
        blob = view.blob(namespace, key)
        if blob is not None and blob.verdict is not BlobVerdict.ORPHAN:
            size = RECORD_BYTES[store]
            where = f"NVS blob {namespace}/{key}"
            yield RecordPlace(store, slot, region, where, blob.data[:size], tuple(_pieces(blob, size)), blob=blob)


def _pieces(blob: Blob, size: int) -> Iterator[Piece]:
    start = 0
    for chunk in blob.chunks:
        length = min(len(chunk.payload), size - start)
        if length > 0:
            yield Piece(start, chunk.page * SECTOR_BYTES + chunk.payload_offset, length)
        start += len(chunk.payload)


def notes_on(place: RecordPlace) -> tuple[str, ...]:
    """Say what is odd about a record beyond its verdict."""
    notes = []
    if place.doubtful:
        notes.append("nothing here looks like a record; this is how firmware of this store reads it")
    if place.blob is not None and place.blob.verdict is not BlobVerdict.COMPLETE:
        notes.append(f"the blob is not sound ({place.blob.verdict.value}): the driver does not give it to the firmware")
    record = place.reading.record
    if record is None:
        return tuple(notes)
    if place.store is StorePolicy.LEGACY and len(record.token) == 32:
        notes.append("the token fills all 32 bytes of its field: a longer one was cut when it was saved")
    if record.token.startswith("oc_reg_"):
        notes.append("this is a registration token; a permanent one begins with oc_perm_")
    return tuple(notes)


def is_good(place: RecordPlace) -> bool:
    """Tell whether a firmware of this policy gets a token from here."""
    sound = place.blob is None or place.blob.verdict is BlobVerdict.COMPLETE
    return sound and place.reading.verdict is RecordVerdict.VALID
