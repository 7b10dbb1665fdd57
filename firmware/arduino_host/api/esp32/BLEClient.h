/// A client, whose attempts to connect take their time and fail. Facts: libraries/BLE/src/BLEClient.h and BLEClient.cpp
/// of arduino-esp32, as it is with Bluedroid.
#ifndef OCEANHIL_BLECLIENT_H
#define OCEANHIL_BLECLIENT_H

#include <BLEAdvertisedDevice.h>
#include <BLERemoteService.h>
#include <esp_gattc_api.h>
#include <freertos/FreeRTOS.h>

class BLEClient;

/// None of them is ever called.
class BLEClientCallbacks {
  public:
    virtual ~BLEClientCallbacks() = default;
    virtual void onConnect(BLEClient* pClient) { (void)pClient; }
    virtual void onDisconnect(BLEClient* pClient) { (void)pClient; }
};

class BLEClient {
  public:
    /// False after thirty seconds, or `timeoutMs`; at once before `BLEDevice::init`.
    bool connect(BLEAdvertisedDevice* device) { return connect(device->getAddress(), device->getAddressType()); }
    bool connectTimeout(BLEAdvertisedDevice* device, uint32_t timeoutMs = portMAX_DELAY) {
        return connect(device->getAddress(), device->getAddressType(), timeoutMs);
    }
    bool connect(BLEAddress address, uint8_t type = BLE_ADDR_TYPE_PUBLIC, uint32_t timeoutMs = portMAX_DELAY);
    void disconnect() {}
    bool isConnected() { return false; }
    bool secureConnection() { return false; }
    /// That of the last attempt.
    BLEAddress getPeerAddress() { return peer_; }
    int getRssi() { return 0; }
    uint16_t getConnId() { return ESP_GATT_IF_NONE; }
    esp_gatt_if_t getGattcIf() { return ESP_GATT_IF_NONE; }
    uint16_t getMTU() { return kLeastMtu; }
    bool setMTU(uint16_t mtu) {
        (void)mtu;
        return false;
    }
    std::map<std::string, BLERemoteService*>* getServices() { return &services_; }
    BLERemoteService* getService(const char* uuid) {
        (void)uuid;
        return nullptr;
    }
    BLERemoteService* getService(BLEUUID uuid) {
        (void)uuid;
        return nullptr;
    }
    void setClientCallbacks(BLEClientCallbacks* pClientCallbacks, bool deleteCallbacks = true) {
        (void)pClientCallbacks;
        (void)deleteCallbacks;
    }
    oceanhil::BleText toString() { return "peer address: " + peer_.toString() + "\nServices:\n"; }

    uint16_t m_appId = 0;

  private:
    static constexpr uint16_t kLeastMtu = 23;

    BLEAddress peer_;
    std::map<std::string, BLERemoteService*> services_;
};

#endif
