#include <StreamString.h>

#include <algorithm>

#include "oceanhil/patience.h"

size_t StreamString::write(const uint8_t* bytes, size_t count) {
    if (count == 0 || bytes == nullptr) {
        return 0;
    }
    // The core asks for one byte more than concat does, which shows in what is asked of the heap.
    const unsigned grown = length() + static_cast<unsigned>(count);
    return reserve(grown + 1) && concat(bytes, static_cast<unsigned>(count)) ? count : 0;
}

size_t StreamString::write(uint8_t byte) { return concat(static_cast<char>(byte)) ? 1 : 0; }

int StreamString::read() {
    const int byte = peek();
    if (byte >= 0) {
        remove(0, 1);
    }
    return byte;
}

int StreamString::peek() { return length() > 0 ? static_cast<unsigned char>(charAt(0)) : -1; }

size_t StreamString::readBytes(char* bytes, size_t length) {
    if (length == 0 || bytes == nullptr) {
        return 0;
    }
    const oceanhil::Patience patience(_timeout);
    size_t count = 0;
    do {
        const size_t part = std::min(length - count, size_t{String::length()});
        memcpy(bytes + count, c_str(), part);
        remove(0, static_cast<unsigned>(part));
        count += part;
    } while (count < length && patience.lasts());
    return count;
}
