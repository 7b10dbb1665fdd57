/// Which application runs. Facts: components/app_update/include/esp_ota_ops.h of ESP-IDF 5.5.1. There is one
/// application, so no other place for an update. Missing: `esp_ota_begin` and what follows it, descriptions of
/// applications, their states.
#pragma once

#include <esp_err.h>
#include <esp_partition.h>

#ifdef __cplusplus
extern "C" {
#endif

const esp_partition_t* esp_ota_get_running_partition(void);
const esp_partition_t* esp_ota_get_boot_partition(void);
/// NULL: there is none.
const esp_partition_t* esp_ota_get_next_update_partition(const esp_partition_t* start_from);
esp_err_t esp_ota_mark_app_valid_cancel_rollback(void);
/// False: to what?
bool esp_ota_check_rollback_is_possible(void);

#ifdef __cplusplus
}
#endif
