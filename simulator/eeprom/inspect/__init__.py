"""NVS as people want to see it: every page and entry with its verdicts, read without the driver and without repair."""

from oceanhil.simulator.eeprom.inspect.entries import Crc, EntryGroup, GroupKind, Header
from oceanhil.simulator.eeprom.inspect.pages import Counts, PageVerdict, PageView, view_page
from oceanhil.simulator.eeprom.inspect.partition import Blob, BlobVerdict, PartitionView, view_partition

__all__ = [
    "Blob",
    "BlobVerdict",
    "Counts",
    "Crc",
    "EntryGroup",
    "GroupKind",
    "Header",
    "PageVerdict",
    "PageView",
    "PartitionView",
    "view_page",
    "view_partition",
]
