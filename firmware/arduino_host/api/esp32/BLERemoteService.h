/// A service of another device. Nobody has ever connected, so there is none. Facts:
/// libraries/BLE/src/BLERemoteService.h of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEREMOTESERVICE_H_
#define COMPONENTS_CPP_UTILS_BLEREMOTESERVICE_H_

#include <BLERemoteCharacteristic.h>

class BLEClient;

class BLERemoteService {
  public:
    BLERemoteService() = delete;
    BLERemoteCharacteristic* getCharacteristic(const char* uuid) {
        (void)uuid;
        return nullptr;
    }
    BLERemoteCharacteristic* getCharacteristic(BLEUUID uuid) {
        (void)uuid;
        return nullptr;
    }
    std::map<std::string, BLERemoteCharacteristic*>* getCharacteristics() { return nullptr; }
    std::map<uint16_t, BLERemoteCharacteristic*>* getCharacteristicsByHandle() { return nullptr; }
    BLEClient* getClient() { return nullptr; }
    uint16_t getHandle() { return 0; }
    BLEUUID getUUID() { return {}; }
    oceanhil::BleText getValue(BLEUUID characteristicUuid) {
        (void)characteristicUuid;
        return {};
    }
    void setValue(BLEUUID characteristicUuid, oceanhil::BleText value) {
        (void)characteristicUuid;
        (void)value;
    }
    oceanhil::BleText toString() { return {}; }
};

#endif
