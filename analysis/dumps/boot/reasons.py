"""Why the driver erases an entry at a mount, as far as the dump shows it."""

from oceanhil.simulator.eeprom.inspect import Blob, BlobVerdict, EntryGroup, GroupKind, PartitionView
from oceanhil.simulator.eeprom.nvs import ItemType, NvsGeneration

#: The fault of the later generation, in words.
LOST_UPDATE = (
    "an update was cut off between its last chunk and its index; this driver takes the old chunk for a copy of the new "
    "one and erases it: old and new value are lost (ESP-IDF since 4.4.8 and 5.1.4, commit 508d9a6a227)"
)
_BY_KIND = {
    GroupKind.DAMAGED: "header checksum wrong",
    GroupKind.ILLEGAL: "its two bits in the page's bitmap are 01, which no driver writes",
    GroupKind.HALF_WRITTEN: "programmed, but never marked written: a write was cut off",
}
_BY_VERDICT = {
    BlobVerdict.ORPHAN: "no index counts this chunk: an update was cut off, or its index is gone",
    BlobVerdict.MISMATCH: "index and chunks of this blob do not fit each other",
    BlobVerdict.DUPLICATE: "an older copy of a value that was written anew",
}


def why_erased(group: EntryGroup, before: PartitionView, generation: NvsGeneration) -> str:
    """Say why the driver erased what stood in `group`."""
    if group.kind in _BY_KIND:
        return _BY_KIND[group.kind]
    if not group.whole:
        return "not all entries of the value are marked written: a write was cut off"
    blob = _blob_of(group, before)
    if blob is None:
        return "an older copy of a value that was written anew"
    if generation is NvsGeneration.IDF_5_5_1 and is_lost_update(blob, before):
        return LOST_UPDATE
    return _BY_VERDICT.get(blob.verdict, "header and value do not fit each other")


def is_lost_update(blob: Blob, before: PartitionView) -> bool:
    """Tell whether `blob` is the old value, or the new one's chunk, of an update whose index is missing."""
    same = [each for each in before.blobs if (each.namespace, each.key) == (blob.namespace, blob.key)]
    old = [each for each in same if each.index is not None]
    new = [each for each in same if each.verdict is BlobVerdict.ORPHAN and each.chunks]
    return bool(old and new) and max(_place(each.chunks[-1]) for each in new) > max(
        _place(each.index) for each in old if each.index is not None
    )


def _place(group: EntryGroup) -> tuple[int, int]:
    return group.page, group.entry


def _blob_of(group: EntryGroup, view: PartitionView) -> Blob | None:
    header = group.header
    if header is None or header.type not in (ItemType.BLOB_DATA, ItemType.BLOB_INDEX):
        return None
    return next((blob for blob in view.blobs if group == blob.index or group in blob.chunks), None)
