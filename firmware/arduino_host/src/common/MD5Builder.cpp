#include <Arduino.h>
#include <MD5Builder.h>
#include <stdio.h>

#include <algorithm>

namespace {

constexpr uint32_t kPatienceMs = 1000;

uint8_t value_of(char digit) {
    if (digit >= '0' && digit <= '9') {
        return static_cast<uint8_t>(digit - '0');
    }
    const char low = static_cast<char>(digit | 0x20);
    return low >= 'a' && low <= 'f' ? static_cast<uint8_t>(low - 'a' + 10) : 0;
}

/// Waits for something to read.
bool comes(Stream& stream) {
    const auto since = static_cast<uint32_t>(millis());
    while (stream.available() <= 0) {
        if (static_cast<uint32_t>(millis()) - since > kPatienceMs) {
            return false;
        }
        delay(1);
    }
    return true;
}

}  // namespace

void MD5Builder::begin() {
    memset(digest_, 0, sizeof digest_);
    md5_.begin();
}

void MD5Builder::addHexString(const char* data) {
    const size_t bytes = strlen(data) / 2;
    for (size_t at = 0; at < bytes; ++at) {
        const auto byte = static_cast<uint8_t>(value_of(data[2 * at]) << 4 | value_of(data[2 * at + 1]));
        add(&byte, 1);
    }
}

bool MD5Builder::addStream(Stream& stream, size_t maxLen) {
    char some[512];
    while (maxLen > 0) {
        if (!comes(stream)) {
            return false;
        }
        const size_t wanted = std::min({maxLen, sizeof some, static_cast<size_t>(stream.available())});
        const size_t got = stream.readBytes(some, wanted);
        if (got == 0) {
            return false;
        }
        add(reinterpret_cast<const uint8_t*>(some), got);
        maxLen -= got;
    }
    return true;
}

void MD5Builder::getChars(char* output) const {
    for (const uint8_t each : digest_) {
        output += sprintf(output, "%02x", each);
    }
}

String MD5Builder::toString() const {
    char text[2 * sizeof digest_ + 1];
    getChars(text);
    return String(text);
}
