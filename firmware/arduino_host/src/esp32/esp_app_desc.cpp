// Facts: components/esp_app_format/esp_app_desc.c of ESP-IDF 5.5.1.
#include <esp_app_desc.h>
#include <esp_ota_ops.h>
#include <string.h>

#include <algorithm>

namespace {

constexpr size_t kShortDigits = 9;
constexpr char kDigits[] = "0123456789abcdef";

constexpr esp_app_desc_t kDescription = {
    ESP_APP_DESC_MAGIC_WORD,
    0,
    {},
    "esp-idf: v5.5.1",
    "arduino-lib-builder",
    "00:00:00",
    "Jan  1 2025",
    "v5.5.1",
    {0x0c, 0xea, 0x42, 0x11},
    0,
    UINT16_MAX,
    16,
    {},
    {},
};

}  // namespace

extern "C" {

const esp_app_desc_t* esp_app_get_description(void) { return &kDescription; }

int esp_app_get_elf_sha256(char* dst, size_t size) {
    if (dst == nullptr || size == 0) {
        return 0;
    }
    const size_t digits = std::min(size - 1, 2 * sizeof kDescription.app_elf_sha256);
    for (size_t at = 0; at < digits; ++at) {
        const uint8_t byte = kDescription.app_elf_sha256[at / 2];
        dst[at] = kDigits[at % 2 == 0 ? byte >> 4 : byte & 0xF];
    }
    dst[digits] = '\0';
    return static_cast<int>(digits) + 1;
}

char* esp_app_get_elf_sha256_str(void) {
    static char text[kShortDigits + 1];
    esp_app_get_elf_sha256(text, sizeof text);
    return text;
}

const esp_app_desc_t* esp_ota_get_app_description(void) { return esp_app_get_description(); }

int esp_ota_get_app_elf_sha256(char* dst, size_t size) { return esp_app_get_elf_sha256(dst, size); }

esp_err_t esp_ota_get_partition_description(const esp_partition_t* partition, esp_app_desc_t* app_desc) {
    if (partition == nullptr || app_desc == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (partition->type != ESP_PARTITION_TYPE_APP) {
        return ESP_ERR_NOT_SUPPORTED;
    }
    *app_desc = kDescription;
    return ESP_OK;
}

esp_err_t esp_ota_get_state_partition(const esp_partition_t* partition, esp_ota_img_states_t* ota_state) {
    if (partition == nullptr || ota_state == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    // Nothing was ever written to otadata: the program came over the cable.
    return partition->type == ESP_PARTITION_TYPE_APP ? ESP_ERR_NOT_FOUND : ESP_ERR_NOT_SUPPORTED;
}

esp_err_t esp_partition_get_sha256(const esp_partition_t* partition, uint8_t* sha_256) {
    if (partition == nullptr || sha_256 == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (partition->type != ESP_PARTITION_TYPE_APP) {
        return ESP_ERR_NOT_SUPPORTED;
    }
    memcpy(sha_256, kDescription.app_elf_sha256, sizeof kDescription.app_elf_sha256);
    return ESP_OK;
}

}  // extern "C"
