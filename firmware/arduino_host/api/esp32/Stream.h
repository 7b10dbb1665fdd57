/// `Stream` as arduino-esp32 3.x has it. Facts: cores/esp32/Stream.h and Stream.cpp, and the tests beside them.
#ifndef Stream_h
#define Stream_h

#include <inttypes.h>

#include "Print.h"

class Stream : public Print {
  public:
    Stream() = default;

    virtual int available() = 0;
    virtual int read() = 0;
    virtual int peek() = 0;

    void setTimeout(unsigned long timeout);
    unsigned long getTimeout() { return _timeout; }

    bool find(const char* target);
    bool find(uint8_t* target) { return find(reinterpret_cast<const char*>(target)); }
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

    long parseInt();
    float parseFloat();

    virtual size_t readBytes(char* bytes, size_t length);
    virtual size_t readBytes(uint8_t* bytes, size_t length) {
        return readBytes(reinterpret_cast<char*>(bytes), length);
    }
    size_t readBytesUntil(char terminator, char* bytes, size_t length);
    size_t readBytesUntil(char terminator, uint8_t* bytes, size_t length) {
        return readBytesUntil(terminator, reinterpret_cast<char*>(bytes), length);
    }
    virtual String readString();
    String readStringUntil(char terminator);

  protected:
    // What a number of a stream may begin with, and in what arithmetic a digit behind its point loses weight.
    static constexpr bool kNumbersBeginWithPoint = false;
    static constexpr float kTenth = 0.1F;

    struct MultiTarget {
        const char* str;
        size_t len;
        size_t index;
    };

    int timedRead();
    int timedPeek();
    int peekNextDigit(bool detectDecimal = false);
    long parseInt(char skipChar);
    float parseFloat(char skipChar);
    /// Which target comes first, by its number; -1 if none does in time.
    int findMulti(MultiTarget* targets, int count);

    unsigned long _timeout = 1000;
};

#endif
