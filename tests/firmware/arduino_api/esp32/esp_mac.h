// Stand-in: signatures only. https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-reference/system/misc_system_api.html
#pragma once

#include <stdint.h>

#include "esp_system.h"

extern "C" esp_err_t esp_efuse_mac_get_default(uint8_t* mac);
