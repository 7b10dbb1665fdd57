/// Which application runs. Facts: components/app_update/include/esp_ota_ops.h of ESP-IDF 5.5.1. There is one
/// application, so no other place for an update. Missing: `esp_ota_begin` and what follows it.
#pragma once

#include <esp_app_desc.h>
#include <esp_err.h>
#include <esp_partition.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    ESP_OTA_IMG_NEW = 0x0U,
    ESP_OTA_IMG_PENDING_VERIFY = 0x1U,
    ESP_OTA_IMG_VALID = 0x2U,
    ESP_OTA_IMG_INVALID = 0x3U,
    ESP_OTA_IMG_ABORTED = 0x4U,
    ESP_OTA_IMG_UNDEFINED = 0xFFFFFFFFU
} esp_ota_img_states_t;

const esp_partition_t* esp_ota_get_running_partition(void);
const esp_partition_t* esp_ota_get_boot_partition(void);
/// NULL: there is none.
const esp_partition_t* esp_ota_get_next_update_partition(const esp_partition_t* start_from);
esp_err_t esp_ota_mark_app_valid_cancel_rollback(void);
/// `ESP_ERR_NOT_FOUND`: the program came over the cable, and nothing is noted of it.
esp_err_t esp_ota_get_state_partition(const esp_partition_t* partition, esp_ota_img_states_t* ota_state);
esp_err_t esp_ota_get_partition_description(const esp_partition_t* partition, esp_app_desc_t* app_desc);
/// As `esp_app_get_description` and `esp_app_get_elf_sha256`, by the names of before 5.0.
const esp_app_desc_t* esp_ota_get_app_description(void);
int esp_ota_get_app_elf_sha256(char* dst, size_t size);
/// False: to what?
bool esp_ota_check_rollback_is_possible(void);

#ifdef __cplusplus
}
#endif
