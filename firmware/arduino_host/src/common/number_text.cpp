#include "oceanhil/number_text.h"

#include <string.h>

#include "oceanhil/digits.h"

namespace {

using oceanhil::Case;
using oceanhil::digits_of;
using oceanhil::kDigitsRoom;

constexpr int kDecimal = 10;
constexpr int kMostBase = 36;

bool is_base(int base) { return base >= 2 && base <= kMostBase; }

char* nothing(char* text) {
    *text = '\0';
    return nullptr;
}

}  // namespace

extern "C" {

char* utoa(unsigned value, char* text, int base) {
    if (!is_base(base)) {
        return nothing(text);
    }
    char room[kDigitsRoom];
    return strcpy(text, digits_of(value, static_cast<unsigned>(base), Case::lower, room));
}

char* itoa(int value, char* text, int base) {
    if (base != kDecimal || value >= 0) {
        return utoa(static_cast<unsigned>(value), text, base);
    }
    text[0] = '-';
    utoa(0u - static_cast<unsigned>(value), text + 1, base);
    return text;
}

const char* strrstr(const char* text, const char* pattern) {
    const size_t length = text == nullptr ? 0 : strlen(text);
    const size_t searched = pattern == nullptr ? 0 : strlen(pattern);
    if (length == 0 || searched == 0 || searched > length) {
        return nullptr;
    }
    const char* at = text + (length - searched);
    while (at > text && strncmp(at, pattern, searched) != 0) {
        --at;
    }
    return strncmp(at, pattern, searched) == 0 ? at : nullptr;
}

}  // extern "C"
