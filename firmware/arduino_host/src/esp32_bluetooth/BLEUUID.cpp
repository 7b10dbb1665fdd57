#include <BLEUUID.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <iterator>

namespace {

constexpr size_t kUuidLettersOf16 = 4;
constexpr size_t kUuidLettersOf32 = 8;
constexpr size_t kUuidLettersOf128 = 36;
/// What follows the first four bytes of a short one that is written out; its bytes have the last one first.
constexpr uint8_t kUuidBase[] = {0xfb, 0x34, 0x9b, 0x5f, 0x80, 0x00, 0x00, 0x80, 0x00, 0x10, 0x00, 0x00};
constexpr uint8_t kUuidDashes[] = {12, 10, 8, 6};

uint8_t uuid_octet(const char* digits) {
    const char text[] = {digits[0], digits[1], '\0'};
    return static_cast<uint8_t>(strtoul(text, nullptr, 16));
}

}  // namespace

bool oceanhil::read_uuid(const char* text, size_t length, esp_bt_uuid_t& to) {
    to = {};
    if (length == kUuidLettersOf16) {
        to.len = ESP_UUID_LEN_16;
        to.uuid.uuid16 = static_cast<uint16_t>(uuid_octet(text) << 8 | uuid_octet(text + 2));
    } else if (length == kUuidLettersOf32) {
        to.len = ESP_UUID_LEN_32;
        to.uuid.uuid32 = static_cast<uint32_t>(uuid_octet(text) << 24 | uuid_octet(text + 2) << 16 |
                                               uuid_octet(text + 4) << 8 | uuid_octet(text + 6));
    } else if (length == ESP_UUID_LEN_128) {
        to.len = ESP_UUID_LEN_128;
        std::reverse_copy(text, text + length, to.uuid.uuid128);
    } else if (length == kUuidLettersOf128) {
        to.len = ESP_UUID_LEN_128;
        for (size_t left = ESP_UUID_LEN_128; left > 0; text += 2) {
            text += *text == '-' ? 1 : 0;
            to.uuid.uuid128[--left] = uuid_octet(text);
        }
    } else {
        return false;
    }
    return true;
}

std::string oceanhil::written_uuid(const esp_bt_uuid_t& uuid) {
    BLEUUID whole(uuid);
    whole.to128();
    std::string text;
    const uint8_t* const bytes = whole.getNative()->uuid.uuid128;
    for (uint8_t left = ESP_UUID_LEN_128; left > 0; left--) {
        char digits[3];
        snprintf(digits, sizeof digits, "%02x", bytes[left - 1]);
        text += digits;
        if (std::find(std::begin(kUuidDashes), std::end(kUuidDashes), left - 1) != std::end(kUuidDashes)) {
            text += '-';
        }
    }
    return text;
}

BLEUUID::BLEUUID(uint16_t uuid) : is_set_(true) {
    uuid_.len = ESP_UUID_LEN_16;
    uuid_.uuid.uuid16 = uuid;
}

BLEUUID::BLEUUID(uint32_t uuid) : is_set_(true) {
    uuid_.len = ESP_UUID_LEN_32;
    uuid_.uuid.uuid32 = uuid;
}

BLEUUID::BLEUUID(uint8_t* pData, size_t size, bool msbFirst) : is_set_(size == ESP_UUID_LEN_128) {
    if (!is_set_) {
        return;
    }
    uuid_.len = ESP_UUID_LEN_128;
    if (msbFirst) {
        std::reverse_copy(pData, pData + size, uuid_.uuid.uuid128);
    } else {
        std::copy(pData, pData + size, uuid_.uuid.uuid128);
    }
}

bool BLEUUID::equals(const BLEUUID& uuid) const {
    return is_set_ && uuid.is_set_ && oceanhil::written_uuid(uuid_) == oceanhil::written_uuid(uuid.uuid_);
}

BLEUUID BLEUUID::to128() {
    if (is_set_ && uuid_.len != ESP_UUID_LEN_128) {
        const uint32_t number = uuid_.len == ESP_UUID_LEN_16 ? uuid_.uuid.uuid16 : uuid_.uuid.uuid32;
        uint8_t* const bytes = uuid_.uuid.uuid128;
        std::copy(std::begin(kUuidBase), std::end(kUuidBase), bytes);
        memcpy(bytes + sizeof kUuidBase, &number, sizeof number);
        uuid_.len = ESP_UUID_LEN_128;
    }
    return *this;
}
