#include "oceanhil/base64_text.h"

namespace oceanhil {

namespace {

constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr size_t kGroupBytes = 3;
constexpr int kLetterBits = 6;
constexpr uint32_t kLetterMask = 0x3F;

void append_group(String& text, const uint8_t* data, size_t bytes) {
    uint32_t group = 0;
    for (size_t at = 0; at < kGroupBytes; ++at) {
        group = group << 8 | (at < bytes ? data[at] : 0U);
    }
    for (size_t at = 0; at <= kGroupBytes; ++at) {
        const auto shift = static_cast<int>(kGroupBytes - at) * kLetterBits;
        text += at <= bytes ? kLetters[group >> shift & kLetterMask] : '=';
    }
}

}  // namespace

String base64_text(const uint8_t* data, size_t bytes) {
    String text;
    for (size_t at = 0; at < bytes; at += kGroupBytes) {
        append_group(text, data + at, bytes - at < kGroupBytes ? bytes - at : kGroupBytes);
    }
    return text;
}

}  // namespace oceanhil
