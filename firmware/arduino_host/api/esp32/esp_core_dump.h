/// Core dumps in the partition `coredump` (ESP-IDF 5.5.1, components/espcoredump/include/esp_core_dump.h). A board saves
/// one at each crash since arduino-esp32 3.0.2; here no crash leaves one, so the partition is blank, and there is
/// nothing to sum up.
#pragma once

#include <esp_err.h>
#include <sdkconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define APP_ELF_SHA256_SZ 10
#define EPCx_REGISTER_COUNT 6

typedef struct {
    uint32_t bt[16];
    uint32_t depth;
    bool corrupted;
} esp_core_dump_bt_info_t;

typedef struct {
    uint32_t exc_cause;
    uint32_t exc_vaddr;
    uint32_t exc_a[16];
    uint32_t epcx[EPCx_REGISTER_COUNT];
    uint8_t epcx_reg_bits;
} esp_core_dump_summary_extra_info_t;

typedef struct {
    uint32_t exc_tcb;
    char exc_task[16];
    uint32_t exc_pc;
    esp_core_dump_bt_info_t exc_bt_info;
    uint32_t core_dump_version;
    uint8_t app_elf_sha256[APP_ELF_SHA256_SZ];
    esp_core_dump_summary_extra_info_t ex_info;
} esp_core_dump_summary_t;

/// The core does it before `setup`.
void esp_core_dump_init(void);
/// Where it is in the flash, and its bytes. ESP_ERR_INVALID_ARG without a place for both; ESP_ERR_INVALID_SIZE where
/// the partition begins with no size that it could have, as a blank one does.
esp_err_t esp_core_dump_image_get(size_t* out_addr, size_t* out_size);
/// The same; ESP_ERR_INVALID_CRC where a sketch has written something of a possible size itself.
esp_err_t esp_core_dump_image_check(void);
/// Erases the whole partition.
esp_err_t esp_core_dump_image_erase(void);
esp_err_t esp_core_dump_get_summary(esp_core_dump_summary_t* summary);
/// ESP_ERR_NOT_FOUND where there is a dump without one.
esp_err_t esp_core_dump_get_panic_reason(char* reason_buffer, size_t buffer_size);

#ifdef __cplusplus
}
#endif
