// What `Stream` of each core does alike: compiled against the family's own Stream.h.
#include <Stream.h>

#include "byte_of.h"
#include "oceanhil/patience.h"

using oceanhil::byte_of;

int Stream::timedRead() {
    const oceanhil::Patience patience(_timeout);
    do {
        const int byte = read();
        if (byte >= 0) {
            return byte;
        }
    } while (patience.lasts());
    return -1;
}

int Stream::timedPeek() {
    const oceanhil::Patience patience(_timeout);
    do {
        const int byte = peek();
        if (byte >= 0) {
            return byte;
        }
    } while (patience.lasts());
    return -1;
}

void Stream::setTimeout(unsigned long timeout) { _timeout = timeout; }

size_t Stream::readBytes(char* bytes, size_t length) {
    size_t count = 0;
    while (count < length) {
        const int byte = timedRead();
        if (byte < 0) {
            break;
        }
        bytes[count++] = static_cast<char>(byte);
    }
    return count;
}

size_t Stream::readBytesUntil(char terminator, char* bytes, size_t length) {
    size_t count = 0;
    while (count < length) {
        const int byte = timedRead();
        if (byte < 0 || byte == byte_of(terminator)) {
            break;
        }
        bytes[count++] = static_cast<char>(byte);
    }
    return count;
}

String Stream::readString() {
    String text;
    for (int byte = timedRead(); byte >= 0; byte = timedRead()) {
        text += static_cast<char>(byte);
    }
    return text;
}

String Stream::readStringUntil(char terminator) {
    String text;
    for (int byte = timedRead(); byte >= 0 && byte != byte_of(terminator); byte = timedRead()) {
        text += static_cast<char>(byte);
    }
    return text;
}
