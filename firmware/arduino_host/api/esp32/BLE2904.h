/// The form of a characteristic's value. Facts: libraries/BLE/src/BLE2904.h and BLE2904.cpp of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLE2904_H_
#define COMPONENTS_CPP_UTILS_BLE2904_H_

#include <BLEDescriptor.h>

struct BLE2904_Data {
    uint8_t m_format;
    int8_t m_exponent;
    uint16_t m_unit;
    uint8_t m_namespace;
    uint16_t m_description;
} __attribute__((packed));

class BLE2904 : public BLEDescriptor {
  public:
    static const uint8_t FORMAT_BOOLEAN = 1;
    static const uint8_t FORMAT_UINT2 = 2;
    static const uint8_t FORMAT_UINT4 = 3;
    static const uint8_t FORMAT_UINT8 = 4;
    static const uint8_t FORMAT_UINT12 = 5;
    static const uint8_t FORMAT_UINT16 = 6;
    static const uint8_t FORMAT_UINT24 = 7;
    static const uint8_t FORMAT_UINT32 = 8;
    static const uint8_t FORMAT_UINT48 = 9;
    static const uint8_t FORMAT_UINT64 = 10;
    static const uint8_t FORMAT_UINT128 = 11;
    static const uint8_t FORMAT_SINT8 = 12;
    static const uint8_t FORMAT_SINT12 = 13;
    static const uint8_t FORMAT_SINT16 = 14;
    static const uint8_t FORMAT_SINT24 = 15;
    static const uint8_t FORMAT_SINT32 = 16;
    static const uint8_t FORMAT_SINT48 = 17;
    static const uint8_t FORMAT_SINT64 = 18;
    static const uint8_t FORMAT_SINT128 = 19;
    static const uint8_t FORMAT_FLOAT32 = 20;
    static const uint8_t FORMAT_FLOAT64 = 21;
    static const uint8_t FORMAT_SFLOAT16 = 22;
    static const uint8_t FORMAT_SFLOAT32 = 23;
    static const uint8_t FORMAT_IEEE20601 = 24;
    static const uint8_t FORMAT_UTF8 = 25;
    static const uint8_t FORMAT_UTF16 = 26;
    static const uint8_t FORMAT_OPAQUE = 27;

    BLE2904() : BLEDescriptor(BLEUUID(uint16_t{ESP_GATT_UUID_CHAR_PRESENT_FORMAT})) { keep(); }

    void setDescription(uint16_t description) {
        data_.m_description = description;
        keep();
    }
    void setExponent(int8_t exponent) {
        data_.m_exponent = exponent;
        keep();
    }
    void setFormat(uint8_t format) {
        data_.m_format = format;
        keep();
    }
    void setNamespace(uint8_t namespace_value) {
        data_.m_namespace = namespace_value;
        keep();
    }
    void setUnit(uint16_t unit) {
        data_.m_unit = unit;
        keep();
    }

  private:
    void keep() { setValue(reinterpret_cast<const uint8_t*>(&data_), sizeof data_); }

    /// Of the Bluetooth SIG's own names.
    BLE2904_Data data_ = {0, 0, 0, 1, 0};
};

#endif
