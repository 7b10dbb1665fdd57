// `IPAddress` of each core: compiled against the family's own IPAddress.h.
#include <IPAddress.h>
#include <Print.h>
#include <string.h>

#include "oceanhil/ipv4_text.h"

namespace {

using oceanhil::MissingNumber;

#ifdef ESP32
constexpr MissingNumber kMissing = MissingNumber::is_a_fault;

bool is_shown(const IPAddress&) { return true; }
#else
constexpr MissingNumber kMissing = MissingNumber::is_zero;

bool is_shown(const IPAddress& address) { return address.isSet(); }
#endif

}  // namespace

bool IPAddress::fromString(const char* address) { return oceanhil::read_ipv4(address, kMissing, octets_); }

IPAddress& IPAddress::operator=(const uint8_t* address) {
    memcpy(octets_, address, sizeof(octets_));
    return *this;
}

IPAddress& IPAddress::operator=(uint32_t address) {
    v4() = address;
    return *this;
}

String IPAddress::toString() const {
    if (!is_shown(*this)) {
        return "(IP unset)";
    }
    char text[oceanhil::kIpv4TextRoom];
    oceanhil::write_ipv4(octets_, text);
    return text;
}

#if defined(ESP32) || defined(ESP8266)
size_t IPAddress::printTo(Print& print) const {
    if (!is_shown(*this)) {
        return print.print(F("(IP unset)"));
    }
    size_t written = print.print(octets_[0], DEC);
    for (size_t index = 1; index < sizeof(octets_); ++index) {
        written += print.print('.');
        written += print.print(octets_[index], DEC);
    }
    return written;
}
#else
size_t IPAddress::printTo(Print& print) const { return print.print(toString()); }
#endif
