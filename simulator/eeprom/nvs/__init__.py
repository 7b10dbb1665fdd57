"""ESP-IDF's NVS, the key-value store behind `EEPROM` and `Preferences` on an ESP32, in two generations.

A partition is a row of *pages*, one flash sector each; a page is a header with a state, a bitmap of two bits for each
of its 126 *entries*, and the entries of 32 bytes. Nothing is ever changed in place: a value is written as new
entries, and then the old ones are marked erased, by clearing bits only. When no page has room, the one with the most
erased entries is *collected*: what still lives in it is copied to the page kept free for that, and its sector is
erased.

What it must not know: what is stored in it. Tokens, records and `EEPROM.commit()` stand above
(`oceanhil.simulator.eeprom`); chips and what a torn write leaves stand below (`flash`). It draws no chance and reads
no clock.

Laws:

1. Byte order. Every flash write has the same address, length, contents and order as that of components/nvs_flash in
   ESP-IDF v4.4.7 or v5.5.1. Recordings of the real driver are the judge (`python -m oceanhil.simulator.vectors`), and
   Espressif's generator and parser beside them. Where theirs is odd, so is this: a fault of theirs is a feature here.
2. A mount after a power cut at any unit gives, for each key, the old value, the new value, or an error that the
   caller sees; which of them is what the two generations differ in.
3. A mount repairs: it ends a collection that was interrupted, frees pages that were being erased, and clears away
   indexes without chunks and chunks without an index (`storage`). A second mount finds nothing left to do.
4. One page is always free, or being freed: without it nothing could be collected.
5. What a panic of the real driver is, is NvsPanic here, and what it returns as an error is NvsFault with the same
   code.

What changes with it: every dump that is read (`oceanhil.analysis.dumps` uses the same format tables), every sweep's
tally. Sources: nvs_page.cpp, nvs_pagemanager.cpp, nvs_storage.cpp, nvs_types.hpp of both versions; "NVS internals" of
the ESP-IDF Programming Guide.
"""

from oceanhil.simulator.eeprom.nvs.api import NvsHandle, NvsPartition
from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault, NvsPanic
from oceanhil.simulator.eeprom.nvs.format import NS_ANY, ItemType, NvsGeneration
from oceanhil.simulator.eeprom.nvs.storage import NvsEntry, NvsStats

__all__ = [
    "NS_ANY",
    "ItemType",
    "NvsEntry",
    "NvsError",
    "NvsFault",
    "NvsGeneration",
    "NvsHandle",
    "NvsPanic",
    "NvsPartition",
    "NvsStats",
]
