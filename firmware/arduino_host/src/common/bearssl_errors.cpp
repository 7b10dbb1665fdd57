#include "oceanhil/bearssl_errors.h"

#include <stdio.h>

namespace oceanhil {

namespace {

// What the numbers of alerts mean among the errors of certificates, for the cores read them there.
constexpr int kExtraElement = 40;

const char* text_of(int error) {
    switch (error) {
        case 0:
            return "OK";
        case kExtraElement:
            return "Decoding error: extraneous element.";
        case kBearExpired:
            return "Certificate is expired or not yet valid.";
        case kBearNotTrusted:
            return "Chain could not be linked to a trust anchor.";
        default:
            return "Unknown error code.";
    }
}

}  // namespace

int tell_bear_error(int error, char* text, size_t room) {
    const bool is_alert = (error & kBearReceivedAlert) != 0;
    const int number = error & ~kBearReceivedAlert;
    if (text != nullptr) {
        snprintf(text, room, "%s%s", is_alert ? "SSL received fatal alert - " : "", text_of(number));
    }
    return number;
}

}  // namespace oceanhil
