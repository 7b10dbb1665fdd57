/// The ESP-IDF below arduino-esp32 3.3, or below 2.0.17 (components/esp_common/include/esp_idf_version.h).
#pragma once

#include "esp_arduino_version.h"

#if ESP_ARDUINO_VERSION_MAJOR < 3
#define ESP_IDF_VERSION_MAJOR 4
#define ESP_IDF_VERSION_MINOR 4
#define ESP_IDF_VERSION_PATCH 7
#else
#define ESP_IDF_VERSION_MAJOR 5
#define ESP_IDF_VERSION_MINOR 5
#define ESP_IDF_VERSION_PATCH 1
#endif

#define ESP_IDF_VERSION_VAL(major, minor, patch) (((major) << 16) | ((minor) << 8) | (patch))
#define ESP_IDF_VERSION ESP_IDF_VERSION_VAL(ESP_IDF_VERSION_MAJOR, ESP_IDF_VERSION_MINOR, ESP_IDF_VERSION_PATCH)

#ifdef __cplusplus
extern "C" {
#endif

const char* esp_get_idf_version(void);

#ifdef __cplusplus
}
#endif
