/// A descriptor of another device's characteristic. Nobody has ever connected, so there is none. Facts:
/// libraries/BLE/src/BLERemoteDescriptor.h of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEREMOTEDESCRIPTOR_H_
#define COMPONENTS_CPP_UTILS_BLEREMOTEDESCRIPTOR_H_

#include <oceanhil/ble_remote_value.h>

class BLERemoteCharacteristic;

class BLERemoteDescriptor : public oceanhil::BleRemoteValue {
  public:
    BLERemoteCharacteristic* getRemoteCharacteristic() { return nullptr; }
};

#endif
