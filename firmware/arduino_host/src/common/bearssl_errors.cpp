#include "oceanhil/bearssl_errors.h"

#include "oceanhil/format.h"


namespace oceanhil {

namespace {

struct Text {
    int number;
    const char* text;
};

// Of certificates, and of what the numbers of alerts mean among these: the cores look for both in one list.
constexpr Text kTexts[] = {
    {0, "OK"},
    {10, "Incoming record or message has wrong type with regards to the current engine state."},
    {20, "Server sent an extension type that we did not announce, or used the same extension type several times in a "
         "single ServerHello."},
    {22, "Invalid ServerHelloDone from the server (length is not 0)."},
    {40, "Decoding error: extraneous element."},
    {42, "Decoding error: expected constructed element, but is primitive."},
    {43, "Decoding error: expected primitive element, but is constructed."},
    {44, "Decoding error: BIT STRING length is not multiple of 8."},
    {45, "Decoding error: BOOLEAN value has invalid length."},
    {46, "Decoding error: value is off-limits."},
    {47, "Invalid distinguished name."},
    {48, "Invalid date/time representation."},
    {49, "Certificate contains unsupported features that cannot be ignored."},
    {50, "Key or signature size exceeds internal limits."},
    {51, "Key type does not match that which was expected."},
    {kBearExpired, "Certificate is expired or not yet valid."},
    {kBearNotTrusted, "Chain could not be linked to a trust anchor."},
};

const char* text_of(int error) {
    for (const Text& each : kTexts) {
        if (each.number == error) {
            return each.text;
        }
    }
    return "Unknown error code.";
}

}  // namespace

int tell_bear_error(int error, char* text, size_t room) {
    const bool is_alert = (error & kBearReceivedAlert) != 0;
    const int number = error & ~kBearReceivedAlert;
    if (text != nullptr) {
        oceanhil_snprintf(text, room, "%s%s", is_alert ? "SSL received fatal alert - " : "", text_of(number));
    }
    return number;
}

}  // namespace oceanhil
