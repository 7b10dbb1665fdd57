/// Whether a client wants notifications: nobody does, unless the program says so itself. Facts:
/// libraries/BLE/src/BLE2902.h and BLE2902.cpp of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLE2902_H_
#define COMPONENTS_CPP_UTILS_BLE2902_H_

#include <BLEDescriptor.h>

class BLE2902 : public BLEDescriptor {
  public:
    BLE2902() : BLEDescriptor(BLEUUID(uint16_t{ESP_GATT_UUID_CHAR_CLIENT_CONFIG})) { keep(0); }

    bool getNotifications() { return (getValue()[0] & kNotifications) != 0; }
    bool getIndications() { return (getValue()[0] & kIndications) != 0; }
    void setNotifications(bool flag) { change(kNotifications, flag); }
    void setIndications(bool flag) { change(kIndications, flag); }

  private:
    static constexpr uint8_t kNotifications = 1;
    static constexpr uint8_t kIndications = 2;

    void change(uint8_t bit, bool flag) {
        keep(static_cast<uint8_t>(flag ? getValue()[0] | bit : getValue()[0] & ~bit));
    }
    void keep(uint8_t bits) {
        const uint8_t value[] = {bits, 0};
        setValue(value, sizeof value);
    }
};

#endif
