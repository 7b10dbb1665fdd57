/// What a characteristic says of itself. Facts: libraries/BLE/src/BLEDescriptor.h and BLEDescriptor.cpp of
/// arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEDESCRIPTOR_H_
#define COMPONENTS_CPP_UTILS_BLEDESCRIPTOR_H_

#include <BLEUUID.h>

class BLECharacteristic;
class BLEDescriptor;

/// Nobody in reach reads or writes, so none of them is ever called.
class BLEDescriptorCallbacks {
  public:
    virtual ~BLEDescriptorCallbacks() = default;
    virtual void onRead(BLEDescriptor* pDescriptor) { (void)pDescriptor; }
    virtual void onWrite(BLEDescriptor* pDescriptor) { (void)pDescriptor; }
};

class BLEDescriptor {
  public:
    BLEDescriptor(const char* uuid, uint16_t max_len = 100) : BLEDescriptor(BLEUUID(uuid), max_len) {}
    BLEDescriptor(BLEUUID uuid, uint16_t max_len = 100);
    virtual ~BLEDescriptor() = default;

    /// 0xffff until its service was started.
    uint16_t getHandle() const { return handle_; }
    size_t getLength() const { return value_.size(); }
    BLEUUID getUUID() const { return uuid_; }
    /// Room for as many bytes as were asked for.
    uint8_t* getValue() const { return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(value_.data())); }
    BLECharacteristic* getCharacteristic() const { return characteristic_; }
    void setAccessPermissions(esp_gatt_perm_t perm) { permissions_ = perm; }
    void setCallbacks(BLEDescriptorCallbacks* pCallbacks) { callbacks_ = pCallbacks; }
    /// More than fits leaves it as it was.
    void setValue(const uint8_t* data, size_t size);
    void setValue(const oceanhil::BleText& value) {
        setValue(reinterpret_cast<const uint8_t*>(value.c_str()), value.length());
    }
    oceanhil::BleText toString() const {
        char handle[16];
        snprintf(handle, sizeof handle, "%02x", handle_);
        return uuid_.toString() + ", handle: 0x" + handle;
    }

  private:
    friend class BLECharacteristic;

    BLEUUID uuid_;
    uint16_t handle_ = 0xffff;
    uint16_t room_;
    std::string value_;
    esp_gatt_perm_t permissions_ = ESP_GATT_PERM_READ | ESP_GATT_PERM_WRITE;
    BLEDescriptorCallbacks* callbacks_ = nullptr;
    BLECharacteristic* characteristic_ = nullptr;
};

#endif
