// How the cores of the ESP32 and the RP2040 look for texts in a stream. Facts: Stream.cpp of arduino-esp32 3.x and of
// ArduinoCore-API.
#ifndef ESP8266
#include <Stream.h>
#include <string.h>

#include "byte_of.h"

using oceanhil::byte_of;

namespace {

/// How much of a text its own end and one more byte are the begin of, when that byte did not go on with it.
size_t begun_again(const char* text, size_t matched, int byte) {
    for (size_t length = matched; length > 0; --length) {
        const bool ends_alike = memcmp(text, text + (matched - (length - 1)), length - 1) == 0;
        if (byte_of(text[length - 1]) == byte && ends_alike) {
            return length;
        }
    }
    return 0;
}

}  // namespace

bool Stream::find(const char* target) { return find(target, strlen(target)); }

bool Stream::find(const char* target, size_t length) { return findUntil(target, length, nullptr, 0); }

bool Stream::findUntil(const char* target, const char* terminator) {
    return findUntil(target, strlen(target), terminator, strlen(terminator));
}

bool Stream::findUntil(const char* target, size_t targetLen, const char* terminate, size_t termLen) {
    MultiTarget targets[] = {{target, targetLen, 0}, {terminate, termLen, 0}};
    return findMulti(targets, terminate == nullptr ? 1 : 2) == 0;
}

int Stream::findMulti(MultiTarget* targets, int count) {
    for (int number = 0; number < count; ++number) {
        if (targets[number].len == 0) {
            return number;
        }
    }
    for (int byte = timedRead(); byte >= 0; byte = timedRead()) {
        for (int number = 0; number < count; ++number) {
            MultiTarget& target = targets[number];
            const bool goes_on = byte == byte_of(target.str[target.index]);
            target.index = goes_on ? target.index + 1 : begun_again(target.str, target.index, byte);
            if (target.index == target.len) {
                return number;
            }
        }
    }
    return -1;
}

#endif
