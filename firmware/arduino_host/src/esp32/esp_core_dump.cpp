// Facts: components/espcoredump/src/core_dump_flash.c and core_dump_elf.c of ESP-IDF 5.5.1.
#include <esp_core_dump.h>
#include <esp_partition.h>

namespace {

const esp_partition_t& dump_partition() {
    return *esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_COREDUMP, nullptr);
}

}  // namespace

extern "C" {

void esp_core_dump_init(void) {}

esp_err_t esp_core_dump_image_get(size_t* out_addr, size_t* out_size) {
    if (out_addr == nullptr || out_size == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const esp_partition_t& partition = dump_partition();
    uint32_t bytes = 0;
    if (const esp_err_t error = esp_partition_read(&partition, 0, &bytes, sizeof bytes); error != ESP_OK) {
        return error;
    }
    if (bytes < sizeof bytes || bytes > partition.size) {
        return ESP_ERR_INVALID_SIZE;
    }
    *out_addr = partition.address;
    *out_size = bytes;
    return ESP_OK;
}

esp_err_t esp_core_dump_image_check(void) {
    size_t place = 0;
    size_t bytes = 0;
    const esp_err_t error = esp_core_dump_image_get(&place, &bytes);
    return error == ESP_OK ? ESP_ERR_INVALID_CRC : error;
}

esp_err_t esp_core_dump_image_erase(void) {
    const esp_partition_t& partition = dump_partition();
    return esp_partition_erase_range(&partition, 0, partition.size);
}

esp_err_t esp_core_dump_get_summary(esp_core_dump_summary_t* summary) {
    return summary == nullptr ? ESP_ERR_INVALID_ARG : esp_core_dump_image_check();
}

esp_err_t esp_core_dump_get_panic_reason(char* reason_buffer, size_t buffer_size) {
    return reason_buffer == nullptr || buffer_size == 0 ? ESP_ERR_INVALID_ARG : esp_core_dump_image_check();
}
}
