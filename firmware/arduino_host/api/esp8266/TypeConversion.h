/// Bytes as text and as a number (cores/esp8266/TypeConversion.h): letters of base 16 are large, and numbers begin with
/// their highest byte.
#ifndef __ESP8266_TYPECONVERSION_H__
#define __ESP8266_TYPECONVERSION_H__

#include <Arduino.h>

namespace experimental {
namespace TypeConversion {

extern const char base36Chars[36];
/// Of a letter less '0'.
extern const uint8_t base36CharValues[75];

/// Empty where there is no memory.
String uint8ArrayToHexString(const uint8_t* uint8Array, const uint32_t arrayLength);
/// A text that is too short is an assertion that fails.
uint8_t* hexStringToUint8Array(const String& hexString, uint8_t* uint8Array, const uint32_t arrayLength);
uint8_t* uint64ToUint8ArrayBE(const uint64_t value, uint8_t* resultArray);
uint64_t uint8ArrayToUint64BE(const uint8_t* inputArray);

}  // namespace TypeConversion
}  // namespace experimental

#endif
