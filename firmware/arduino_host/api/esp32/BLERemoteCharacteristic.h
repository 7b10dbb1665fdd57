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

class BLERemoteCharacteristic : public oceanhil::BleRemoteValue {
  public:
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
    float readFloat() { return 0; }
    uint8_t* readRawData() { return nullptr; }
    void registerForNotify(notify_callback callback, bool notifications = true,
                           bool descriptorRequiresRegistration = true) {
        (void)callback;
        (void)notifications;
        (void)descriptorRequiresRegistration;
    }
};

#endif
