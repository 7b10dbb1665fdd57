/// The number by which a service and its parts are known. Facts: libraries/BLE/src/BLEUUID.h and BLEUUID.cpp of
/// arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEUUID_H_
#define COMPONENTS_CPP_UTILS_BLEUUID_H_

#include <Arduino.h>
#include <esp_gatt_defs.h>
#include <oceanhil/ble_text.h>

namespace oceanhil {

/// Of 4, 8, 16 (the bytes themselves) or 36 letters; false for any other length.
bool read_uuid(const char* text, size_t length, esp_bt_uuid_t& to);
std::string written_uuid(const esp_bt_uuid_t& uuid);

}  // namespace oceanhil

class BLEUUID {
  public:
    BLEUUID() = default;
    BLEUUID(oceanhil::BleText uuid) : is_set_(oceanhil::read_uuid(uuid.c_str(), uuid.length(), uuid_)) {}
    BLEUUID(uint16_t uuid);
    BLEUUID(uint32_t uuid);
    BLEUUID(esp_bt_uuid_t uuid) : uuid_(uuid), is_set_(true) {}
    BLEUUID(esp_gatt_id_t gattId) : BLEUUID(gattId.uuid) {}
    BLEUUID(uint8_t* pData, size_t size, bool msbFirst);

    /// 16, 32, 128, or 0 without a number.
    uint8_t bitSize() const { return is_set_ ? static_cast<uint8_t>(uuid_.len * 8) : 0; }
    bool equals(const BLEUUID& uuid) const;
    bool operator==(const BLEUUID& uuid) const { return equals(uuid); }
    bool operator!=(const BLEUUID& uuid) const { return !equals(uuid); }
    esp_bt_uuid_t* getNative() { return is_set_ ? &uuid_ : nullptr; }
    /// It becomes the long form itself.
    BLEUUID to128();
    oceanhil::BleText toString() const {
        return oceanhil::ble_text(is_set_ ? oceanhil::written_uuid(uuid_) : std::string("<NULL>"));
    }
    static BLEUUID fromString(oceanhil::BleText uuid) {
        const std::string text = oceanhil::ble_bytes(uuid);
        const size_t begin = text.find("0x") == std::string::npos ? 0 : 2;
        BLEUUID made;
        // The sixteen bytes themselves are no text.
        if (const size_t length = text.size() - begin; length != ESP_UUID_LEN_128) {
            made.is_set_ = oceanhil::read_uuid(text.c_str() + begin, length, made.uuid_);
        }
        return made;
    }

  private:
    esp_bt_uuid_t uuid_ = {};
    bool is_set_ = false;
};

#endif
