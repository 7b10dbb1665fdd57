#include <nvs.h>
#include <nvs_flash.h>
#include <storage.h>
#include <string.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace {

// Entries of the page that the driver keeps free for moving others.
constexpr size_t kReservedEntries = 126;

bool is_own(const char* partition) { return strcmp(partition, NVS_DEFAULT_PART_NAME) == 0; }

template <typename T>
esp_err_t set(nvs_handle_t handle, const char* key, machine::NvsType type, T value) {
    return machine::nvs_set(handle, key, type, &value, sizeof value);
}

template <typename T>
esp_err_t get(nvs_handle_t handle, const char* key, machine::NvsType type, T* value) {
    if (value == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    size_t bytes = sizeof *value;
    return machine::nvs_get(handle, key, type, value, bytes);
}

esp_err_t get_bytes(nvs_handle_t handle, const char* key, machine::NvsType type, void* value, size_t* length) {
    size_t bytes = 0;
    const esp_err_t found = machine::nvs_size(handle, key, type, bytes);
    if (found != ESP_OK) {
        return found;
    }
    if (length == nullptr) {
        return ESP_ERR_NVS_INVALID_LENGTH;
    }
    if (value == nullptr) {
        *length = bytes;
        return ESP_OK;
    }
    return machine::nvs_get(handle, key, type, value, *length);
}

}  // namespace

extern "C" {

esp_err_t nvs_open(const char* namespace_name, nvs_open_mode_t open_mode, nvs_handle_t* out_handle) {
    uint32_t handle = 0;
    const esp_err_t opened = machine::nvs_open(namespace_name, open_mode == NVS_READONLY, handle);
    if (opened == ESP_OK) {
        *out_handle = handle;
    }
    return opened;
}

esp_err_t nvs_open_from_partition(const char* part_name, const char* namespace_name, nvs_open_mode_t open_mode,
                                  nvs_handle_t* out_handle) {
    return is_own(part_name) ? nvs_open(namespace_name, open_mode, out_handle) : ESP_ERR_NVS_PART_NOT_FOUND;
}

void nvs_close(nvs_handle_t handle) { machine::nvs_close(handle); }

esp_err_t nvs_commit(nvs_handle_t handle) {
    uint32_t entries = 0;
    return machine::nvs_used(handle, entries);
}

esp_err_t nvs_set_i8(nvs_handle_t handle, const char* key, int8_t value) {
    return set(handle, key, machine::NvsType::i8, value);
}

esp_err_t nvs_set_u8(nvs_handle_t handle, const char* key, uint8_t value) {
    return set(handle, key, machine::NvsType::u8, value);
}

esp_err_t nvs_set_i16(nvs_handle_t handle, const char* key, int16_t value) {
    return set(handle, key, machine::NvsType::i16, value);
}

esp_err_t nvs_set_u16(nvs_handle_t handle, const char* key, uint16_t value) {
    return set(handle, key, machine::NvsType::u16, value);
}

esp_err_t nvs_set_i32(nvs_handle_t handle, const char* key, int32_t value) {
    return set(handle, key, machine::NvsType::i32, value);
}

esp_err_t nvs_set_u32(nvs_handle_t handle, const char* key, uint32_t value) {
    return set(handle, key, machine::NvsType::u32, value);
}

esp_err_t nvs_set_i64(nvs_handle_t handle, const char* key, int64_t value) {
    return set(handle, key, machine::NvsType::i64, value);
}

esp_err_t nvs_set_u64(nvs_handle_t handle, const char* key, uint64_t value) {
    return set(handle, key, machine::NvsType::u64, value);
}

esp_err_t nvs_set_str(nvs_handle_t handle, const char* key, const char* value) {
    return machine::nvs_set(handle, key, machine::NvsType::text, value, strlen(value) + 1);
}

esp_err_t nvs_set_blob(nvs_handle_t handle, const char* key, const void* value, size_t length) {
    return machine::nvs_set(handle, key, machine::NvsType::blob, value, length);
}

esp_err_t nvs_get_i8(nvs_handle_t handle, const char* key, int8_t* out_value) {
    return get(handle, key, machine::NvsType::i8, out_value);
}

esp_err_t nvs_get_u8(nvs_handle_t handle, const char* key, uint8_t* out_value) {
    return get(handle, key, machine::NvsType::u8, out_value);
}

esp_err_t nvs_get_i16(nvs_handle_t handle, const char* key, int16_t* out_value) {
    return get(handle, key, machine::NvsType::i16, out_value);
}

esp_err_t nvs_get_u16(nvs_handle_t handle, const char* key, uint16_t* out_value) {
    return get(handle, key, machine::NvsType::u16, out_value);
}

esp_err_t nvs_get_i32(nvs_handle_t handle, const char* key, int32_t* out_value) {
    return get(handle, key, machine::NvsType::i32, out_value);
}

esp_err_t nvs_get_u32(nvs_handle_t handle, const char* key, uint32_t* out_value) {
    return get(handle, key, machine::NvsType::u32, out_value);
}

esp_err_t nvs_get_i64(nvs_handle_t handle, const char* key, int64_t* out_value) {
    return get(handle, key, machine::NvsType::i64, out_value);
}

esp_err_t nvs_get_u64(nvs_handle_t handle, const char* key, uint64_t* out_value) {
    return get(handle, key, machine::NvsType::u64, out_value);
}

esp_err_t nvs_get_str(nvs_handle_t handle, const char* key, char* out_value, size_t* length) {
    return get_bytes(handle, key, machine::NvsType::text, out_value, length);
}

esp_err_t nvs_get_blob(nvs_handle_t handle, const char* key, void* out_value, size_t* length) {
    return get_bytes(handle, key, machine::NvsType::blob, out_value, length);
}

esp_err_t nvs_erase_key(nvs_handle_t handle, const char* key) { return machine::nvs_erase(handle, key); }

esp_err_t nvs_erase_all(nvs_handle_t handle) { return machine::nvs_erase_all(handle); }

esp_err_t nvs_find_key(nvs_handle_t handle, const char* key, nvs_type_t* out_type) {
    uint8_t type = 0;
    const esp_err_t found = machine::nvs_kind(handle, key, type);
    if (found == ESP_OK && out_type != nullptr) {
        *out_type = static_cast<nvs_type_t>(type);
    }
    return found;
}

esp_err_t nvs_get_stats(const char* part_name, nvs_stats_t* nvs_stats) {
    if (nvs_stats == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    uint32_t stats[4] = {};
    const bool is_known = part_name == nullptr || is_own(part_name);
    const esp_err_t counted = is_known ? machine::nvs_stats(stats) : ESP_ERR_NVS_NOT_INITIALIZED;
    const size_t free_entries = stats[1];
    *nvs_stats = {stats[0], free_entries, free_entries - std::min(free_entries, kReservedEntries), stats[2], stats[3]};
    return counted;
}

esp_err_t nvs_get_used_entry_count(nvs_handle_t handle, size_t* used_entries) {
    if (used_entries == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    uint32_t entries = 0;
    const esp_err_t counted = machine::nvs_used(handle, entries);
    *used_entries = entries;
    return counted;
}

esp_err_t nvs_flash_init(void) { return machine::nvs_partition_init(); }

esp_err_t nvs_flash_init_partition(const char* partition_label) {
    return is_own(partition_label) ? nvs_flash_init() : ESP_ERR_NOT_FOUND;
}

esp_err_t nvs_flash_deinit(void) { return machine::nvs_partition_deinit(); }

esp_err_t nvs_flash_deinit_partition(const char* partition_label) {
    return is_own(partition_label) ? nvs_flash_deinit() : ESP_ERR_NVS_NOT_INITIALIZED;
}

esp_err_t nvs_flash_erase(void) { return machine::nvs_partition_erase(); }

esp_err_t nvs_flash_erase_partition(const char* part_name) {
    return is_own(part_name) ? nvs_flash_erase() : ESP_ERR_NOT_FOUND;
}

}  // extern "C"
