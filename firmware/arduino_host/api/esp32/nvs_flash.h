/// The NVS partition of ESP-IDF (components/nvs_flash/include/nvs_flash.h). There is one, "nvs", not encrypted.
#pragma once

#include <nvs.h>

#ifdef __cplusplus
extern "C" {
#endif

esp_err_t nvs_flash_init(void);
esp_err_t nvs_flash_init_partition(const char* partition_label);
esp_err_t nvs_flash_deinit(void);
esp_err_t nvs_flash_deinit_partition(const char* partition_label);
/// Forgets the mount and all handles first.
esp_err_t nvs_flash_erase(void);
esp_err_t nvs_flash_erase_partition(const char* part_name);

#ifdef __cplusplus
}
#endif
