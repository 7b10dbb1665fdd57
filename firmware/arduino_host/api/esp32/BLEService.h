/// A server's service. Facts: libraries/BLE/src/BLEService.h and BLEService.cpp of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLESERVICE_H_
#define COMPONENTS_CPP_UTILS_BLESERVICE_H_

#include <BLECharacteristic.h>

class BLEServer;

class BLEService {
  public:
    void addCharacteristic(BLECharacteristic* pCharacteristic) { characteristics_.push_back(pCharacteristic); }
    BLECharacteristic* createCharacteristic(const char* uuid, uint32_t properties) {
        return createCharacteristic(BLEUUID(uuid), properties);
    }
    BLECharacteristic* createCharacteristic(BLEUUID uuid, uint32_t properties);
    /// The one that was added last, if several have that number.
    BLECharacteristic* getCharacteristic(const char* uuid) { return getCharacteristic(BLEUUID(uuid)); }
    BLECharacteristic* getCharacteristic(BLEUUID uuid);
    BLEUUID getUUID() { return uuid_; }
    BLEServer* getServer() { return server_; }
    uint16_t getHandle() { return handle_; }
    /// Its characteristics have their handles from now on.
    bool start();
    void stop() {}
    void dump() {}
    oceanhil::BleText toString() {
        char handle[16];
        snprintf(handle, sizeof handle, "%02x", handle_);
        return "UUID: " + uuid_.toString() + ", handle: 0x" + handle;
    }

    uint8_t m_instId = 0;

  private:
    friend class BLEServer;

    BLEService(BLEServer* server, const BLEUUID& uuid, uint16_t handle, uint16_t handles)
        : server_(server), uuid_(uuid), handle_(handle), end_(static_cast<uint16_t>(handle + handles)) {}

    BLEServer* server_;
    BLEUUID uuid_;
    uint16_t handle_;
    /// The first handle that is not this service's.
    uint16_t end_;
    std::vector<BLECharacteristic*> characteristics_;
};

#endif
