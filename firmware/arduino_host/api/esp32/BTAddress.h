/// The address of a device with classic Bluetooth. Facts: libraries/BluetoothSerial/src/BTAddress.h and BTAddress.cpp
/// of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BTADDRESS_H_
#define COMPONENTS_CPP_UTILS_BTADDRESS_H_

#include <BLEAddress.h>

class BTAddress {
  public:
    BTAddress() = default;
    BTAddress(const esp_bd_addr_t address) : address_(address) {}
    BTAddress(const oceanhil::BleText& stringAddress) : address_(stringAddress) {}

    bool equals(const BTAddress& other) const { return address_ == other.address_; }
    /// False for all zeros.
    operator bool() const { return address_ != BLEAddress(); }
    esp_bd_addr_t* getNative() const {
        return reinterpret_cast<esp_bd_addr_t*>(const_cast<BLEAddress&>(address_).getNative());
    }
    oceanhil::BleText toString(bool capital = false) const {
        std::string text = oceanhil::ble_bytes(address_.toString());
        for (char& each : text) {
            each = capital ? static_cast<char>(toupper(each)) : each;
        }
        return oceanhil::ble_text(text);
    }

  private:
    BLEAddress address_;
};

#endif
