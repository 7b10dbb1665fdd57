// Facts: components/esp_partition/partition.c and partition_target.c of ESP-IDF 5.5.1.
#include <esp_ota_ops.h>
#include <esp_partition.h>
#include <storage.h>
#include <string.h>

#include <new>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kSector = 4096;

constexpr esp_partition_t kPartitions[] = {
    {nullptr, ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_NVS, 0x9000, 0x5000, kSector, "nvs", false, false},
    {nullptr, ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_OTA, 0xe000, 0x2000, kSector, "otadata", false, false},
    {nullptr, ESP_PARTITION_TYPE_APP, ESP_PARTITION_SUBTYPE_APP_OTA_0, 0x10000, 0x140000, kSector, "app0", false, false},
    {nullptr, ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_SPIFFS, 0x290000, 0x160000, kSector, "spiffs", false,
     false},
    {nullptr, ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_COREDUMP, 0x3F0000, 0x10000, kSector, "coredump",
     false, false},
};

constexpr const esp_partition_t* kEnd = kPartitions + sizeof kPartitions / sizeof kPartitions[0];

const esp_partition_t* partition_from(const esp_partition_t* at, esp_partition_type_t type,
                                      esp_partition_subtype_t subtype, const char* label) {
    for (; at != kEnd; ++at) {
        const bool is_type = type == ESP_PARTITION_TYPE_ANY || at->type == type;
        const bool is_subtype = subtype == ESP_PARTITION_SUBTYPE_ANY || at->subtype == subtype;
        if (is_type && is_subtype && (label == nullptr || strcmp(at->label, label) == 0)) {
            return at;
        }
    }
    return nullptr;
}

esp_err_t range_error(const esp_partition_t* partition, size_t offset, size_t size) {
    if (partition == nullptr || offset > partition->size) {
        return ESP_ERR_INVALID_ARG;
    }
    return size > partition->size - offset ? ESP_ERR_INVALID_SIZE : ESP_OK;
}

}  // namespace

struct esp_partition_iterator_opaque_ {
    const esp_partition_t* at;
    esp_partition_type_t type;
    esp_partition_subtype_t subtype;
    const char* label;
};

extern "C" {

const esp_partition_t* esp_partition_find_first(esp_partition_type_t type, esp_partition_subtype_t subtype,
                                                const char* label) {
    return partition_from(kPartitions, type, subtype, label);
}

esp_partition_iterator_t esp_partition_find(esp_partition_type_t type, esp_partition_subtype_t subtype,
                                            const char* label) {
    const esp_partition_t* const first = esp_partition_find_first(type, subtype, label);
    return first == nullptr ? nullptr : new (std::nothrow) esp_partition_iterator_opaque_{first, type, subtype, label};
}

const esp_partition_t* esp_partition_get(esp_partition_iterator_t iterator) { return iterator->at; }

esp_partition_iterator_t esp_partition_next(esp_partition_iterator_t iterator) {
    iterator->at = partition_from(iterator->at + 1, iterator->type, iterator->subtype, iterator->label);
    if (iterator->at != nullptr) {
        return iterator;
    }
    delete iterator;
    return nullptr;
}

void esp_partition_iterator_release(esp_partition_iterator_t iterator) { delete iterator; }

esp_err_t esp_partition_read(const esp_partition_t* partition, size_t src_offset, void* dst, size_t size) {
    const esp_err_t error = dst == nullptr ? ESP_ERR_INVALID_ARG : range_error(partition, src_offset, size);
    if (error != ESP_OK) {
        return error;
    }
    return machine::flash_read(partition->address + src_offset, dst, size) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_partition_write(const esp_partition_t* partition, size_t dst_offset, const void* src, size_t size) {
    const esp_err_t error = src == nullptr ? ESP_ERR_INVALID_ARG : range_error(partition, dst_offset, size);
    if (error != ESP_OK) {
        return error;
    }
    return machine::flash_write(partition->address + dst_offset, src, size) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_partition_erase_range(const esp_partition_t* partition, size_t offset, size_t size) {
    if (const esp_err_t error = range_error(partition, offset, size); error != ESP_OK) {
        return error;
    }
    if (offset % kSector != 0 || size % kSector != 0) {
        return offset % kSector != 0 ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_SIZE;
    }
    for (size_t at = offset; at < offset + size; at += kSector) {
        if (!machine::flash_erase((partition->address + at) / kSector)) {
            return ESP_FAIL;
        }
    }
    return ESP_OK;
}

const esp_partition_t* esp_ota_get_running_partition(void) {
    return esp_partition_find_first(ESP_PARTITION_TYPE_APP, ESP_PARTITION_SUBTYPE_APP_OTA_0, nullptr);
}

const esp_partition_t* esp_ota_get_boot_partition(void) { return esp_ota_get_running_partition(); }
const esp_partition_t* esp_ota_get_next_update_partition(const esp_partition_t*) { return nullptr; }
esp_err_t esp_ota_mark_app_valid_cancel_rollback(void) { return ESP_OK; }
bool esp_ota_check_rollback_is_possible(void) { return false; }

}  // extern "C"
