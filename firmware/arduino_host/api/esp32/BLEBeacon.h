/// What an iBeacon tells. Facts: libraries/BLE/src/BLEBeacon.h and BLEBeacon.cpp of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEBEACON_H_
#define COMPONENTS_CPP_UTILS_BLEBEACON_H_

#include <BLEUUID.h>
#include <string.h>

class BLEBeacon {
  public:
    oceanhil::BleText getData() {
        return oceanhil::ble_text({reinterpret_cast<const char*>(&data_), sizeof data_});
    }
    uint16_t getMajor() { return data_.major; }
    uint16_t getMinor() { return data_.minor; }
    uint16_t getManufacturerId() { return data_.manufacturer; }
    BLEUUID getProximityUUID() { return {data_.proximity, sizeof data_.proximity, true}; }
    int8_t getSignalPower() { return data_.power; }
    /// Of another length it is left as it was.
    void setData(oceanhil::BleText data) {
        if (data.length() == sizeof data_) {
            memcpy(&data_, data.c_str(), sizeof data_);
        }
    }
    void setMajor(uint16_t major) { data_.major = __builtin_bswap16(major); }
    void setMinor(uint16_t minor) { data_.minor = __builtin_bswap16(minor); }
    void setManufacturerId(uint16_t manufacturerId) { data_.manufacturer = __builtin_bswap16(manufacturerId); }
    void setProximityUUID(BLEUUID uuid) {
        uuid.to128();
        memcpy(data_.proximity, uuid.getNative()->uuid.uuid128, sizeof data_.proximity);
    }
    void setSignalPower(int8_t signalPower) { data_.power = signalPower; }

  private:
    struct {
        uint16_t manufacturer = 0x4c00;
        uint8_t type = 0x02;
        uint8_t length = 0x15;
        uint8_t proximity[ESP_UUID_LEN_128] = {};
        uint16_t major = 0;
        uint16_t minor = 0;
        int8_t power = 0;
    } __attribute__((packed)) data_;
};

#endif
