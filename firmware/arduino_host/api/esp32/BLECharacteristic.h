/// A value that a server shows. Facts: libraries/BLE/src/BLECharacteristic.h and BLECharacteristic.cpp of
/// arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLECHARACTERISTIC_H_
#define COMPONENTS_CPP_UTILS_BLECHARACTERISTIC_H_

#include <BLEDescriptor.h>
#include <esp_gap_ble_api.h>
#include <esp_gatts_api.h>
#include <string.h>

#include <vector>

class BLECharacteristic;
class BLEService;

/// Nobody in reach reads or writes. What the program sends itself is told: `onNotify`, then that there is no client.
class BLECharacteristicCallbacks {
  public:
    enum Status {
        SUCCESS_INDICATE,
        SUCCESS_NOTIFY,
        ERROR_INDICATE_DISABLED,
        ERROR_NOTIFY_DISABLED,
        ERROR_GATT,
        ERROR_NO_CLIENT,
        ERROR_INDICATE_TIMEOUT,
        ERROR_INDICATE_FAILURE,
    };

    virtual ~BLECharacteristicCallbacks() = default;
    virtual void onRead(BLECharacteristic* pCharacteristic) { (void)pCharacteristic; }
    virtual void onRead(BLECharacteristic* pCharacteristic, esp_ble_gatts_cb_param_t* param) {
        (void)param;
        onRead(pCharacteristic);
    }
    virtual void onWrite(BLECharacteristic* pCharacteristic) { (void)pCharacteristic; }
    virtual void onWrite(BLECharacteristic* pCharacteristic, esp_ble_gatts_cb_param_t* param) {
        (void)param;
        onWrite(pCharacteristic);
    }
    virtual void onNotify(BLECharacteristic* pCharacteristic) { (void)pCharacteristic; }
    virtual void onStatus(BLECharacteristic* pCharacteristic, Status s, uint32_t code) {
        (void)pCharacteristic;
        (void)s;
        (void)code;
    }
};

class BLECharacteristic {
  public:
    static const uint32_t PROPERTY_READ = 1 << 0;
    static const uint32_t PROPERTY_WRITE = 1 << 1;
    static const uint32_t PROPERTY_NOTIFY = 1 << 2;
    static const uint32_t PROPERTY_BROADCAST = 1 << 3;
    static const uint32_t PROPERTY_INDICATE = 1 << 4;
    static const uint32_t PROPERTY_WRITE_NR = 1 << 5;
    static const uint32_t indicationTimeout = 1000;

    BLECharacteristic(const char* uuid, uint32_t properties = 0) : BLECharacteristic(BLEUUID(uuid), properties) {}
    BLECharacteristic(BLEUUID uuid, uint32_t properties = 0) : uuid_(uuid), properties_(properties) {}
    virtual ~BLECharacteristic() = default;

    void addDescriptor(BLEDescriptor* pDescriptor) { descriptors_.push_back(pDescriptor); }
    BLEDescriptor* getDescriptorByUUID(const char* descriptorUUID) {
        return getDescriptorByUUID(BLEUUID(descriptorUUID));
    }
    BLEDescriptor* getDescriptorByUUID(BLEUUID descriptorUUID);
    BLEUUID getUUID() { return uuid_; }
    oceanhil::BleText getValue() { return oceanhil::ble_text(value_); }
    uint8_t* getData() { return reinterpret_cast<uint8_t*>(&value_[0]); }
    size_t getLength() { return value_.size(); }
    /// 0xffff until its service was started, and 0 if that has no room for it.
    uint16_t getHandle() { return handle_; }
    BLEService* getService() { return service_; }
    /// As ESP_GATT_CHAR_PROP_BIT_…
    esp_gatt_char_prop_t getProperties();

    void indicate() { notify(false); }
    /// The program ends by an assertion if its service was not started.
    void notify(bool is_notification = true);
    void setCallbacks(BLECharacteristicCallbacks* pCallbacks) { callbacks_ = pCallbacks; }
    void setBroadcastProperty(bool value) { change(PROPERTY_BROADCAST, value); }
    void setIndicateProperty(bool value) { change(PROPERTY_INDICATE, value); }
    void setNotifyProperty(bool value) { change(PROPERTY_NOTIFY, value); }
    void setReadProperty(bool value) { change(PROPERTY_READ, value); }
    void setWriteProperty(bool value) { change(PROPERTY_WRITE, value); }
    void setWriteNoResponseProperty(bool value) { change(PROPERTY_WRITE_NR, value); }
    void setAccessPermissions(esp_gatt_perm_t perm) { permissions_ = perm; }

    /// More than 600 bytes leave it as it was.
    void setValue(const uint8_t* data, size_t size);
    void setValue(oceanhil::BleText value) {
        setValue(reinterpret_cast<const uint8_t*>(value.c_str()), value.length());
    }
    void setValue(oceanhil::BleNumber<uint16_t> data16) { keep(data16); }
    void setValue(oceanhil::BleNumber<uint32_t> data32) { keep(data32); }
    void setValue(oceanhil::BleNumber<int> data32) { keep(data32); }
    void setValue(oceanhil::BleNumber<float> data32) { keep(data32); }
    void setValue(oceanhil::BleNumber<double> data64) { keep(data64); }

    oceanhil::BleText toString() {
        char handle[16];
        snprintf(handle, sizeof handle, "%02x", handle_);
        return uuid_.toString() + ", handle: 0x" + handle;
    }

  private:
    friend class BLEService;

    template <class Number>
    void keep(Number number) {
        uint8_t bytes[sizeof number];
        memcpy(bytes, &number, sizeof number);
        setValue(bytes, sizeof bytes);
    }
    void change(uint32_t property, bool value) {
        properties_ = value ? properties_ | property : properties_ & ~property;
    }
    /// Gives the first handle that is free after it; none is taken once they reach `end`.
    uint16_t take_handles(BLEService* service, uint16_t next, uint16_t end);

    BLEUUID uuid_;
    uint32_t properties_;
    uint16_t handle_ = 0xffff;
    std::string value_;
    esp_gatt_perm_t permissions_ = ESP_GATT_PERM_READ | ESP_GATT_PERM_WRITE;
    std::vector<BLEDescriptor*> descriptors_;
    BLECharacteristicCallbacks* callbacks_ = nullptr;
    BLEService* service_ = nullptr;
};

#endif
