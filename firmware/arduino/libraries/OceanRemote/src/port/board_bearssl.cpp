// What ESP8266 and Pico W have in common: BearSSL checks certificates, and EEPROM is one sector of flash.
#if defined(ESP8266) || defined(ARDUINO_ARCH_RP2040)

#include <EEPROM.h>
#include <string.h>
#include <time.h>

#include "board_family.h"

namespace {

// BearSSL's errors about certificates (bearssl_x509.h): above BR_ERR_X509_OK, up to BR_ERR_X509_NOT_TRUSTED.
constexpr int kX509Ok = 32;
constexpr int kX509Expired = 54;
constexpr int kX509Last = 62;
// BR_ERR_RECV_FATAL_ALERT: the rest of the error is the alert's number. Later cores take it out of the number, which
// then looks like an error about certificates, and say it in the text alone.
constexpr int kReceivedAlert = 256;
constexpr char kReceivedAlertText[] PROGMEM = "SSL received fatal alert";
// A session that is resumed costs no work with keys, and shows no certificate either: so not for longer than this.
constexpr uint32_t kSessionMs = 3600000;

BearSSL::Session session;
uint32_t session_begun_ms;

void begin_anew() {
    session = BearSSL::Session();
    session_begun_ms = static_cast<uint32_t>(millis());
}

}  // namespace

namespace family {

void trust(SecureClient& client, const char* pem, bool is_again) {
    static const BearSSL::X509List authorities(pem);
    client.setTrustAnchors(&authorities);
    client.setX509Time(time(nullptr));
    size_buffers(client);
    if (static_cast<uint32_t>(millis()) - session_begun_ms >= kSessionMs) {
        begin_anew();
    }
    client.setSession(is_again ? &session : nullptr);
}

int32_t handshake_failure(SecureClient& client) {
    begin_anew();
    char text[sizeof kReceivedAlertText] = "";
    const int error = client.getLastSSLError(text, sizeof text);
    if ((error & kReceivedAlert) != 0 || strcmp_P(text, kReceivedAlertText) == 0) {
        return OR_HTTP_TLS_ALERT;
    }
    if (error == kX509Expired) {
        return OR_HTTP_TLS;
    }
    return error > kX509Ok && error <= kX509Last ? OR_HTTP_TLS_UNTRUSTED : OR_HTTP_REFUSED;
}

bool eeprom_begin(size_t bytes) {
    EEPROM.begin(bytes);
    return EEPROM.length() != 0;
}

// Slot A is the EEPROM library's sector.
bool eeprom_erase() { return erase_place(Place::slot_a); }

}  // namespace family

#endif
