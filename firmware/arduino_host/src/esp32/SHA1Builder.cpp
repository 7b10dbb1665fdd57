#include <SHA1Builder.h>
#include <stdio.h>

#include <vector>

#include "oceanhil/format.h"

void SHA1Builder::begin() {
    memset(digest_, 0, sizeof digest_);
    sha_.begin();
}

void SHA1Builder::addHexString(const char* data) {
    std::vector<uint8_t> octets(strlen(data) / 2);
    hex2bytes(octets.data(), octets.size(), data);
    add(octets.data(), octets.size());
}

void SHA1Builder::getChars(char* output) const {
    for (const uint8_t each : digest_) {
        output += oceanhil_sprintf(output, "%02x", each);
    }
}

String SHA1Builder::toString() const {
    char text[2 * SHA1_HASH_SIZE + 1];
    getChars(text);
    return text;
}
