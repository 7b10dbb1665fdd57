/// SPIFFS below its class (components/spiffs/include/esp_spiffs.h of ESP-IDF 5.5.1): only `SPIFFS` mounts it here.
/// Everything else is missing.
#pragma once

#include <esp_err.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Of the partition with this name, of the first of its kind where none is given.
bool esp_spiffs_mounted(const char* partition_label);

#ifdef __cplusplus
}
#endif
