/// A characteristic's description in words. Facts: libraries/BLE/src/BLE2901.h of arduino-esp32 3.x.
#ifndef COMPONENTS_CPP_UTILS_BLE2901_H_
#define COMPONENTS_CPP_UTILS_BLE2901_H_

#include <BLEDescriptor.h>

class BLE2901 : public BLEDescriptor {
  public:
    BLE2901() : BLEDescriptor(BLEUUID(uint16_t{ESP_GATT_UUID_CHAR_DESCRIPTION})) {}
    void setDescription(oceanhil::BleText desc) { setValue(desc); }
};

#endif
