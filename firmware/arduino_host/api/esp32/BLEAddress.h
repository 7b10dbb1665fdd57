/// The address of a device with Bluetooth. Facts: libraries/BLE/src/BLEAddress.h and BLEAddress.cpp of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEADDRESS_H_
#define COMPONENTS_CPP_UTILS_BLEADDRESS_H_

#include <Arduino.h>
#include <esp_gap_ble_api.h>
#include <oceanhil/ble_text.h>
#include <stdio.h>
#include <string.h>

class BLEAddress {
  public:
    BLEAddress() = default;
    BLEAddress(const esp_bd_addr_t address) { memcpy(address_, address, sizeof address_); }
    /// All zeros unless it is written as six octets.
    BLEAddress(const oceanhil::BleText& stringAddress) {
        esp_bd_addr_t read = {};
        if (stringAddress.length() == kWrittenOut &&
            sscanf(stringAddress.c_str(), "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &read[0], &read[1], &read[2], &read[3],
                   &read[4], &read[5]) == ESP_BD_ADDR_LEN) {
            memcpy(address_, read, sizeof address_);
        }
    }

    bool equals(const BLEAddress& other) const { return *this == other; }
    bool operator==(const BLEAddress& other) const { return order(other) == 0; }
    bool operator!=(const BLEAddress& other) const { return order(other) != 0; }
    bool operator<(const BLEAddress& other) const { return order(other) < 0; }
    bool operator<=(const BLEAddress& other) const { return order(other) <= 0; }
    bool operator>(const BLEAddress& other) const { return order(other) > 0; }
    bool operator>=(const BLEAddress& other) const { return order(other) >= 0; }
#if ESP_ARDUINO_VERSION_MAJOR < 3
    esp_bd_addr_t* getNative() { return &address_; }
#else
    uint8_t* getNative() { return address_; }
#endif
    oceanhil::BleText toString() const {
        char text[kWrittenOut + 1];
        snprintf(text, sizeof text, ESP_BD_ADDR_STR, ESP_BD_ADDR_HEX(address_));
        return text;
    }

  private:
    static constexpr size_t kWrittenOut = 17;

    int order(const BLEAddress& other) const { return memcmp(address_, other.address_, sizeof address_); }

    esp_bd_addr_t address_ = {};
};

#endif
