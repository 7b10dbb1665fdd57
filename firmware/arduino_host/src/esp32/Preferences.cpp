#include <Preferences.h>
#include <nvs.h>
#include <nvs_flash.h>
#include <storage.h>
#include <string.h>

#include <vector>

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kLongestKey = 15;

bool is_open(const char* partition, const char* name, nvs_open_mode_t mode, uint32_t& handle) {
    if (partition == nullptr) {
        return nvs_open(name, mode, &handle) == ESP_OK;
    }
    return nvs_flash_init_partition(partition) == ESP_OK &&
           nvs_open_from_partition(partition, name, mode, &handle) == ESP_OK;
}

}  // namespace

Preferences::~Preferences() { end(); }

bool Preferences::begin(const char* name, bool readOnly, const char* partition_label) {
    if (is_started_) {
        return false;
    }
    is_read_only_ = readOnly;
    is_started_ = is_open(partition_label, name, readOnly ? NVS_READONLY : NVS_READWRITE, handle_);
    return is_started_;
}

void Preferences::end() {
    if (is_started_) {
        nvs_close(handle_);
        is_started_ = false;
    }
}

bool Preferences::clear() { return can_write("") && nvs_erase_all(handle_) == ESP_OK; }

bool Preferences::remove(const char* key) { return can_write(key) && nvs_erase_key(handle_, key) == ESP_OK; }

template <typename T>
size_t Preferences::put(int (*set)(uint32_t, const char*, T), const char* key, T value) {
    return can_write(key) && set(handle_, key, value) == ESP_OK ? sizeof value : 0;
}

template <typename T>
T Preferences::get(int (*get)(uint32_t, const char*, T*), const char* key, T default_value) {
    T value = default_value;
    if (can_read(key)) {
        get(handle_, key, &value);
    }
    return value;
}

size_t Preferences::putChar(const char* key, int8_t value) { return put(nvs_set_i8, key, value); }
size_t Preferences::putUChar(const char* key, uint8_t value) { return put(nvs_set_u8, key, value); }
size_t Preferences::putShort(const char* key, int16_t value) { return put(nvs_set_i16, key, value); }
size_t Preferences::putUShort(const char* key, uint16_t value) { return put(nvs_set_u16, key, value); }
size_t Preferences::putInt(const char* key, int32_t value) { return put(nvs_set_i32, key, value); }
size_t Preferences::putUInt(const char* key, uint32_t value) { return put(nvs_set_u32, key, value); }
size_t Preferences::putLong(const char* key, int32_t value) { return putInt(key, value); }
size_t Preferences::putULong(const char* key, uint32_t value) { return putUInt(key, value); }
size_t Preferences::putLong64(const char* key, int64_t value) { return put(nvs_set_i64, key, value); }
size_t Preferences::putULong64(const char* key, uint64_t value) { return put(nvs_set_u64, key, value); }
size_t Preferences::putFloat(const char* key, float value) { return putBytes(key, &value, sizeof value); }
size_t Preferences::putDouble(const char* key, double value) { return putBytes(key, &value, sizeof value); }
size_t Preferences::putBool(const char* key, bool value) { return putUChar(key, value ? 1 : 0); }

size_t Preferences::putString(const char* key, const char* value) {
    const bool is_stored = can_write(key) && value != nullptr && nvs_set_str(handle_, key, value) == ESP_OK;
    return is_stored ? strlen(value) : 0;
}

size_t Preferences::putString(const char* key, String value) { return putString(key, value.c_str()); }

size_t Preferences::putBytes(const char* key, const void* value, size_t len) {
    const bool has_value = value != nullptr && len != 0;
    return can_write(key) && has_value && nvs_set_blob(handle_, key, value, len) == ESP_OK ? len : 0;
}

bool Preferences::isKey(const char* key) { return getType(key) != PT_INVALID; }

PreferenceType Preferences::getType(const char* key) {
    if (!can_read(key) || strlen(key) > kLongestKey) {
        return PT_INVALID;
    }
    // The core reads it as each of them; here that is one question.
    bool are_held[machine::kNvsTypeCount] = {};
    machine::nvs_types(handle_, key, are_held);
    int type = PT_I8;
    while (type < PT_INVALID && !are_held[type]) {
        ++type;
    }
    return static_cast<PreferenceType>(type);
}

int8_t Preferences::getChar(const char* key, int8_t defaultValue) { return get(nvs_get_i8, key, defaultValue); }
uint8_t Preferences::getUChar(const char* key, uint8_t defaultValue) { return get(nvs_get_u8, key, defaultValue); }
int16_t Preferences::getShort(const char* key, int16_t defaultValue) { return get(nvs_get_i16, key, defaultValue); }
uint16_t Preferences::getUShort(const char* key, uint16_t defaultValue) { return get(nvs_get_u16, key, defaultValue); }
int32_t Preferences::getInt(const char* key, int32_t defaultValue) { return get(nvs_get_i32, key, defaultValue); }
uint32_t Preferences::getUInt(const char* key, uint32_t defaultValue) { return get(nvs_get_u32, key, defaultValue); }
int32_t Preferences::getLong(const char* key, int32_t defaultValue) { return getInt(key, defaultValue); }
uint32_t Preferences::getULong(const char* key, uint32_t defaultValue) { return getUInt(key, defaultValue); }
int64_t Preferences::getLong64(const char* key, int64_t defaultValue) { return get(nvs_get_i64, key, defaultValue); }

uint64_t Preferences::getULong64(const char* key, uint64_t defaultValue) { return get(nvs_get_u64, key, defaultValue); }

float Preferences::getFloat(const char* key, float defaultValue) {
    float value = defaultValue;
    getBytes(key, &value, sizeof value);
    return value;
}

double Preferences::getDouble(const char* key, double defaultValue) {
    double value = defaultValue;
    getBytes(key, &value, sizeof value);
    return value;
}

bool Preferences::getBool(const char* key, bool defaultValue) { return getUChar(key, defaultValue ? 1 : 0) == 1; }

size_t Preferences::getString(const char* key, char* value, size_t maxLen) {
    size_t length = 0;
    if (!can_read(key) || value == nullptr || maxLen == 0 || nvs_get_str(handle_, key, nullptr, &length) != ESP_OK) {
        return 0;
    }
    return length <= maxLen && nvs_get_str(handle_, key, value, &length) == ESP_OK ? length : 0;
}

String Preferences::getString(const char* key, String defaultValue) {
    size_t length = 0;
    if (!can_read(key) || nvs_get_str(handle_, key, nullptr, &length) != ESP_OK) {
        return defaultValue;
    }
    std::vector<char> text(length + 1);
    return nvs_get_str(handle_, key, text.data(), &length) == ESP_OK ? String(text.data()) : defaultValue;
}

size_t Preferences::getBytesLength(const char* key) {
    size_t length = 0;
    return can_read(key) && nvs_get_blob(handle_, key, nullptr, &length) == ESP_OK ? length : 0;
}

size_t Preferences::getBytes(const char* key, void* buf, size_t maxLen) {
    size_t length = getBytesLength(key);
    if (length == 0 || buf == nullptr || maxLen == 0) {
        return length;
    }
    return length <= maxLen && nvs_get_blob(handle_, key, buf, &length) == ESP_OK ? length : 0;
}

size_t Preferences::freeEntries() {
    nvs_stats_t stats;
    return nvs_get_stats(nullptr, &stats) == ESP_OK ? stats.free_entries : 0;
}
