/// A device that a scan has found: none ever is. Facts: libraries/BLE/src/BLEAdvertisedDevice.h of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEADVERTISEDDEVICE_H_
#define COMPONENTS_CPP_UTILS_BLEADVERTISEDDEVICE_H_

#include <BLEAddress.h>
#include <BLEUUID.h>

typedef enum {
    BLE_UNKNOWN_FRAME,
    BLE_EDDYSTONE_UUID_FRAME,
    BLE_EDDYSTONE_URL_FRAME,
    BLE_EDDYSTONE_TLM_FRAME,
    BLE_FRAME_MAX
} ble_frame_type_t;

class BLEScan;

/// One that a program makes itself has said nothing.
class BLEAdvertisedDevice {
  public:
    BLEAddress getAddress() { return {}; }
#if ESP_ARDUINO_VERSION_MAJOR < 3
    esp_ble_addr_type_t getAddressType() { return BLE_ADDR_TYPE_PUBLIC; }
#else
    uint8_t getAddressType() { return BLE_ADDR_TYPE_PUBLIC; }
#endif
    uint16_t getAppearance() { return 0; }
    oceanhil::BleText getManufacturerData() { return {}; }
    oceanhil::BleText getName() { return {}; }
    int getRSSI() { return 0; }
    BLEScan* getScan() { return nullptr; }
    oceanhil::BleText getServiceData() { return {}; }
    oceanhil::BleText getServiceData(int i) { return nothing<oceanhil::BleText>(i); }
    BLEUUID getServiceDataUUID() { return {}; }
    BLEUUID getServiceDataUUID(int i) { return nothing<BLEUUID>(i); }
    BLEUUID getServiceUUID() { return {}; }
    BLEUUID getServiceUUID(int i) { return nothing<BLEUUID>(i); }
    int getServiceDataCount() { return 0; }
    int getServiceDataUUIDCount() { return 0; }
    int getServiceUUIDCount() { return 0; }
    int8_t getTXPower() { return 0; }
    uint8_t* getPayload() { return nullptr; }
    size_t getPayloadLength() { return 0; }
    ble_frame_type_t getFrameType() { return BLE_UNKNOWN_FRAME; }

    bool isAdvertisingService(BLEUUID uuid) {
        (void)uuid;
        return false;
    }
    bool haveAppearance() { return false; }
    bool haveManufacturerData() { return false; }
    bool haveName() { return false; }
    bool haveRSSI() { return false; }
    bool haveServiceData() { return false; }
    bool haveServiceUUID() { return false; }
    bool haveTXPower() { return false; }
    oceanhil::BleText toString() { return oceanhil::BleText("Name: , Address: ") + BLEAddress().toString(); }

  private:
    template <class Thing>
    static Thing nothing(int i) {
        (void)i;
        return {};
    }
};

/// Never called.
class BLEAdvertisedDeviceCallbacks {
  public:
    virtual ~BLEAdvertisedDeviceCallbacks() = default;
    virtual void onResult(BLEAdvertisedDevice advertisedDevice) = 0;
};

#endif
