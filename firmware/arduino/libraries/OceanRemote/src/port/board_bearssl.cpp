// What ESP8266 and Pico W have in common: BearSSL checks certificates, and EEPROM is one sector of flash.
#if defined(ESP8266) || defined(ARDUINO_ARCH_RP2040)

#include <EEPROM.h>
#include <time.h>

#include "board_family.h"

namespace {

// BearSSL's errors about certificates (bearssl_x509.h): above BR_ERR_X509_OK, up to BR_ERR_X509_NOT_TRUSTED.
constexpr int kX509Ok = 32;
constexpr int kX509Last = 62;

}  // namespace

namespace family {

void trust(SecureClient& client, const char* pem) {
    static const BearSSL::X509List authorities(pem);
    client.setTrustAnchors(&authorities);
    client.setX509Time(time(nullptr));
}

bool is_certificate_refused(SecureClient& client) {
    const int error = client.getLastSSLError();
    return error > kX509Ok && error <= kX509Last;
}

bool eeprom_begin(size_t bytes) {
    EEPROM.begin(bytes);
    return EEPROM.length() != 0;
}

// Slot A is the EEPROM library's sector.
bool eeprom_erase() { return erase_place(Place::slot_a); }

}  // namespace family

#endif
