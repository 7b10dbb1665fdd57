#include <MacAddress.h>
#include <Print.h>
#include <stdlib.h>
#include <string.h>

namespace {

// A byte has two digits, and a colon but for the last.
constexpr size_t kMacLetters = 3;

}  // namespace

MacAddress::MacAddress(MACType mac_type, const uint8_t* macbytearray) : type_(mac_type) {
    memcpy(mac_.bytes, macbytearray, static_cast<size_t>(count()));
}

bool MacAddress::fromString(const char* buf) {
    const size_t letters = strlen(buf) + 1;
    if (letters != kMacLetters * kShort && letters != kMacLetters * kLong) {
        return false;
    }
    const int wanted = static_cast<int>(letters / kMacLetters);
    const char* at = buf;
    for (int each = 0; each < wanted; ++each) {
        at += strspn(at, ":");
        if (*at == '\0') {
            return false;
        }
        mac_.bytes[each] = static_cast<uint8_t>(strtol(at, nullptr, 16));
        at += strcspn(at, ":");
    }
    type_ = wanted == kShort ? MAC6 : MAC8;
    return true;
}

void MacAddress::toBytes(uint8_t* buf) { memcpy(buf, mac_.bytes, static_cast<size_t>(count())); }

int MacAddress::toString(char* buf) {
    const String text = toString();
    strcpy(buf, text.c_str());
    return static_cast<int>(text.length());
}

String MacAddress::toString() const {
    constexpr const char* kDigits = "0123456789ABCDEF";
    String text;
    for (int each = 0; each < count(); ++each) {
        if (each > 0) {
            text += ':';
        }
        text += kDigits[mac_.bytes[each] >> 4];
        text += kDigits[mac_.bytes[each] & 0xF];
    }
    return text;
}

bool MacAddress::operator==(const uint8_t* macbytearray) const { return memcmp(mac_.bytes, macbytearray, kShort) == 0; }

size_t MacAddress::printTo(Print& p) const { return p.print(toString()); }
