// Stand-in: signatures only. https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-reference/system/random.html
#pragma once

#include <stdint.h>

extern "C" uint32_t esp_random(void);
