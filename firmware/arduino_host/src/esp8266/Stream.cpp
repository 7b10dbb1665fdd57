#include <Stream.h>
#include <string.h>

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
