/// Which application runs. Facts: components/app_update/include/esp_ota_ops.h of ESP-IDF 5.5.1. There is one
/// application, so no other place for one: what is updated can be partitions of data alone.
#pragma once

#include <esp_app_desc.h>
#include <esp_err.h>
#include <esp_partition.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OTA_SIZE_UNKNOWN 0xffffffff
/// Erases as it is written.
#define OTA_WITH_SEQUENTIAL_WRITES 0xfffffffe

#define ESP_ERR_OTA_BASE 0x1500
#define ESP_ERR_OTA_PARTITION_CONFLICT (ESP_ERR_OTA_BASE + 0x01)
#define ESP_ERR_OTA_SELECT_INFO_INVALID (ESP_ERR_OTA_BASE + 0x02)
#define ESP_ERR_OTA_VALIDATE_FAILED (ESP_ERR_OTA_BASE + 0x03)
#define ESP_ERR_OTA_SMALL_SEC_VER (ESP_ERR_OTA_BASE + 0x04)
#define ESP_ERR_OTA_ROLLBACK_FAILED (ESP_ERR_OTA_BASE + 0x05)
#define ESP_ERR_OTA_ROLLBACK_INVALID_STATE (ESP_ERR_OTA_BASE + 0x06)

typedef uint32_t esp_ota_handle_t;

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
esp_err_t esp_ota_mark_app_invalid_rollback_and_reboot(void);
const esp_partition_t* esp_ota_get_last_invalid_partition(void);

/// ESP_ERR_OTA_PARTITION_CONFLICT of the application, which runs.
esp_err_t esp_ota_begin(const esp_partition_t* partition, size_t image_size, esp_ota_handle_t* out_handle);
esp_err_t esp_ota_write(esp_ota_handle_t handle, const void* data, size_t size);
/// ESP_ERR_INVALID_ARG if nothing was written.
esp_err_t esp_ota_end(esp_ota_handle_t handle);
esp_err_t esp_ota_abort(esp_ota_handle_t handle);
/// The application is what boots anyway: nothing is noted of it. ESP_ERR_INVALID_ARG of anything else.
esp_err_t esp_ota_set_boot_partition(const esp_partition_t* partition);

#ifdef __cplusplus
}
#endif
