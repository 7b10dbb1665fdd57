"""ESP-IDF's NVS, the key-value store behind `EEPROM` and `Preferences` on an ESP32, in two generations.

Behaviour and byte order of every flash write follow components/nvs_flash of ESP-IDF v4.4.7 and v5.5.1.
"""

from oceanhil.simulator.eeprom.nvs.api import NvsHandle, NvsPartition
from oceanhil.simulator.eeprom.nvs.errors import NvsError, NvsFault, NvsPanic
from oceanhil.simulator.eeprom.nvs.format import ItemType, NvsGeneration
from oceanhil.simulator.eeprom.nvs.storage import NvsStats

__all__ = ["ItemType", "NvsError", "NvsFault", "NvsGeneration", "NvsHandle", "NvsPanic", "NvsPartition", "NvsStats"]
