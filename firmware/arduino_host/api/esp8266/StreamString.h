/// A `String` as a stream. Facts: cores/esp8266/StreamString.h.
#ifndef __STREAMSTRING_H
#define __STREAMSTRING_H

#include <Stream.h>
#include <WString.h>

#include <algorithm>
#include <limits>
#include <utility>

/// Reads a String and writes behind its end. What is read is taken away, unless a place to read from was set.
class S2Stream : public Stream {
  public:
    S2Stream(String& text, int pointer = -1) : string(&text), peekPointer(pointer) {}
    S2Stream(String* text, int pointer = -1) : string(text), peekPointer(pointer) {}

    using Print::write;
    using Stream::read;
    int available() override { return static_cast<int>(string->length()); }
    int availableForWrite() override { return std::numeric_limits<int16_t>::max(); }
    int read() override {
        const int octet = peek();
        if (octet >= 0) {
            peekConsume(1);
        }
        return octet;
    }
    int read(uint8_t* bytes, size_t length) override {
        const size_t count = std::min(length, peekAvailable());
        memcpy(bytes, peekBuffer(), count);
        peekConsume(count);
        return static_cast<int>(count);
    }
    int peek() override { return peekAvailable() > 0 ? static_cast<unsigned char>(*peekBuffer()) : -1; }
    size_t write(uint8_t octet) override { return string->concat(static_cast<char>(octet)) ? 1 : 0; }
    size_t write(const uint8_t* bytes, size_t count) override {
        return string->concat(reinterpret_cast<const char*>(bytes), static_cast<unsigned>(count)) ? count : 0;
    }
    void flush() override {}
    bool inputCanTimeout() override { return false; }
    bool outputCanTimeout() override { return false; }
    bool hasPeekBufferAPI() const override { return true; }
    size_t peekAvailable() override { return string->length() - std::min(begin(), string->length()); }
    const char* peekBuffer() override { return string->c_str() + std::min(begin(), string->length()); }
    void peekConsume(size_t count) override {
        if (peekPointer < 0) {
            string->remove(0, static_cast<unsigned>(count));
        } else {
            peekPointer = static_cast<int>(std::min(size_t{string->length()}, begin() + count));
        }
    }
    ssize_t streamRemaining() override { return static_cast<ssize_t>(peekAvailable()); }

    void setConsume() { peekPointer = -1; }
    void resetPointer(size_t pointer = 0) {
        peekPointer = static_cast<int>(std::min(pointer, size_t{string->length()}));
    }

  protected:
    unsigned begin() const { return peekPointer < 0 ? 0 : static_cast<unsigned>(peekPointer); }

    String* string;
    int peekPointer;
};

/// A String that is its own stream.
class StreamString : public String, public S2Stream {
  public:
    StreamString(const char* text = nullptr) : String(text), S2Stream(this) {}
    StreamString(const StreamString& other) : String(other), S2Stream(this) {}
    StreamString(StreamString&& other) : String(static_cast<const String&>(other)), S2Stream(this) {}
    StreamString(const String& text) : String(text), S2Stream(this) {}
    StreamString(String&& text) : String(static_cast<const String&>(text)), S2Stream(this) {}
    StreamString(const __FlashStringHelper* text) : String(text), S2Stream(this) {}
    explicit StreamString(char letter) : String(letter), S2Stream(this) {}
    explicit StreamString(unsigned char value, unsigned char base = 10) : String(value, base), S2Stream(this) {}
    explicit StreamString(int value, unsigned char base = 10) : String(value, base), S2Stream(this) {}
    explicit StreamString(unsigned int value, unsigned char base = 10) : String(value, base), S2Stream(this) {}
    explicit StreamString(long value, unsigned char base = 10) : String(value, base), S2Stream(this) {}
    explicit StreamString(unsigned long value, unsigned char base = 10) : String(value, base), S2Stream(this) {}
    explicit StreamString(float value, unsigned char decimals = 2) : String(value, decimals), S2Stream(this) {}
    explicit StreamString(double value, unsigned char decimals = 2) : String(value, decimals), S2Stream(this) {}

    StreamString& operator=(const StreamString& other) { return assigned(static_cast<const String&>(other)); }
    StreamString& operator=(const String& text) { return assigned(text); }
    StreamString& operator=(const char* text) { return assigned(text); }
    StreamString& operator=(const __FlashStringHelper* text) { return assigned(text); }

  private:
    template <typename Text>
    StreamString& assigned(const Text& text) {
        String::operator=(text);
        peekPointer = peekPointer > 0 ? 0 : peekPointer;
        return *this;
    }
};

#endif
