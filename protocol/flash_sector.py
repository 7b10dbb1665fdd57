"""The sector of a NOR flash: the least that one erase takes, and what copies of a flash are compared and moved by.

On ESP32, ESP8266 and Pico W boards it has 4,096 bytes: "sector erase (4KB)" in the datasheets of W25Q32JV and GD25Q32,
`SPI_FLASH_SEC_SIZE` in ESP-IDF and the Arduino core of the ESP8266, `FLASH_SECTOR_SIZE` in the Pico SDK. Partitions and
the partition table of ESP-IDF begin at multiples of it.
"""

from typing import Final

SECTOR_BYTES: Final = 4_096
