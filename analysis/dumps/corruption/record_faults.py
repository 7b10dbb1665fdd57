"""Faults of the token record alone: where it is in NVS, its checksums are made to fit again."""

from typing import Final

from oceanhil.analysis.dumps.corruption.context import Workpiece
from oceanhil.analysis.dumps.corruption.faults import Fault
from oceanhil.analysis.dumps.corruption.seals import seal_payload
from oceanhil.analysis.dumps.errors import RefusedError
from oceanhil.analysis.dumps.records.layout import RECORD_BYTES, place_of
from oceanhil.analysis.dumps.records.places import RecordPlace

_FIELDS: Final = {Fault.MAGIC: "magic", Fault.LENGTH: "length", Fault.TOKEN_BYTE: "token", Fault.CHECKSUM: "checksum"}
_THIRD: Final = 2
_FLIPPED: Final = 0x5A
_TOO_LONG: Final = 0xFF


def damage_record(work: Workpiece, fault: Fault) -> None:
    """Damage every record that is meant in the same way."""
    for place in work.records():
        size = RECORD_BYTES[place.store]
        if len(place.data) < size:
            raise RefusedError(f"the {place.store.value} record is cut off after {len(place.data)} bytes")
        _overwrite(work, place, _damaged(work, place, fault))


def _damaged(work: Workpiece, place: RecordPlace, fault: Fault) -> bytes:
    data = bytearray(place.data)
    if fault in _FIELDS:
        field = place_of(place.store, _FIELDS[fault])
        if fault is Fault.LENGTH:
            data[field.offset] = _TOO_LONG
        else:
            data[field.offset + _THIRD * (fault is Fault.TOKEN_BYTE)] ^= _FLIPPED
        return bytes(data)
    if fault is Fault.RANDOM:
        return work.rng.randbytes(len(data))
    return (b"\xff" if fault is Fault.ALL_FF else b"\0") * len(data)


def _overwrite(work: Workpiece, place: RecordPlace, data: bytes) -> None:
    content = work.content(place.region)
    for piece in place.pieces:
        content[piece.region_offset : piece.region_offset + piece.length] = data[
            piece.start : piece.start + piece.length
        ]
    if place.blob is not None:
        for chunk in place.blob.chunks:
            seal_payload(content, chunk)
