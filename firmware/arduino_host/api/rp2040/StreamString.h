/// A `String` as a stream. Facts: cores/rp2040/StreamString.h.
#ifndef __STREAMSTRING_H
#define __STREAMSTRING_H

#include <Stream.h>
#include <WString.h>

#include <limits>
#include <utility>

/// Reads a String and writes behind its end. What is read is taken away, unless a place to read from was set.
class S2Stream : public Stream {
  public:
    S2Stream(String& text, int pointer = -1) : string(&text), peekPointer(pointer) {}
    S2Stream(String* text, int pointer = -1) : string(text), peekPointer(pointer) {}

    using Print::write;
    int available() override { return static_cast<int>(string->length()); }
    int availableForWrite() override { return std::numeric_limits<int16_t>::max(); }
    int read() override {
        const int octet = peek();
        if (octet >= 0 && peekPointer < 0) {
            string->remove(0, 1);
        } else if (octet >= 0) {
            ++peekPointer;
        }
        return octet;
    }
    int peek() override {
        const unsigned at = peekPointer < 0 ? 0 : static_cast<unsigned>(peekPointer);
        return at < string->length() ? static_cast<unsigned char>(string->charAt(at)) : -1;
    }
    size_t write(uint8_t octet) override { return string->concat(static_cast<char>(octet)) ? 1 : 0; }
    size_t write(const uint8_t* bytes, size_t count) override {
        return string->concat(reinterpret_cast<const char*>(bytes), static_cast<unsigned>(count)) ? count : 0;
    }
    void flush() override {}
    // Unlike the ESP8266's, it may be set behind the end.
    void resetPointer(int pointer = 0) { peekPointer = pointer; }

  protected:
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
