/// The name that `spi_flash_mmap.h` had before ESP-IDF 5, which warns of it. What reads and writes went with 5.0.
#pragma once

#include <spi_flash_mmap.h>
