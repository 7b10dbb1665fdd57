/// A device with classic Bluetooth that was found: none ever is. Facts:
/// libraries/BluetoothSerial/src/BTAdvertisedDevice.h of arduino-esp32.
#ifndef __BTADVERTISEDDEVICE_H__
#define __BTADVERTISEDDEVICE_H__

#include <BTAddress.h>

class BTAdvertisedDevice {
  public:
    virtual ~BTAdvertisedDevice() = default;
    BTAddress getAddress() { return {}; }
    uint32_t getCOD() const { return 0; }
    std::string getName() const { return {}; }
    int8_t getRSSI() const { return 0; }
    bool haveCOD() const { return false; }
    bool haveName() const { return false; }
    bool haveRSSI() const { return false; }
    std::string toString() { return {}; }
};

#endif
