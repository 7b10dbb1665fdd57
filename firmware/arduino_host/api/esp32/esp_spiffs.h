/// SPIFFS below its class (components/spiffs/include/esp_spiffs.h of ESP-IDF 5.5.1): nobody can mount it here, and so it
/// never is. Everything else is missing: use LittleFS.
#pragma once

#include <esp_err.h>
#include <stdbool.h>

static inline bool esp_spiffs_mounted(const char* partition_label) {
    (void)partition_label;
    return false;
}
