/// Bluetooth Low Energy with nobody in reach. Facts: libraries/BLE/src/BLEDevice.h and BLEDevice.cpp of arduino-esp32,
/// as it is with Bluedroid.
#ifndef MAIN_BLEDevice_H_
#define MAIN_BLEDevice_H_

#include <BLEAddress.h>
#include <BLEAdvertisedDevice.h>
#include <BLEAdvertising.h>
#include <BLEClient.h>
#include <BLEScan.h>
#include <BLESecurity.h>
#include <BLEServer.h>
#include <BLEUUID.h>
#include <BLEUtils.h>
#include <esp_bt.h>

typedef void (*gap_event_handler)(esp_gap_ble_cb_event_t event, esp_ble_gap_cb_param_t* param);
typedef void (*gattc_event_handler)(esp_gattc_cb_event_t event, esp_gatt_if_t gattc_if,
                                    esp_ble_gattc_cb_param_t* param);
typedef void (*gatts_event_handler)(esp_gatts_cb_event_t event, esp_gatt_if_t gattc_if,
                                    esp_ble_gatts_cb_param_t* param);

class BLEDevice {
  public:
    /// It takes 200 ms, and memory. False if the heap has too little, or Bluetooth's memory was released.
    static bool init(oceanhil::BleText deviceName = "") { return begin(oceanhil::ble_bytes(deviceName)); }
    /// With `release_memory` it cannot be had until the next start, and `init` says nothing of that.
    static void deinit(bool release_memory = false);
    static bool getInitialized();

    static BLEClient* createClient();
    /// Before `init` it never comes back.
    static BLEServer* createServer();
    static BLEServer* getServer();
    static BLEScan* getScan();
    static BLEAdvertising* getAdvertising();
    static void startAdvertising() { getAdvertising()->start(); }
    static void stopAdvertising() { getAdvertising()->stop(); }
    /// Before `init` the program ends by a pointer to nothing.
    static BLEAddress getAddress();
    static oceanhil::BleText getDeviceName() { return oceanhil::ble_text(name()); }
    static oceanhil::BleText toString() { return oceanhil::BleText("BD Address: ") + getAddress().toString(); }

    static void setPower(esp_power_level_t powerLevel, esp_ble_power_type_t powerType = ESP_BLE_PWR_TYPE_DEFAULT);
    /// In dBm.
    static int getPower(esp_ble_power_type_t powerType = ESP_BLE_PWR_TYPE_DEFAULT);
    static esp_err_t setMTU(uint16_t mtu);
    static uint16_t getMTU();
    static void setEncryptionLevel(esp_ble_sec_act_t level) { (void)level; }
    static void setSecurityCallbacks(BLESecurityCallbacks* pCallbacks) { (void)pCallbacks; }
    static void whiteListAdd(BLEAddress address) { (void)address; }
    static void whiteListRemove(BLEAddress address) { (void)address; }
    static std::map<uint16_t, conn_status_t> getPeerDevices(bool client) {
        (void)client;
        return {};
    }
    /// Of devices that are connected: none is.
    static void addPeerDevice(void* peer, bool is_client, uint16_t conn_id) { no_peer(peer, is_client, conn_id); }
    static void updatePeerDevice(void* peer, bool is_client, uint16_t conn_id) { no_peer(peer, is_client, conn_id); }
    static void removePeerDevice(uint16_t conn_id, bool is_client) { no_peer(nullptr, is_client, conn_id); }
    static BLEClient* getClientByGattIf(uint16_t conn_id) {
        (void)conn_id;
        return nullptr;
    }
    /// Nothing ever calls them.
    static void setCustomGapHandler(gap_event_handler handler) { (void)handler; }
    static void setCustomGattcHandler(gattc_event_handler handler) { (void)handler; }
    static void setCustomGattsHandler(gatts_event_handler handler) { (void)handler; }

  private:
    static void no_peer(void* peer, bool is_client, uint16_t conn_id) {
        (void)peer;
        (void)is_client;
        (void)conn_id;
    }
    static bool begin(const std::string& name);
    static const std::string& name();
};

#endif
