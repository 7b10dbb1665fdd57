/// NVS by objects (ESP-IDF 5.5.1, components/nvs_flash/include/nvs_handle.hpp), on the calls of `nvs.h`. Not here: sizes of
/// numbers.
#ifndef NVS_HANDLE_HPP_
#define NVS_HANDLE_HPP_

#include <nvs.h>

#include <memory>
#include <string>
#include <type_traits>

namespace nvs {

enum class ItemType : uint8_t {
    U8 = NVS_TYPE_U8,
    I8 = NVS_TYPE_I8,
    U16 = NVS_TYPE_U16,
    I16 = NVS_TYPE_I16,
    U32 = NVS_TYPE_U32,
    I32 = NVS_TYPE_I32,
    U64 = NVS_TYPE_U64,
    I64 = NVS_TYPE_I64,
    SZ = NVS_TYPE_STR,
    BLOB = 0x41,
    BLOB_DATA = NVS_TYPE_BLOB,
    BLOB_IDX = 0x48,
    ANY = NVS_TYPE_ANY
};

template <typename T, typename std::enable_if<std::is_integral<T>::value || std::is_enum<T>::value, int>::type = 0>
constexpr ItemType itemTypeOf() {
    return static_cast<ItemType>((std::is_signed<T>::value ? 0x10 : 0x00) | sizeof(T));
}

template <typename T>
constexpr ItemType itemTypeOf(const T&) {
    return itemTypeOf<T>();
}

/// A namespace that is open; closed when it goes.
class NVSHandle {
  public:
    explicit NVSHandle(nvs_handle_t handle) : handle_(handle) {}
    NVSHandle(const NVSHandle&) = delete;
    NVSHandle& operator=(const NVSHandle&) = delete;
    virtual ~NVSHandle() { nvs_close(handle_); }

    template <typename T>
    esp_err_t set_item(const char* key, T value) {
        return set_typed_item(itemTypeOf(value), key, &value);
    }
    template <typename T>
    esp_err_t get_item(const char* key, T& value) {
        return get_typed_item(itemTypeOf(value), key, &value);
    }
    esp_err_t set_string(const char* key, const char* value) { return nvs_set_str(handle_, key, value); }
    esp_err_t set_blob(const char* key, const void* blob, size_t len) { return nvs_set_blob(handle_, key, blob, len); }
    esp_err_t get_string(const char* key, char* out_str, size_t len) { return nvs_get_str(handle_, key, out_str, &len); }
    esp_err_t get_blob(const char* key, void* out_blob, size_t len) { return nvs_get_blob(handle_, key, out_blob, &len); }
    /// Of texts, with their end, and of blobs.
    esp_err_t get_item_size(ItemType datatype, const char* key, size_t& size);
    esp_err_t erase_item(const char* key) { return nvs_erase_key(handle_, key); }
    esp_err_t erase_all() { return nvs_erase_all(handle_); }
    esp_err_t find_key(const char* key, nvs_type_t& nvstype) { return nvs_find_key(handle_, key, &nvstype); }
    esp_err_t commit() { return nvs_commit(handle_); }
    esp_err_t get_used_entry_count(size_t& usedEntries) { return nvs_get_used_entry_count(handle_, &usedEntries); }

  private:
    esp_err_t set_typed_item(ItemType datatype, const char* key, const void* data);
    esp_err_t get_typed_item(ItemType datatype, const char* key, void* data);

    nvs_handle_t handle_;
};

/// nullptr if it cannot be opened.
std::unique_ptr<NVSHandle> open_nvs_handle_from_partition(const char* partition_name, const char* ns_name,
                                                          nvs_open_mode_t open_mode, esp_err_t* err = nullptr);
std::unique_ptr<NVSHandle> open_nvs_handle(const char* ns_name, nvs_open_mode_t open_mode, esp_err_t* err = nullptr);

}  // namespace nvs

#endif
