#include "oceanhil/sha1_text.h"

#include <stdio.h>

#include "oceanhil/format.h"
#include "oceanhil/sha.h"

void sha1(const uint8_t* data, uint32_t size, uint8_t hash[20]) {
    oceanhil::Sha1 sha;
    sha.begin();
    sha.add(data, size);
    sha.end(hash);
}

void sha1(const char* data, uint32_t size, uint8_t hash[20]) {
    sha1(reinterpret_cast<const uint8_t*>(data), size, hash);
}

void sha1(const String& data, uint8_t hash[20]) { sha1(data.c_str(), data.length(), hash); }

String sha1(const uint8_t* data, uint32_t size) {
    uint8_t hash[oceanhil::Sha1::kBytes];
    char text[2 * oceanhil::Sha1::kBytes + 1];
    sha1(data, size, hash);
    for (size_t each = 0; each < oceanhil::Sha1::kBytes; ++each) {
        oceanhil_snprintf(text + 2 * each, 3, "%02x", hash[each]);
    }
    return text;
}

String sha1(const char* data, uint32_t size) { return sha1(reinterpret_cast<const uint8_t*>(data), size); }

String sha1(const String& data) { return sha1(data.c_str(), data.length()); }
