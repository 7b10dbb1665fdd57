/// Bytes as text. What tells events in words is missing: there are none. Facts: libraries/BLE/src/BLEUtils.h and
/// BLEUtils.cpp of arduino-esp32.
#ifndef COMPONENTS_CPP_UTILS_BLEUTILS_H_
#define COMPONENTS_CPP_UTILS_BLEUTILS_H_

#include <BLEClient.h>
#include <ctype.h>
#include <stdlib.h>

class BLEUtils {
  public:
    /// Without a target from the heap, and the caller's to free; a null pointer if there is no room.
    static char* buildHexData(uint8_t* target, uint8_t* source, uint8_t length);
    static oceanhil::BleText buildPrintData(uint8_t* source, size_t length) {
        std::string text;
        for (size_t index = 0; index < length; index++) {
            text += isprint(source[index]) ? static_cast<char>(source[index]) : '.';
        }
        return oceanhil::ble_text(text);
    }
};

#endif
