/// Telling everybody that one is there; nobody is. Facts: libraries/BLE/src/BLEAdvertising.h and BLEAdvertising.cpp of
/// arduino-esp32, as it is with Bluedroid.
#ifndef COMPONENTS_CPP_UTILS_BLEADVERTISING_H_
#define COMPONENTS_CPP_UTILS_BLEADVERTISING_H_

#include <BLEUUID.h>
#include <esp_gap_ble_api.h>

#include <vector>

/// What is told, in the program's own words.
class BLEAdvertisementData {
  public:
    void setAppearance(uint16_t appearance);
    void setCompleteServices(BLEUUID uuid);
    void setPartialServices(BLEUUID uuid);
    void setFlags(uint8_t flag);
    void setManufacturerData(oceanhil::BleText data) {
        add(ESP_BLE_AD_MANUFACTURER_SPECIFIC_TYPE, oceanhil::ble_bytes(data));
    }
    void setName(oceanhil::BleText name) { add(ESP_BLE_AD_TYPE_NAME_CMPL, oceanhil::ble_bytes(name)); }
    void setShortName(oceanhil::BleText name) { add(ESP_BLE_AD_TYPE_NAME_SHORT, oceanhil::ble_bytes(name)); }
    void setServiceData(BLEUUID uuid, oceanhil::BleText data) {
        add_service({ESP_BLE_AD_TYPE_SERVICE_DATA, ESP_BLE_AD_TYPE_32SERVICE_DATA, ESP_BLE_AD_TYPE_128SERVICE_DATA},
                    uuid, oceanhil::ble_bytes(data));
    }
    /// What no longer fits into 31 bytes is left out.
    void addData(oceanhil::BleText data) { append(oceanhil::ble_bytes(data)); }
    void addData(char* data, size_t length) { append({data, length}); }
    oceanhil::BleText getPayload() { return oceanhil::ble_text(payload_); }

  private:
    friend class BLEAdvertising;

    void append(const std::string& bytes);
    void add(uint8_t type, const std::string& bytes);
    /// How a service is called by the length of its number: 16, 32 or 128 bits.
    struct ServiceTypes {
        uint8_t of_16;
        uint8_t of_32;
        uint8_t of_128;
    };
    void add_service(const ServiceTypes& types, BLEUUID& uuid, const std::string& data = {});

    std::string payload_;
};

class BLEAdvertising {
  public:
    void addServiceUUID(BLEUUID serviceUUID) { services_.push_back(serviceUUID); }
    void addServiceUUID(const char* serviceUUID) { addServiceUUID(BLEUUID(serviceUUID)); }
    bool removeServiceUUID(int index);
    bool removeServiceUUID(BLEUUID serviceUUID);
    bool removeServiceUUID(const char* serviceUUID) { return removeServiceUUID(BLEUUID(serviceUUID)); }
    /// False before `BLEDevice::init`, as is each that goes to the radio.
    bool start();
    bool stop();
    bool setAdvertisementData(BLEAdvertisementData& advertisementData);
    bool setScanResponseData(BLEAdvertisementData& advertisementData);
    void reset() { services_.clear(); }

    void setAppearance(uint16_t appearance) { (void)appearance; }
    void setAdvertisementType(uint8_t adv_type) { (void)adv_type; }
    void setAdvertisementChannelMap(esp_ble_adv_channel_t channel_map) { (void)channel_map; }
    void setMaxInterval(uint16_t maxinterval) { (void)maxinterval; }
    void setMinInterval(uint16_t mininterval) { (void)mininterval; }
    void setMinPreferred(uint16_t mininterval) { (void)mininterval; }
    void setMaxPreferred(uint16_t maxinterval) { (void)maxinterval; }
    void setScanResponse(bool set) { (void)set; }
    void setScanFilter(bool scanRequestWhitelistOnly, bool connectWhitelistOnly) {
        (void)scanRequestWhitelistOnly;
        (void)connectWhitelistOnly;
    }
    void setPrivateAddress(esp_ble_addr_type_t type = BLE_ADDR_TYPE_RANDOM) { (void)type; }
    bool setDeviceAddress(esp_bd_addr_t addr, esp_ble_addr_type_t type = BLE_ADDR_TYPE_RANDOM);

  private:
    std::vector<BLEUUID> services_;
};

#endif
