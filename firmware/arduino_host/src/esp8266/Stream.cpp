#include <Stream.h>
#include <string.h>

namespace {

int byte_of(char letter) { return static_cast<unsigned char>(letter); }

}  // namespace

int Stream::read(uint8_t* bytes, size_t length) {
    size_t count = 0;
    while (count < length && available() != 0) {
        const int byte = read();
        if (byte < 0) {
            break;
        }
        bytes[count++] = static_cast<uint8_t>(byte);
    }
    return static_cast<int>(count);
}

String Stream::readStringUntil(const char* terminator, uint32_t untilTotalNumberOfOccurrences) {
    String text;
    const size_t length = strlen(terminator);
    size_t matched = 0;
    uint32_t occurrences = 0;
    // A byte of 0 ends it as a timeout does. The core does not begin to match anew at the byte that did not go on.
    for (int byte = timedRead(); byte > 0; byte = timedRead()) {
        text += static_cast<char>(byte);
        if (byte != static_cast<unsigned char>(terminator[matched])) {
            matched = 0;
        } else if (++matched == length && ++occurrences == untilTotalNumberOfOccurrences) {
            text.remove(text.length() - static_cast<unsigned>(length), static_cast<unsigned>(length));
            break;
        }
    }
    return text;
}

bool Stream::find(const char* target) { return findUntil(target, ""); }

bool Stream::find(const char* target, size_t length) { return findUntil(target, length, nullptr, 0); }

bool Stream::findUntil(const char* target, const char* terminator) {
    return findUntil(target, strlen(target), terminator, strlen(terminator));
}

bool Stream::findUntil(const char* target, size_t targetLen, const char* terminator, size_t termLen) {
    if (*target == '\0') {
        return true;
    }
    size_t found = 0;
    size_t ended = 0;
    // A byte of 0 ends the search as a timeout does.
    for (int byte = timedRead(); byte > 0; byte = timedRead()) {
        if (byte != byte_of(target[found])) {
            found = 0;
        }
        if (byte == byte_of(target[found]) && ++found >= targetLen) {
            return true;
        }
        ended = termLen > 0 && byte == byte_of(terminator[ended]) ? ended + 1 : 0;
        if (termLen > 0 && ended >= termLen) {
            return false;
        }
    }
    return false;
}
