/// What can be read and written of another device, be it a characteristic or a descriptor. There is no such object.
#pragma once

#include <BLEUUID.h>

namespace oceanhil {

class BleRemoteValue {
  public:
    BleRemoteValue() = delete;
    uint16_t getHandle() { return 0; }
    BLEUUID getUUID() { return {}; }
    BleText readValue() { return {}; }
    uint8_t readUInt8() { return 0; }
    uint16_t readUInt16() { return 0; }
    uint32_t readUInt32() { return 0; }
    bool writeValue(uint8_t* data, size_t length, bool response = false) {
        (void)data;
        (void)length;
        (void)response;
        return false;
    }
    bool writeValue(BleText newValue, bool response = false) {
        (void)newValue;
        (void)response;
        return false;
    }
    bool writeValue(uint8_t newValue, bool response = false) {
        (void)newValue;
        (void)response;
        return false;
    }
    BleText toString() { return {}; }
    void setAuth(esp_gatt_auth_req_t auth) { (void)auth; }
};

}  // namespace oceanhil
