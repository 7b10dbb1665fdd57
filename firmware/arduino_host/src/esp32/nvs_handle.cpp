// NVS by objects. Facts: components/nvs_flash/src/nvs_handle_simple.cpp of ESP-IDF 5.5.1.
#include <nvs_handle.hpp>
#include <string.h>

#include <new>

namespace nvs {

esp_err_t NVSHandle::set_typed_item(ItemType datatype, const char* key, const void* data) {
    switch (datatype) {
        case ItemType::U8:
            return nvs_set_u8(handle_, key, *static_cast<const uint8_t*>(data));
        case ItemType::I8:
            return nvs_set_i8(handle_, key, *static_cast<const int8_t*>(data));
        case ItemType::U16:
            return nvs_set_u16(handle_, key, *static_cast<const uint16_t*>(data));
        case ItemType::I16:
            return nvs_set_i16(handle_, key, *static_cast<const int16_t*>(data));
        case ItemType::U32:
            return nvs_set_u32(handle_, key, *static_cast<const uint32_t*>(data));
        case ItemType::I32:
            return nvs_set_i32(handle_, key, *static_cast<const int32_t*>(data));
        case ItemType::U64:
            return nvs_set_u64(handle_, key, *static_cast<const uint64_t*>(data));
        case ItemType::I64:
            return nvs_set_i64(handle_, key, *static_cast<const int64_t*>(data));
        default:
            return ESP_ERR_INVALID_ARG;
    }
}

esp_err_t NVSHandle::get_typed_item(ItemType datatype, const char* key, void* data) {
    switch (datatype) {
        case ItemType::U8:
            return nvs_get_u8(handle_, key, static_cast<uint8_t*>(data));
        case ItemType::I8:
            return nvs_get_i8(handle_, key, static_cast<int8_t*>(data));
        case ItemType::U16:
            return nvs_get_u16(handle_, key, static_cast<uint16_t*>(data));
        case ItemType::I16:
            return nvs_get_i16(handle_, key, static_cast<int16_t*>(data));
        case ItemType::U32:
            return nvs_get_u32(handle_, key, static_cast<uint32_t*>(data));
        case ItemType::I32:
            return nvs_get_i32(handle_, key, static_cast<int32_t*>(data));
        case ItemType::U64:
            return nvs_get_u64(handle_, key, static_cast<uint64_t*>(data));
        case ItemType::I64:
            return nvs_get_i64(handle_, key, static_cast<int64_t*>(data));
        default:
            return ESP_ERR_INVALID_ARG;
    }
}

esp_err_t NVSHandle::get_item_size(ItemType datatype, const char* key, size_t& size) {
    return datatype == ItemType::SZ ? nvs_get_str(handle_, key, nullptr, &size)
                                    : nvs_get_blob(handle_, key, nullptr, &size);
}

std::unique_ptr<NVSHandle> open_nvs_handle_from_partition(const char* partition_name, const char* ns_name,
                                                          nvs_open_mode_t open_mode, esp_err_t* err) {
    const bool is_there = partition_name != nullptr && strcmp(partition_name, NVS_DEFAULT_PART_NAME) == 0;
    nvs_handle_t handle = 0;
    const esp_err_t outcome = is_there ? nvs_open(ns_name, open_mode, &handle) : ESP_ERR_NVS_PART_NOT_FOUND;
    if (err != nullptr) {
        *err = outcome;
    }
    return std::unique_ptr<NVSHandle>(outcome == ESP_OK ? new (std::nothrow) NVSHandle(handle) : nullptr);
}

std::unique_ptr<NVSHandle> open_nvs_handle(const char* ns_name, nvs_open_mode_t open_mode, esp_err_t* err) {
    return open_nvs_handle_from_partition(NVS_DEFAULT_PART_NAME, ns_name, open_mode, err);
}

}  // namespace nvs
