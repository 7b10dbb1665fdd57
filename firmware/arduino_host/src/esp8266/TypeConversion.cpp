// Facts: cores/esp8266/TypeConversion.cpp.
#include <TypeConversion.h>
#include <boot.h>

namespace experimental {
namespace TypeConversion {

namespace {

constexpr unsigned kBitsOfByte = 8;
constexpr unsigned kBytesOfNumber = 8;
constexpr unsigned kBitsOfLetter = 4;
constexpr unsigned kLowLetter = 0xF;

uint8_t value_of(char letter) {
    const int place = letter - '0';
    return place >= 0 && place < static_cast<int>(sizeof base36CharValues) ? base36CharValues[place] : uint8_t{0};
}

}  // namespace

const char base36Chars[36] = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H',
                              'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z'};

const uint8_t base36CharValues[75] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  0,  0,  0,  0,  0,  0,  0,  10, 11, 12, 13, 14, 15, 16, 17,
    18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 0,  0,  0,  0,  0,  0,  10,
    11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35};

String uint8ArrayToHexString(const uint8_t* uint8Array, const uint32_t arrayLength) {
    String text;
    if (!text.reserve(2 * arrayLength)) {
        return String();
    }
    for (uint32_t each = 0; each < arrayLength; ++each) {
        text += base36Chars[uint8Array[each] >> kBitsOfLetter];
        text += base36Chars[uint8Array[each] & kLowLetter];
    }
    return text;
}

uint8_t* hexStringToUint8Array(const String& hexString, uint8_t* uint8Array, const uint32_t arrayLength) {
    if (hexString.length() < 2 * arrayLength) {
        // Of core 3.1.2.
        oceanhil::machine::crash_of_assertion(59, "TypeConversion.cpp", __PRETTY_FUNCTION__,
                                              "hexString.length() >= arrayLength * 2");
    }
    for (uint32_t each = 0; each < arrayLength; ++each) {
        const unsigned high = value_of(hexString[2 * each]);
        uint8Array[each] = static_cast<uint8_t>((high << kBitsOfLetter) + value_of(hexString[2 * each + 1]));
    }
    return uint8Array;
}

uint8_t* uint64ToUint8ArrayBE(const uint64_t value, uint8_t* resultArray) {
    for (unsigned each = 0; each < kBytesOfNumber; ++each) {
        resultArray[each] = static_cast<uint8_t>(value >> kBitsOfByte * (kBytesOfNumber - 1 - each));
    }
    return resultArray;
}

uint64_t uint8ArrayToUint64BE(const uint8_t* inputArray) {
    uint64_t number = 0;
    for (unsigned each = 0; each < kBytesOfNumber; ++each) {
        number = number << kBitsOfByte | inputArray[each];
    }
    return number;
}

}  // namespace TypeConversion
}  // namespace experimental
