/// A server with services, which nobody in reach ever connects to. Facts: libraries/BLE/src/BLEServer.h and
/// BLEServer.cpp of arduino-esp32, as it is with Bluedroid.
#ifndef COMPONENTS_CPP_UTILS_BLESERVER_H_
#define COMPONENTS_CPP_UTILS_BLESERVER_H_

#include <BLEAddress.h>
#include <BLEAdvertising.h>
#include <BLEService.h>

#include <map>

typedef struct {
    void* peer_device;
    bool connected;
    uint16_t mtu;
} conn_status_t;

class BLEServer;

/// None of them is ever called.
class BLEServerCallbacks {
  public:
    virtual ~BLEServerCallbacks() = default;
    virtual void onConnect(BLEServer* pServer) { (void)pServer; }
    virtual void onConnect(BLEServer* pServer, esp_ble_gatts_cb_param_t* param) {
        (void)pServer;
        (void)param;
    }
    virtual void onDisconnect(BLEServer* pServer) { (void)pServer; }
    virtual void onDisconnect(BLEServer* pServer, esp_ble_gatts_cb_param_t* param) {
        (void)pServer;
        (void)param;
    }
    virtual void onMtuChanged(BLEServer* pServer, esp_ble_gatts_cb_param_t* param) {
        (void)pServer;
        (void)param;
    }
};

class BLEServer {
  public:
    uint32_t getConnectedCount();
    uint16_t getConnId() { return ESP_GATT_IF_NONE; }
    BLEService* createService(const char* uuid) { return createService(BLEUUID(uuid)); }
    /// A characteristic takes two handles, a descriptor one, the service one.
    BLEService* createService(BLEUUID uuid, uint32_t numHandles = 15, uint8_t inst_id = 0);
    BLEService* getServiceByUUID(const char* uuid) { return getServiceByUUID(BLEUUID(uuid)); }
    BLEService* getServiceByUUID(BLEUUID uuid);
    void removeService(BLEService* service);
    BLEAdvertising* getAdvertising();
    void startAdvertising();
    void advertiseOnDisconnect(bool enable) { (void)enable; }
    void setCallbacks(BLEServerCallbacks* pCallbacks) { callbacks_ = pCallbacks; }
    void start() {}
    std::map<uint16_t, conn_status_t> getPeerDevices(bool client) {
        (void)client;
        return {};
    }
    /// Fails after the time that a client's attempt takes.
    bool connect(BLEAddress address);
    void disconnect(uint16_t connId) { (void)connId; }
    void updateConnParams(esp_bd_addr_t remote_bda, uint16_t minInterval, uint16_t maxInterval, uint16_t latency,
                          uint16_t timeout);

    uint16_t m_appId = 0;

  private:
    friend class BLEDevice;

    BLEServer() = default;

    std::vector<BLEService*> services_;
    uint16_t next_handle_ = kFirstHandle;
    BLEServerCallbacks* callbacks_ = nullptr;

    /// Below are the services that Bluedroid has itself.
    static constexpr uint16_t kFirstHandle = 40;
};

#include <BLEDevice.h>

#endif
