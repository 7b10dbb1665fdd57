#include "text.h"

#include <string.h>

namespace oceanremote {

namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";
constexpr size_t kLongestNumber = 20;

}  // namespace

View view(const char* text) { return {text, strlen(text)}; }

bool same(View one, View other) {
    return one.bytes == other.bytes && (one.bytes == 0 || memcmp(one.data, other.data, one.bytes) == 0);
}

void TextWriter::put(char character) { put(View{&character, 1}); }

void TextWriter::put(View text) {
    if (text.bytes > capacity_ - bytes_) {
        overflowed_ = true;
        return;
    }
    if (text.bytes != 0) {
        memcpy(memory_ + bytes_, text.data, text.bytes);
    }
    bytes_ += text.bytes;
}

void TextWriter::put_code_point(uint32_t code_point) {
    const auto part = [](uint32_t bits) { return static_cast<char>(static_cast<uint8_t>(bits)); };
    const auto rest = [&](unsigned shift) { return part(0x80u | ((code_point >> shift) & 0x3Fu)); };
    if (code_point < 0x80u) {
        put(part(code_point));
    } else if (code_point < 0x800u) {
        const char two[] = {part(0xC0u | (code_point >> 6)), rest(0)};
        put(View{two, sizeof two});
    } else if (code_point < 0x10000u) {
        const char three[] = {part(0xE0u | (code_point >> 12)), rest(6), rest(0)};
        put(View{three, sizeof three});
    } else {
        const char four[] = {part(0xF0u | (code_point >> 18)), rest(12), rest(6), rest(0)};
        put(View{four, sizeof four});
    }
}

void TextWriter::put_unsigned(uint64_t number) {
    char digits[kLongestNumber];
    size_t at = kLongestNumber;
    do {
        digits[--at] = static_cast<char>('0' + number % 10u);
        number /= 10u;
    } while (number != 0);
    put(View{digits + at, kLongestNumber - at});
}

void TextWriter::put_signed(int64_t number) {
    if (number < 0) {
        put('-');
        put_unsigned(0u - static_cast<uint64_t>(number));
    } else {
        put_unsigned(static_cast<uint64_t>(number));
    }
}

void TextWriter::put_with_sign(int64_t number) {
    if (number >= 0) {
        put('+');
    }
    put_signed(number);
}

void TextWriter::put_hex_byte(uint8_t byte) {
    put(kHexDigits[byte >> 4]);
    put(kHexDigits[byte & 0xFu]);
}

}  // namespace oceanremote
