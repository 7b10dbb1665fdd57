#include "identity.h"

namespace oceanremote {

namespace {

constexpr int kOctets = 6;

// The family's word in capitals: its letters and digits are those of ASCII.
void put_prefix(TextWriter& to, or_family family) {
    for (const char* each = family_word(family); *each != '\0'; ++each) {
        const bool is_small = *each >= 'a' && *each <= 'z';
        to.put(is_small ? static_cast<char>(*each - 'a' + 'A') : *each);
    }
    to.put('_');
}

void put_reversed(TextWriter& to, const uint8_t mac[6], int from) {
    for (int each = from; each >= 0; --each) {
        to.put_hex_byte(mac[each]);
    }
}

// Hexadecimal digits of the little-endian number, as "%X" prints it.
void put_without_leading_zeros(TextWriter& to, const uint8_t mac[6]) {
    char digits[2 * kOctets];
    TextWriter all(digits, sizeof digits);
    put_reversed(all, mac, kOctets - 1);
    size_t zeros = 0;
    while (zeros < sizeof digits - 1 && digits[zeros] == '0') {
        ++zeros;
    }
    to.put(View{digits + zeros, sizeof digits - zeros});
}

}  // namespace

const char* family_word(or_family family) {
#define OR_WORD(each, word) \
    if (family == (each)) { \
        return word;        \
    }
    OR_EACH_FAMILY(OR_WORD)
#undef OR_WORD
    return "esp32";
}

void write_device_id(TextWriter& to, or_family family, or_derivation derivation, const uint8_t mac[6]) {
    put_prefix(to, family);
    switch (derivation) {
        case OR_REVERSED:
            return put_reversed(to, mac, kOctets - 1);
        case OR_NO_LEADING_ZEROS:
            return put_without_leading_zeros(to, mac);
        case OR_LOW_32_BITS:
            return put_reversed(to, mac, 3);
        default:
            break;
    }
    for (int each = derivation == OR_CHIP_ID ? 3 : 0; each < kOctets; ++each) {
        to.put_hex_byte(derivation == OR_BEFORE_WIFI ? uint8_t{0} : mac[each]);
    }
}

void write_mac(TextWriter& to, or_derivation derivation, const uint8_t mac[6]) {
    for (int each = 0; each < kOctets; ++each) {
        if (each > 0) {
            to.put(':');
        }
        to.put_hex_byte(derivation == OR_BEFORE_WIFI ? uint8_t{0} : mac[each]);
    }
}

}  // namespace oceanremote
