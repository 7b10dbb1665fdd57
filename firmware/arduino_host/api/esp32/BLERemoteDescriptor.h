/// A descriptor of another device's characteristic. Nobody has ever connected, so there is none. Facts:
/// libraries/BLE/src/BLERemoteDescriptor.h of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEREMOTEDESCRIPTOR_H_
#define COMPONENTS_CPP_UTILS_BLEREMOTEDESCRIPTOR_H_

#include <BLEUUID.h>

class BLERemoteCharacteristic;

class BLERemoteDescriptor {
  public:
    BLERemoteDescriptor() = delete;
    uint16_t getHandle() { return 0; }
    BLERemoteCharacteristic* getRemoteCharacteristic() { return nullptr; }
    BLEUUID getUUID() { return {}; }
    oceanhil::BleText readValue() { return {}; }
    uint8_t readUInt8() { return 0; }
    uint16_t readUInt16() { return 0; }
    uint32_t readUInt32() { return 0; }
    oceanhil::BleText toString() { return {}; }
    void setAuth(esp_gatt_auth_req_t auth) { (void)auth; }
    bool writeValue(uint8_t* data, size_t length, bool response = false) {
        (void)data;
        (void)length;
        (void)response;
        return false;
    }
    bool writeValue(oceanhil::BleText newValue, bool response = false) {
        (void)newValue;
        (void)response;
        return false;
    }
    bool writeValue(uint8_t newValue, bool response = false) {
        (void)newValue;
        (void)response;
        return false;
    }
};

#endif
