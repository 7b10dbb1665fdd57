/// `Stream` as arduino-pico has it, from ArduinoCore-API. Facts: api/Stream.h and api/Stream.cpp there.
#ifndef OCEANHIL_API_STREAM_H
#define OCEANHIL_API_STREAM_H

#include <inttypes.h>

#include "Print.h"

namespace arduino {

/// What is passed over before a number.
enum LookaheadMode { SKIP_ALL, SKIP_NONE, SKIP_WHITESPACE };

class Stream : public Print {
  public:
    Stream() = default;

    virtual int available() = 0;
    virtual int read() = 0;
    virtual int peek() = 0;

    void setTimeout(unsigned long timeout);
    unsigned long getTimeout() { return _timeout; }

    bool find(const char* target);
    bool find(const uint8_t* target) { return find(reinterpret_cast<const char*>(target)); }
    bool find(const char* target, size_t length);
    bool find(const uint8_t* target, size_t length) { return find(reinterpret_cast<const char*>(target), length); }
    bool find(char target) { return find(&target, 1); }
    bool findUntil(const char* target, const char* terminator);
    bool findUntil(const uint8_t* target, const char* terminator) {
        return findUntil(reinterpret_cast<const char*>(target), terminator);
    }
    bool findUntil(const char* target, size_t targetLen, const char* terminate, size_t termLen);
    bool findUntil(const uint8_t* target, size_t targetLen, const char* terminate, size_t termLen) {
        return findUntil(reinterpret_cast<const char*>(target), targetLen, terminate, termLen);
    }

    long parseInt(LookaheadMode lookahead = SKIP_ALL, char ignore = kNothingIgnored);
    float parseFloat(LookaheadMode lookahead = SKIP_ALL, char ignore = kNothingIgnored);

    size_t readBytes(char* bytes, size_t length);
    size_t readBytes(uint8_t* bytes, size_t length) { return readBytes(reinterpret_cast<char*>(bytes), length); }
    size_t readBytesUntil(char terminator, char* bytes, size_t length);
    size_t readBytesUntil(char terminator, uint8_t* bytes, size_t length) {
        return readBytesUntil(terminator, reinterpret_cast<char*>(bytes), length);
    }
    String readString();
    String readStringUntil(char terminator);

  protected:
    // A character that stands in no number.
    static constexpr char kNothingIgnored = '\x01';

    struct MultiTarget {
        const char* str;
        size_t len;
        size_t index;
    };

    int timedRead();
    int timedPeek();
    int peekNextDigit(LookaheadMode lookahead, bool detectDecimal);
    long parseInt(char ignore) { return parseInt(SKIP_ALL, ignore); }
    float parseFloat(char ignore) { return parseFloat(SKIP_ALL, ignore); }
    /// Which target comes first, by its number; -1 if none does in time.
    int findMulti(MultiTarget* targets, int count);

    unsigned long _timeout = 1000;
};

}  // namespace arduino

using arduino::Stream;

#endif
