/// A value of another device. Nobody has ever connected, so there is none. Facts:
/// libraries/BLE/src/BLERemoteCharacteristic.h of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEREMOTECHARACTERISTIC_H_
#define COMPONENTS_CPP_UTILS_BLEREMOTECHARACTERISTIC_H_

#include <BLERemoteDescriptor.h>

#include <functional>
#include <map>
#include <string>

class BLERemoteService;

typedef std::function<void(BLERemoteCharacteristic* pBLERemoteCharacteristic, uint8_t* pData, size_t length,
                           bool isNotify)>
    notify_callback;

class BLERemoteCharacteristic {
  public:
    BLERemoteCharacteristic() = delete;
    bool canBroadcast() { return false; }
    bool canIndicate() { return false; }
    bool canNotify() { return false; }
    bool canRead() { return false; }
    bool canWrite() { return false; }
    bool canWriteNoResponse() { return false; }
    BLERemoteDescriptor* getDescriptor(BLEUUID uuid) {
        (void)uuid;
        return nullptr;
    }
    std::map<std::string, BLERemoteDescriptor*>* getDescriptors() { return nullptr; }
    BLERemoteService* getRemoteService() { return nullptr; }
    uint16_t getHandle() { return 0; }
    BLEUUID getUUID() { return {}; }
    oceanhil::BleText readValue() { return {}; }
    uint8_t readUInt8() { return 0; }
    uint16_t readUInt16() { return 0; }
    uint32_t readUInt32() { return 0; }
    float readFloat() { return 0; }
    uint8_t* readRawData() { return nullptr; }
    void registerForNotify(notify_callback callback, bool notifications = true,
                           bool descriptorRequiresRegistration = true) {
        (void)callback;
        (void)notifications;
        (void)descriptorRequiresRegistration;
    }
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
    oceanhil::BleText toString() { return {}; }
    void setAuth(esp_gatt_auth_req_t auth) { (void)auth; }
};

#endif
