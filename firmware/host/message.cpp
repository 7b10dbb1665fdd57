#include "message.h"

namespace oceanremote {

namespace {

constexpr uint8_t kMap = 0x80;
constexpr uint8_t kArray = 0x90;
constexpr uint8_t kBytes16 = 0xc5;
constexpr uint8_t kNumber32 = 0xce;
constexpr uint8_t kText16 = 0xda;
constexpr size_t kMostItems = 15;
constexpr size_t kLongest = 0xFFFF;
constexpr uint8_t kFirstOfTwo = 0x80;

uint8_t low_byte(size_t value) { return static_cast<uint8_t>(value & 0xFFu); }

}  // namespace

void Message::array(size_t items) {
    overflowed_ = overflowed_ || items > kMostItems;
    put(static_cast<uint8_t>(kArray | low_byte(items)));
}

void Message::map(size_t pairs) {
    overflowed_ = overflowed_ || pairs > kMostItems;
    put(static_cast<uint8_t>(kMap | low_byte(pairs)));
}

void Message::number(uint32_t value) {
    put(kNumber32);
    for (uint32_t shift = 32; shift != 0; shift -= 8) {
        put(low_byte(value >> (shift - 8)));
    }
}

void Message::bytes(const uint8_t* data, size_t length) {
    put_length(kBytes16, length);
    for (size_t at = 0; at < length; ++at) {
        put(data[at]);
    }
}

void Message::utf8(const char* text, size_t length) {
    put_length(kText16, length);
    for (size_t at = 0; at < length; ++at) {
        put(static_cast<uint8_t>(text[at]));
    }
}

void Message::latin1(const char* text, size_t length) {
    size_t encoded = length;
    for (size_t at = 0; at < length; ++at) {
        encoded += static_cast<uint8_t>(text[at]) >= kFirstOfTwo ? 1 : 0;
    }
    put_length(kText16, encoded);
    for (size_t at = 0; at < length; ++at) {
        const uint8_t byte = static_cast<uint8_t>(text[at]);
        if (byte < kFirstOfTwo) {
            put(byte);
        } else {
            put(static_cast<uint8_t>(0xC0u | (byte >> 6)));
            put(static_cast<uint8_t>(0x80u | (byte & 0x3Fu)));
        }
    }
}

void Message::put(uint8_t byte) {
    if (size_ < capacity_) {
        memory_[size_++] = byte;
    } else {
        overflowed_ = true;
    }
}

void Message::put_length(uint8_t kind, size_t length) {
    overflowed_ = overflowed_ || length > kLongest;
    put(kind);
    put(low_byte(length >> 8));
    put(low_byte(length));
}

}  // namespace oceanremote
